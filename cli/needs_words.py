"""What `accord needs` says to a person, line by line."""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from domain.needs import HOLDS_WORK, Need, NeedsReport, QueueFigures
from domain.problems import shown
from domain.text import Bilingual, counted

_MOST = 10
_EMPTY = "(empty · 空)"
_WIDTH = 24


def lines(report: NeedsReport) -> Iterator[Bilingual | str]:
    """Return the report line by line."""
    yield _log(report)
    yield _hand_offs(report)
    yield from report.remarks
    yield from _queues(
        report.queues, Bilingual(en="Queues, the longest first", zh="排队，最长在前")
    )
    few = Bilingual(en="Too few arrivals to rank (under 30)", zh="到达不足 30 次，不参与排序")
    yield from _queues(report.few, few)
    yield from _edges(report)
    yield from _excluded(report)
    yield from _causes(report)
    yield from _rework(report)
    yield from _needs(report)


def _log(report: NeedsReport) -> Bilingual:
    log = report.log
    share = f"{log.group_coverage:.1%}"
    missing = ", ".join(f"{name or _EMPTY} × {n:,}" for name, n in log.placeholders.items())
    copies_en = f"; {log.copies:,} that stood twice were left out" if log.copies else ""
    copies_zh = f"；另有 {log.copies:,} 条重复，未计入" if log.copies else ""
    return Bilingual(
        en=f"{counted(log.events, 'event', 'events')} of {counted(log.cases, 'case', 'cases')}, "
        f"{counted(log.groups, 'department', 'departments')}, known for "
        f"{share} of the events{f' (not for {missing})' if missing else ''}{copies_en}.",
        zh=f"{log.cases:,} 个案件共 {log.events:,} 条事件，{log.groups:,} 个部门，{share} 的事件"
        f"部门已知{f'（缺失：{missing}）' if missing else ''}{copies_zh}。",
    )


def _hand_offs(report: NeedsReport) -> Bilingual:
    made = report.handoffs
    bounced_en = bounced_zh = ""
    if made.bounced_share is not None:
        bounced_en = f"; {made.bounced_share:.1%} of the arrivals left again without work (bounced)"
        bounced_zh = f"；{made.bounced_share:.1%} 的到达未经处理即转出（退转）"
    return Bilingual(
        en=f"{counted(made.count, 'hand-off', 'hand-offs')} in "
        f"{counted(made.cases, 'case', 'cases')}, {made.queue_hours:,.1f} queue hours"
        f"{bounced_en}; {counted(made.ping_pong.triples, 'time', 'times')} back and forth in "
        f"{counted(made.ping_pong.cases, 'case', 'cases')}.",
        zh=f"{made.cases:,} 个案件共 {made.count:,} 次交接，排队 {made.queue_hours:,.1f} 小时"
        f"{bounced_zh}；{made.ping_pong.cases:,} 个案件往返 {made.ping_pong.triples:,} 次。",
    )


def _queues(queues: Sequence[QueueFigures], title: Bilingual) -> Iterator[Bilingual | str]:
    if not queues:
        return
    yield ""
    yield title
    yield _row(
        Bilingual(en="department", zh="部门"),
        *(
            Bilingual(en=en, zh=zh)
            for en, zh in (
                ("arrivals", "到达"),
                ("hours", "小时"),
                ("95% from", "95% 下限"),
                ("to", "上限"),
                ("median", "中位数"),
                ("p90", "90 分位"),
                ("bounced", "退转"),
            )
        ),
    )
    for one in queues:
        low, high = one.interval or (None, None)
        share = "—" if one.bounced_share is None else f"{one.bounced_share:.1%}"
        hours = (one.queue_hours, low, high, one.median_hours, one.p90_hours)
        cells = [f"{one.arrivals:,}", *("—" if h is None else f"{h:,.1f}" for h in hours), share]
        yield _row(*(Bilingual(en=text, zh=text) for text in (one.group, *cells)))
        for note in one.notes:
            if note == HOLDS_WORK:  # a remark above the table says so of all of them
                continue
            yield Bilingual(en=f"    {note.en}", zh=f"    {note.zh}")


