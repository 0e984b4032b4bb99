"""Evidence of a need: the log as a whole, every queue, and the need as somebody stated it."""

from activities.evidence.log_figures import of_report
from activities.evidence.top_figures import of_map, of_queue, total_interval
from activities.evidence.wording import figure, listed, percent, pieces, proof, say
from domain.hand_off_map import top_figures
from domain.need_facts import NeedFacts, Queue
from domain.needs import QueueFigures
from domain.suggestion import Evidence
from domain.survey_facts import SurveyNeedFacts
from domain.text import Language, counted


def of_need(facts: NeedFacts, language: Language) -> tuple[Evidence, ...]:
    """Word the log, its queues from the longest total wait down, and the stated need."""
    report, found = facts.report, [_log(facts, language)]
    top = top_figures(report, facts.source) if report else None
    found += [of_map(top, language)] if top else []
    ranked = {one.group: one for one in report.queues} if report else {}
    found += [
        _queue(queue, ranked.get(queue.department), facts.source, language)
        for queue in facts.queues
    ]
    if not facts.queues:  # the log tells no queue from work: what it does tell, it tells so
        found += [of_queue(one, facts.source, language) for one in top.queues] if top else []
    found += of_report(facts, report, language) if report else []
    label = say(language, en="The need as the brief states it", zh="立项申请中的需求")
    source = say(language, en="brief: need", zh="立项申请：need")
    found += [proof(key, label, text, source) for key, text in stated_pieces(facts)]
    return tuple(found)


def stated_pieces(facts: NeedFacts | SurveyNeedFacts) -> list[tuple[str, str]]:
    """Return the stated need in lines, each with its evidence id: stated, stated:2 and so on."""
    lines = pieces(facts.stated or "")[:8]
    return [
        ("stated" if number == 1 else f"stated:{number}", line)
        for number, line in enumerate(lines, 1)
    ]


def _log(facts: NeedFacts, language: Language) -> Evidence:
    known, bounced = percent(facts.known_share), facts.ping_pong_cases
    return proof(
        "log",
        say(language, en="Event log", zh="事件日志"),
        say(
            language,
            en=f"{counted(facts.cases, 'case', 'cases')}, "
            f"{counted(facts.events, 'event', 'events')}, "
            f"{counted(facts.hand_offs, 'hand-off', 'hand-offs')}{_from_nobody(facts, language)}; "
            f"department known in {known}; "
            f"work went back and forth in {counted(bounced, 'case', 'cases')}",
            zh=f"{facts.cases:,} 个案例、{facts.events:,} 条事件、{facts.hand_offs:,} 次交接"
            f"{_from_nobody(facts, language)}；"
            f"部门已知的占 {known}；来回交接的案例 {bounced:,} 个",
        ),
        _origin(facts, language),
    )


def _from_nobody(facts: NeedFacts, language: Language) -> str:
    """Say how many came from an unknown department: the map has only those between two known."""
    unknown = facts.hand_offs - facts.report.handoffs.count if facts.report else 0
    if not unknown:
        return ""
    return say(
        language,
        en=f" ({unknown:,} of them from an unknown department)",
        zh=f"（其中 {unknown:,} 次不知来自哪个部门）",
    )


def _origin(facts: NeedFacts, language: Language) -> str:
    """Name the log; one that was imported with its file, since another may bear its name later."""
    if facts.source_fingerprint is None:
        return facts.source
    short = facts.source_fingerprint[:12]
    return say(
        language,
        en=f"{facts.source} (imported file, SHA-256 {short}…)",
        zh=f"{facts.source}（导入的文件，SHA-256 {short}…）",
    )


def waiting_figures(queue: Queue, language: Language) -> str:
    """Word how long work waits in one queue, with the interval of the median."""
    total, median, p90 = map(figure, (queue.total_hours, queue.median_hours, queue.p90_hours))
    low, high = map(figure, queue.interval)
    return say(
        language,
        en=f"{counted(queue.arrivals, 'arrival', 'arrivals')} waited {total} hours in all; "
        f"median {median} hours (95% interval {low}–{high}), slowest tenth over {p90} hours",
        zh=f"{queue.arrivals:,} 次到达共等待 {total} 小时，中位等待 {median} 小时"
        f"（95% 区间 {low}–{high}），最慢的一成超过 {p90} 小时",
    )


def sender_counts(queue: Queue, language: Language, most: int = 3) -> str:
    """Word who hands over to this queue, and how often."""
    return listed(
        (
            say(language, en=f"{name} ({count:,})", zh=f"{name}（{count:,} 次）")
            for name, count in queue.senders[:most]
        ),
        language,
    )


def _queue(queue: Queue, ranked: QueueFigures | None, source: str, language: Language) -> Evidence:
    left, still = percent(queue.bounced_share), f"{queue.still_waiting:,}"
    tail = say(
        language,
        en=f"; {left} left untouched, {still} still waiting",
        zh=f"；未处理就转走的占 {left}，仍在排队 {still} 件",
    )
    if ranked and ranked.interval:
        sure = total_interval(ranked, language)
        tail += say(language, en=f"; hours in all{sure}", zh=f"；合计时长{sure}")
    if queue.senders:
        senders = sender_counts(queue, language)
        tail += say(language, en=f"; mostly from {senders}", zh=f"；主要来自{senders}")
    cases = ", ".join(queue.cases[:3])
    return proof(
        f"queue:{queue.department}",
        say(language, en=f"Queue of {queue.department}", zh=f"{queue.department}的待办队列"),
        waiting_figures(queue, language) + tail,
        say(language, en=f"{source} (cases {cases})", zh=f"{source}（案例 {cases}）")
        if cases
        else source,
    )
