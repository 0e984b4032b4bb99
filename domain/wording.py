"""The names of kinds, stages, verbs and states as people read them, in both languages."""

from domain.brief import Stage
from domain.suggestion import Kind
from domain.text import Bilingual, Language

KIND_NAMES: dict[Kind, Bilingual] = {
    "need": Bilingual(en="collaboration need", zh="协作需求"),
    "resource": Bilingual(en="resources", zh="资源承诺"),
    "team": Bilingual(en="team", zh="团队名单"),
    "roles": Bilingual(en="role matrix", zh="责任分配矩阵"),
    "goals": Bilingual(en="shared goals", zh="共同目标"),
    "cadence": Bilingual(en="cadence", zh="沟通机制"),
    "digest": Bilingual(en="feedback digest", zh="反馈摘要"),
    "resolution": Bilingual(en="resolution", zh="协调方案"),
    "adjustment": Bilingual(en="adjustment", zh="调整方案"),
    "idea": Bilingual(en="idea", zh="员工提案"),
}

STAGE_NAMES: dict[Stage, Bilingual] = {
    "identify": Bilingual(en="identify the need", zh="识别协作需求"),
    "team": Bilingual(en="form the team", zh="组建团队"),
    "goals": Bilingual(en="agree on shared goals", zh="制定共同目标"),
    "communication": Bilingual(en="communication and feedback", zh="沟通与反馈"),
    "evaluation": Bilingual(en="evaluate and adjust", zh="评估与调整"),
}

STATE_NAMES: dict[str, Bilingual] = {
    "drafting": Bilingual(en="being drafted", zh="起草中"),
    "pending": Bilingual(en="waiting for decisions", zh="待审批"),
    "approved": Bilingual(en="approved", zh="已同意"),
    "rejected": Bilingual(en="rejected", zh="已拒绝"),
    "expired": Bilingual(en="expired without a decision", zh="已过期（未作决定）"),
    "withdrawn": Bilingual(en="withdrawn", zh="已撤回"),
    "terminated": Bilingual(en="terminated", zh="已终止"),
    "impossible": Bilingual(en="nothing could be drafted", zh="无法起草"),
}

VERB_NAMES: dict[str, Bilingual] = {
    "approve": Bilingual(en="approve", zh="同意"),
    "edit": Bilingual(en="edit", zh="修改后同意"),
    "request_changes": Bilingual(en="request changes", zh="要求重拟"),
    "redraft": Bilingual(en="redraft", zh="重新起草"),
    "reject": Bilingual(en="reject", zh="拒绝"),
    "ask": Bilingual(en="ask", zh="要求补充说明"),
    "answer": Bilingual(en="answer", zh="补充说明"),
    "transfer": Bilingual(en="transfer", zh="转交"),
    "delegate": Bilingual(en="delegate", zh="委派"),
    "add_approver": Bilingual(en="add approver", zh="加签"),
    "remove_approver": Bilingual(en="remove approver", zh="减签"),
    "roll_back": Bilingual(en="roll back", zh="退回至节点"),
    "withdraw": Bilingual(en="withdraw", zh="撤回"),
    "terminate": Bilingual(en="terminate", zh="终止"),
    "remind": Bilingual(en="remind", zh="催办"),
    "cc": Bilingual(en="cc", zh="抄送"),
    "comment": Bilingual(en="comment", zh="评论"),
    "deputy": Bilingual(en="deputy", zh="审批代理"),
    "escalate": Bilingual(en="escalated", zh="升级上报"),
    "expire": Bilingual(en="expired", zh="到期"),
}

TASK_NAMES: dict[str, Bilingual] = {
    "waiting": Bilingual(en="not asked yet", zh="尚未轮到"),
    "pending": Bilingual(en="asked now", zh="待审批"),
    "approved": Bilingual(en="approved", zh="已同意"),
    "rejected": Bilingual(en="said no", zh="不同意"),
    "transferred": Bilingual(en="handed it on", zh="已转交"),
    "removed": Bilingual(en="left out again", zh="已减签"),
    "delegated": Bilingual(en="waits for an opinion", zh="等待委派意见"),
    "done": Bilingual(en="closed without their decision", zh="已结束，本人未作决定"),
}
"""What a person's part in a step has come to; see `tasks`."""

DRAFTED_BY: dict[str, Bilingual] = {
    "model": Bilingual(en="the model", zh="模型"),
    "rules": Bilingual(en="rules", zh="规则"),
    "person": Bilingual(en="a person", zh="人工"),
}


def title_of(kind: Kind, collaboration: str, language: Language) -> str:
    """Return the title of a suggestion of this kind."""
    name = KIND_NAMES[kind].within(language)
    return f"{collaboration}：{name}" if language == "zh" else f"{collaboration}: {name}"
