"""Evidence of a log besides its queues: coverage, candidates, what is set aside, causes."""

from collections.abc import Sequence

from activities.evidence.wording import figure, listed, percent, proof, say
from domain.need_facts import NeedFacts
from domain.needs import Cause, NeedsReport
from domain.suggestion import Evidence
from domain.text import Bilingual, Language, counted

_CAUSES: dict[Cause, Bilingual] = {
    "batching": Bilingual(en="batching", zh="成批等待"),
    "prioritization": Bilingual(en="prioritisation", zh="优先级"),
    "contention": Bilingual(en="contention", zh="资源争用"),
    "unavailability": Bilingual(en="outside working hours", zh="非工作时间"),
    "extraneous": Bilingual(en="other", zh="其他"),
}
_SHOWN = 5


def of_report(facts: NeedFacts, report: NeedsReport, language: Language) -> tuple[Evidence, ...]:
    """Word what `accord needs` says besides the queues."""
    found = [
        _coverage(report, facts.source, language),
        _candidates(report, facts.source, language),
        _few(report, facts.source, language),
        _ping_pong(report, facts.source, language),
        _excluded(report, facts.source, language),
        _causes(facts, language),
    ]
    remarks = [
        proof(
            f"remark:{number}",
            say(language, en="To know before reading on", zh="阅读前须知"),
            one.within(language),
            facts.source,
        )
        for number, one in enumerate(report.remarks, 1)
    ]
    return (*(one for one in found if one), *remarks)


def _coverage(report: NeedsReport, source: str, language: Language) -> Evidence:
    log = report.log
    names = [
        f"{name or say(language, en='(empty)', zh='（空）')} × {many:,}"
        for name, many in sorted(log.placeholders.items(), key=lambda one: (-one[1], one[0]))
    ]
    missing = listed(names, language, _SHOWN)
    copies = say(
        language,
        en=f"; {log.copies:,} that stood twice were left out",
        zh=f"；另有 {log.copies:,} 条重复，未计入",
    )
    return proof(
        "coverage",
        say(language, en="Coverage", zh="部门覆盖率"),
        say(
            language,
            en=f"{counted(log.groups, 'department', 'departments')}, known for "
            f"{percent(log.group_coverage)} of the events"
            + (f"; not known: {missing}" if missing else ""),
            zh=f"{log.groups:,} 个部门，{percent(log.group_coverage)} 的事件部门已知"
            + (f"；缺失：{missing}" if missing else ""),
        )
        + (copies if log.copies else ""),
        source,
    )


def _candidates(report: NeedsReport, source: str, language: Language) -> Evidence | None:
    if not report.needs:
        return None
    sure = say(language, en=", more than chance explains", zh="，显著长于其他部门")
    rows = [
        say(
            language,
            en=f"{one.rank}. {one.groups[0]} {figure(one.queue_hours)} h, {percent(one.share)} of "
            "all",
            zh=f"{one.rank}. {one.groups[0]} {figure(one.queue_hours)} 小时，"
            f"占 {percent(one.share)}",
        )
        + (sure if one.stands_out else "")
        for one in report.needs[:_SHOWN]
    ]
    return proof(
        "candidates",
        say(language, en="Candidate needs, the longest queue first", zh="候选需求（排队最久在前）"),
        _joined(rows, language),
        source,
    )


def _few(report: NeedsReport, source: str, language: Language) -> Evidence | None:
    if not report.few:
        return None
    rows = [
        say(
            language,
            en=f"{one.group} ({counted(one.arrivals, 'arrival', 'arrivals')}, "
            f"{figure(one.queue_hours)} h)",
            zh=f"{one.group}（{one.arrivals:,} 次到达，{figure(one.queue_hours)} 小时）",
        )
        for one in report.few
    ]
    label = say(language, en="Too few arrivals to rank (under 30)", zh="到达不足 30 次，不参与排序")
    return proof("few", label, listed(rows, language, _SHOWN), source)


def _ping_pong(report: NeedsReport, source: str, language: Language) -> Evidence | None:
    found = report.handoffs.ping_pong
    if not found.triples:
        return None
    label = say(language, en="Back and forth (A, B, A)", zh="往返交接（A、B、A）")
    return proof(
        "ping-pong",
        label,
        say(
            language,
            en=f"{counted(found.triples, 'time', 'times')} in "
            f"{counted(found.cases, 'case', 'cases')}",
            zh=f"{found.cases:,} 个案例共 {found.triples:,} 次",
        ),
        source,
    )


def _excluded(report: NeedsReport, source: str, language: Language) -> Evidence | None:
    if not report.excluded:
        return None
    rows = [
        say(
            language,
            en=f"{one.activity or '—'} {figure(one.hours)} h ({one.reason.en})",
            zh=f"{one.activity or '—'} {figure(one.hours)} 小时（{one.reason.zh}）",
        )
        for one in report.excluded[:3]
    ]
    label = say(language, en="Not counted as anybody's queue", zh="不计入任何部门的排队")
    return proof("excluded", label, _joined(rows, language), source)


def _causes(facts: NeedFacts, language: Language) -> Evidence | None:
    if not facts.causes:
        return None
    rows = [
        say(
            language,
            en=f"{_CAUSES[name].en} {figure(hours)} h",
            zh=f"{_CAUSES[name].zh} {figure(hours)} 小时",
        )
        for name, hours in facts.causes
    ]
    label = say(language, en="Why activities waited", zh="等待原因")
    return proof("causes", label, _joined(rows, language), facts.source)


def _joined(rows: Sequence[str], language: Language) -> str:
    return say(language, en="; ", zh="；").join(rows)