def _row(first: Bilingual, *cells: Bilingual) -> Bilingual:
    return Bilingual(
        en="  " + _left(first.en) + "".join(_right(cell.en) for cell in cells),
        zh="  " + _left(first.zh) + "".join(_right(cell.zh) for cell in cells),
    )


def _left(text: str) -> str:
    line = shown(text, _WIDTH)
    return line + " " * max(1, _WIDTH + 2 - _width(line))


def _right(text: str) -> str:
    return " " * max(1, 12 - _width(text)) + text


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes; a Chinese character takes two."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _edges(report: NeedsReport) -> Iterator[Bilingual | str]:
    if report.edges:
        yield ""
        yield Bilingual(en="Hand-offs, the most queue hours first", zh="交接，排队最久在前")
    for one in report.edges[:_MOST]:
        where = f"  {shown(one.source)} → {shown(one.target)}"
        yield Bilingual(
            en=f"{where}: {one.count:,}, {one.queue_hours:,.1f} h",
            zh=f"{where}：{one.count:,} 次，{one.queue_hours:,.1f} 小时",
        )


def _excluded(report: NeedsReport) -> Iterator[Bilingual | str]:
    if report.excluded:
        yield ""
        yield Bilingual(en="Not counted as anybody's queue", zh="不计入任何部门的排队")
    for one in report.excluded[:_MOST]:
        name = shown(one.activity) or "—"
        yield Bilingual(
            en=f"  {name}: {one.hours:,.1f} h; {one.reason.en}",
            zh=f"  {name}：{one.hours:,.1f} 小时；{one.reason.zh}",
        )


def _causes(report: NeedsReport) -> Iterator[Bilingual | str]:
    if not report.causes:
        return
    yield ""
    yield Bilingual(en="Why activities waited, in hours", zh="等待原因（小时）")
    names = (
        ("batching", "成批等待", "wt_batching"),
        ("contention", "资源争用", "wt_contention"),
        ("prioritisation", "优先级", "wt_prioritization"),
        ("unavailability", "非工作时间", "wt_unavailability"),
        ("other", "其他", "wt_extraneous"),
    )
    for en, zh, field in names:
        hours = sum(getattr(one, field) for one in report.causes) / 3600
        yield Bilingual(en=f"  {en}: {hours:,.1f}", zh=f"  {zh}：{hours:,.1f}")


def _rework(report: NeedsReport) -> Iterator[Bilingual | str]:
    if report.rework:
        yield ""
        yield Bilingual(en="Done again after something else", zh="返工")
    for one in report.rework[:_MOST]:
        yield Bilingual(
            en=f"  {shown(one.activity)}: {counted(one.repeats, 'time', 'times')} in "
            f"{counted(one.cases, 'case', 'cases')}",
            zh=f"  {shown(one.activity)}：{one.cases:,} 个案件共 {one.repeats:,} 次",
        )


def _needs(report: NeedsReport) -> Iterator[Bilingual | str]:
    yield ""
    if not report.needs:
        yield Bilingual(
            en="No candidate need: no queue has enough data.", zh="没有候选需求：各排队数据均不足。"
        )
        return
    yield Bilingual(en="Candidate needs", zh="候选协作需求")
    for one in report.needs[:_MOST]:
        yield _need(one)


def _need(one: Need) -> Bilingual:
    sent = one.senders[0].group if one.senders else None
    sure_en = ", more than chance explains" if one.stands_out else ""
    sure_zh = "，显著长于其他部门" if one.stands_out else ""
    from_en = f", most from {shown(sent)}" if sent else ""
    from_zh = f"，多来自{shown(sent)}" if sent else ""
    cases = ", ".join(shown(case, 30) for case in one.cases[:3])
    return Bilingual(
        en=f"  {one.rank}. {shown(one.groups[0])}: {one.queue_hours:,.1f} h, {one.share:.0%} of all"
        f"{sure_en}{from_en}; e.g. {cases}",
        zh=f"  {one.rank}. {shown(one.groups[0])}：{one.queue_hours:,.1f} 小时，占 {one.share:.0%}"
        f"{sure_zh}{from_zh}；例如 {cases}",
    )
