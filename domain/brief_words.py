"""What each field of a brief means: shown in prompts, comments and the schema."""

from domain.text import Bilingual


def _words(en: str, zh: str) -> Bilingual:
    return Bilingual(en=en, zh=zh)


WORDS: dict[str, Bilingual] = {
    "id": _words(
        "Short name for links and file names: small letters, digits, hyphens",
        "简称，用于链接和文件名：小写英文字母、数字、连字符",
    ),
    "title": _words("What the collaboration is called", "协作名称"),
    "language": _words(
        "Language that people are written to in: zh or en", "与参与者沟通所用的语言：zh 或 en"
    ),
    "sponsor": _words(
        "Account of the sponsor, the leader who owns the outcome", "分管领导的账号，对结果负责"
    ),
    "lead": _words("Lead department", "牵头部门"),
    "departments": _words(
        "Departments taking part, the lead among them (2 to 40)",
        "参与部门，含牵头部门（2 至 40 个）",
    ),
    "objectives": _words(
        "Strategic objectives that this serves (1 to 10)", "所服务的公司战略目标（1 至 10 条）"
    ),
    "objectives.id": _words("Its short name, such as O1", "目标编号，例如 O1"),
    "objectives.text": _words("The objective, in one sentence", "目标，一句话"),
    "objectives.measure": _words(
        "Measure that shows progress, as named in the measures file; may be left out",
        "体现进展的指标，名称与指标文件一致；可不填",
    ),
    "department_goals": _words("What departments are held to already", "各部门已有的考核目标"),
    "department_goals.department": _words("Whose goal it is", "所属部门"),
    "department_goals.text": _words("The goal, in one sentence", "目标，一句话"),
    "department_goals.measure": _words(
        "Its measure, as named in the measures file", "对应指标，名称与指标文件一致"
    ),
    "department_goals.direction": _words(
        "Where the department pushes it: lower, higher or keep",
        "部门希望指标的走向：lower（降低）、higher（提高）或 keep（保持）",
    ),
    "due": _words(
        "Day by which it should be done, such as 2026-12-31", "完成日期，例如 2026-12-31"
    ),
    "sources": _words(
        "Where the evidence is: files below the data folder, or store for what was imported",
        "依据来源：数据目录之下的文件；已导入的写 store",
    ),
    "sources.people": _words("People: CSV or YAML", "人员名录：CSV 或 YAML"),
    "sources.events": _words(
        "Event log of the work that passes between departments", "跨部门流转的事件日志"
    ),
    "sources.events.file": _words(
        "Event log: CSV, XLSX, Parquet, XES", "事件日志：CSV、XLSX、Parquet、XES"
    ),
    "sources.events.log": _words(
        "Name of an imported event log, in place of a file (accord import event-logs)",
        "已导入的事件日志名称，代替文件（accord import event-logs）",
    ),
    "sources.events.case": _words("Its column with the case", "案件编号所在列"),
    "sources.events.time": _words("Its column with the time", "时间所在列"),
    "sources.events.department": _words("Its column with the department", "部门所在列"),
    "sources.events.activity": _words("Its column with the activity", "活动所在列"),
    "sources.events.state": _words(
        "Its column with the state (queued, working …), or null",
        "状态所在列（排队、处理中等），没有则填 null",
    ),
    "sources.survey": _words(
        "Survey of waiting in place of an event log: CSV, XLSX, YAML or JSON (self-reported)",
        "没有事件日志时的等待问卷（自报）：CSV、XLSX、YAML 或 JSON",
    ),
    "sources.events.start": _words("Its column with when work began", "处理开始时间所在列"),
    "sources.events.end": _words("Its column with when it ended", "处理结束时间所在列"),
    "sources.events.resource": _words("Its column with who did it", "处理人所在列"),
    "sources.events.calendars": _words(
        "Who works when, for the causes of waiting", "各人的工作时间，用于等待原因"
    ),
    "sources.feedback": _words("Feedback items: CSV", "意见反馈：CSV"),
    "sources.measures": _words("Readings of the measures: CSV", "指标读数：CSV"),
    "baseline_until": _words(
        "Readings before this day are the baseline; else the day on which the collaboration starts",
        "此日之前的读数作为基线；不填则为协作启动之日",
    ),
    "background": _words("What else should be known", "补充说明"),
    "need": _words(
        "The need, if it is known already; else it is looked for in the event log",
        "协作需求（如已明确）；不填则从事件日志中识别",
    ),
    "support": _words(
        "What the sponsor is asked to stand for; what is left out follows from the team rule",
        "请分管领导承诺的资源；未填的部分按 team 规则计算",
    ),
    "support.outcome": _words("What is to come of it, in one sentence", "预期成果，一句话"),
    "support.hours": _words("Hours a week of everybody together", "全体参与人每周合计投入小时数"),
    "support.budget": _words("Money, as a number; needs currency", "预算金额（数字），须写明币种"),
    "support.currency": _words("Its currency, such as CNY or EUR", "预算币种，例如 CNY、EUR"),
    "support.people": _words(
        "People to be released: department, then how many", "抽调人员：部门与人数"
    ),
    "team": _words("Rules for the core team", "核心团队的组建规则"),
    "team.size_min": _words("Fewest members", "最少人数"),
    "team.size_max": _words("Most members", "最多人数"),
    "team.hours": _words("Hours a week from each member", "每人每周投入小时数"),
    "team.skills": _words(
        "Skills the team needs: name, then level (1 to 5) and count",
        "团队所需技能：名称、等级（1 至 5）与人数",
    ),
    "team.minimise": _words(
        "What makes a team best: size, communication, diameter, load or continuity, or several in "
        "order",
        "以什么为最优：size（人数）、communication（沟通成本）、diameter（最大距离）、load（负荷）"
        "或 continuity（留任），可依次列出几项",
    ),
    "team.split": _words(
        "With more departments than members: liaisons, or sub_teams linked by shared members",
        "部门多于人数时：liaisons（对接人），或 sub_teams（由共同成员联结的小组）",
    ),
    "team.communication": _words(
        "What it costs two people or departments to work together; else from their hand-offs",
        "两人或两部门协作的沟通成本；不填则按事件日志中的交接推算",
    ),
    "team.communication.a": _words("An account, or a department", "账号或部门"),
    "team.communication.b": _words("Another account or department", "另一账号或部门"),
    "team.communication.cost": _words("The cost, 0 or more", "成本，不小于 0"),
    "team.previous": _words(
        "Accounts of an earlier team, whom continuity keeps", "原团队成员的账号（用于 continuity）"
    ),
    "deadlines": _words(
        "How long people have, such as P5D (five days) or PT8H (eight hours)",
        "各类期限，例如 P5D（五天）、PT8H（八小时）",
    ),
    "deadlines.remind": _words("A pending decision is reminded of after", "待决定事项多久后催办"),
    "deadlines.decide": _words("A pending decision expires after", "待决定事项多久后过期"),
    "deadlines.feedback": _words("A feedback round is open for", "每轮意见征集的时长"),
    "deadlines.positions": _words(
        "Parties to a conflict state positions within", "冲突各方陈述立场的期限"
    ),
    "evaluate_every": _words("Time between evaluations", "评估间隔"),
    "skip": _words(
        "Stages to leave out: identify, team, goals, communication, evaluation",
        "跳过的阶段：identify、team、goals、communication、evaluation",
    ),
    "model_policy": _words(
        "Which language models may see the text: any, local or none",
        "允许哪些语言模型读取内容：any（任意）、local（仅本地）或 none（不用）",
    ),
    "policies": _words(
        "Who decides, where it is not as by default: kind of suggestion, then its policy "
        "(accord schema policy)",
        "与默认不同的审批流程：建议稿类别及其审批规则（见 accord schema policy）",
    ),
}
"""By place: names joined by dots, lists without positions."""
