"""What `accord needs --survey` says to a person; every line says that it is self-reported."""

from collections.abc import Iterator

from domain.problems import shown
from domain.survey import LABEL
from domain.survey_report import SurveyNeed, SurveyReport
from domain.text import Bilingual, counted

_MOST = 10

_ALONE = Bilingual(en="; one-sided, ask the other side first", zh="；只有一方提出，请先核实")


def lines(report: SurveyReport) -> Iterator[Bilingual]:
    """Return the report line by line, each with its label."""
    for line in _unlabelled(report):
        yield Bilingual(en=f"[{LABEL.en}] {line.en}", zh=f"[{LABEL.zh}] {line.zh}")


def _unlabelled(report: SurveyReport) -> Iterator[Bilingual]:
    found = report.survey
    yield Bilingual(
        en=f"{counted(found.departments, 'department', 'departments')} gave "
        f"{counted(found.answers, 'answer', 'answers')}; "
        f"{counted(found.claims, 'says that it waits', 'say that they wait')} "
        f"on another department.",
        zh=f"{found.departments:,} 个部门共 {found.answers:,} 条答复，"
        f"其中 {found.claims:,} 条在等待其他部门。",
    )
    yield from report.remarks
    yield from _queues(report)
    yield from _matrix(report)
    yield from _one_sided(report)
    yield from _needs(report)


def _queues(report: SurveyReport) -> Iterator[Bilingual]:
    if report.queues:
        yield Bilingual(en="Waited on, the most hours first", zh="被等待的部门，损失最多在前")
    for one in report.queues[:_MOST]:
        name = shown(one.group)
        share = "—" if one.share is None else f"{one.share:.0%}"
        said_by = [shown(source) for source in one.sources]
        yield Bilingual(
            en=f"  {name}: {one.hours_per_week:,.1f} h a week ({one.hours_per_month:,.1f} a month, "
            f"{share}), said by {', '.join(said_by)}",
            zh=f"  {name}：每周 {one.hours_per_week:,.1f} 小时"
            f"（每月 {one.hours_per_month:,.1f} 小时，占 {share}），由{'、'.join(said_by)}提出",
        )


def _matrix(report: SurveyReport) -> Iterator[Bilingual]:
    if report.matrix:
        yield Bilingual(en="Who waits on whom, for what", zh="谁在等谁、等什么")
    for one in report.matrix[:_MOST]:
        where = f"  {shown(one.source)} → {shown(one.target)}"
        what = [shown(process) for process in one.processes]
        yield Bilingual(
            en=f"{where}: {one.hours_per_week:,.1f} h a week; {', '.join(what)}",
            zh=f"{where}：每周 {one.hours_per_week:,.1f} 小时；{'、'.join(what)}",
        )


def _one_sided(report: SurveyReport) -> Iterator[Bilingual]:
    if report.one_sided:
        yield Bilingual(en="One-sided claims", zh="只有一方提出的说法")
    for one in report.one_sided[:_MOST]:
        where = f"  {shown(one.source)} → {shown(one.target)}"
        yield Bilingual(
            en=f"{where}, {shown(one.process)}: {one.reason.en}",
            zh=f"{where}，{shown(one.process)}：{one.reason.zh}",
        )


def _needs(report: SurveyReport) -> Iterator[Bilingual]:
    if not report.needs:
        yield Bilingual(
            en="No candidate need: nobody says that hours are lost.",
            zh="没有候选需求：没有部门表示损失工时。",
        )
        return
    yield Bilingual(en="Candidate needs", zh="候选协作需求")
    for one in report.needs[:_MOST]:
        yield _need(one)


def _need(one: SurveyNeed) -> Bilingual:
    tail = Bilingual(en="", zh="") if one.backed else _ALONE
    name, first = shown(one.groups[0]), one.senders[0]
    what_en = f"most said by {shown(first.group)}, for {shown(first.processes[0])}"
    what_zh = f"{shown(first.group)}提出最多，等待{shown(first.processes[0])}"
    return Bilingual(
        en=f"  {one.rank}. {name}: {one.hours_per_week:,.1f} h a week, {one.share:.0%} of all; "
        f"{what_en}{tail.en}",
        zh=f"  {one.rank}. {name}：每周 {one.hours_per_week:,.1f} 小时，占 {one.share:.0%}；"
        f"{what_zh}{tail.zh}",
    )
