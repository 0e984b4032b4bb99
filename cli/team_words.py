"""A team plan in a person's words: a table of members, the proof, and what else there is."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from domain.team_plan import Alternative, Seat, TeamPlan
from domain.team_request import Aim, TeamRequest
from domain.text import Bilingual, Language

_AIMS: dict[Aim, Bilingual] = {
    "size": Bilingual(en="members", zh="人数"),
    "diameter": Bilingual(en="greatest distance", zh="最大沟通距离"),
    "communication": Bilingual(en="communication cost", zh="沟通成本"),
    "load": Bilingual(en="highest load, %", zh="最高负荷（%）"),
    "continuity": Bilingual(en="former members who leave", zh="离队的原成员数"),
}
_STATUS = {
    "optimal": Bilingual(en="proved best", zh="已证明最优"),
    "feasible": Bilingual(en="best found, not proved", zh="已找到的最好结果，未证明最优"),
    "infeasible": Bilingual(en="no team meets every requirement", zh="没有团队能满足全部要求"),
    "unknown": Bilingual(
        en="no team was found in the time allowed, and none was ruled out; raise limit",
        zh="在时限内既未找到团队，也未证明不存在；请提高 limit",
    ),
}
_HEADS = (
    Bilingual(en="name", zh="姓名"),
    Bilingual(en="department", zh="部门"),
    Bilingual(en="hours/week", zh="每周工时"),
    Bilingual(en="covers", zh="承担技能"),
)


def lines_of(plan: TeamPlan, request: TeamRequest, language: Language) -> Iterator[str]:
    """Return the lines that a person reads."""
    said = _STATUS[plan.status]
    if plan.status == "feasible" and plan.gap == 0:
        said = _FIRST_PROVED
    yield f"{plan.status} · {said.within(language)}"
    if plan.team:
        yield _proof(plan, request, language)
        yield ""
        yield from _table(plan.team, language)
        if not any(seat.lead for seat in plan.team):
            yield _NO_LEAD.within(language)
        if idle := [seat.name for seat in plan.team if not seat.hours]:
            yield _no_hours(idle, language)
    yield from _speakers(plan, language)
    yield from _clashes(plan, language)
    for number, other in enumerate(plan.alternatives, 1):
        if number == 1:
            yield ""
            yield Bilingual(en="Alternatives:", zh="备选团队：").within(language)
        yield f"  {number}. {_alternative(other, request, language)}"


_NO_LEAD = Bilingual(
    en="Nobody is named as lead: mark who may lead by authority: true, or name require.lead.",
    zh="未指定牵头人：请用 authority: true 标明有权牵头的人，或填写 require.lead。",
)


_FIRST_PROVED = Bilingual(
    en="best found; proved by the first aim, not by all of them",
    zh="已找到的最好结果；首要目标已证明最优，其余目标未全部证明",
)


def _no_hours(names: Sequence[str], language: Language) -> str:
    comma = "、" if language == "zh" else ", "
    return Bilingual(
        en=f"No free hours in the period: {comma.join(names)}. Ask for some by require.hours.",
        zh=f"该期间没有空余工时：{comma.join(names)}。如需工时，请填写 require.hours。",
    ).within(language)


def _proof(plan: TeamPlan, request: TeamRequest, language: Language) -> str:
    aim = _AIMS[request.aims[0]].within(language)
    gap = 100 * (plan.gap or 0)
    return Bilingual(
        en=f"{aim}: {plan.objective}, proved bound {plan.bound}, gap {gap:.1f} %, "
        f"{plan.seconds:.2f} s",
        zh=f"{aim}：{plan.objective}，已证明的界 {plan.bound}，差距 {gap:.1f}%，"
        f"用时 {plan.seconds:.2f} 秒",
    ).within(language)


def _table(team: Sequence[Seat], language: Language) -> Iterator[str]:
    """Yield one line a member, in columns that hold with wide characters too."""
    lead = Bilingual(en=" (lead)", zh="（牵头）").within(language)
    comma = "、" if language == "zh" else ", "
    rows = [tuple(head.within(language) for head in _HEADS)]
    rows += [
        (s.name + lead * s.lead, s.department, str(s.hours), comma.join(s.covers) or "–")
        for s in team
    ]
    widths = [max(cell_len(row[column]) for row in rows) for column in range(len(_HEADS) - 1)]
    for row in rows:
        cells = [cell + " " * (w - cell_len(cell)) for cell, w in zip(row, widths, strict=False)]
        yield "  " + "  ".join([*cells, row[-1]])


def _speakers(plan: TeamPlan, language: Language) -> Iterator[str]:
    if plan.liaisons:
        yield ""
        yield Bilingual(
            en="Liaisons of the departments without a member:", zh="无成员部门的对接人："
        ).within(language)
    for one in plan.liaisons:
        yield Bilingual(
            en=f"  {one.name} for {one.department}", zh=f"  {one.department}：{one.name}"
        ).within(language)


def _clashes(plan: TeamPlan, language: Language) -> Iterator[str]:
    if len(plan.unmet) == 1:
        yield Bilingual(
            en="This cannot be met, whatever the rest:", zh="以下要求无论如何都无法满足："
        ).within(language)
    elif plan.unmet:
        yield Bilingual(
            en="These cannot hold together; without any one of them the others could:",
            zh="以下要求无法同时成立；去掉其中任何一项，其余几项即可成立：",
        ).within(language)
    for clash in plan.unmet:
        yield f"  - {clash.zh if language == 'zh' else clash.en}"
    if plan.relaxations:
        yield Bilingual(
            en="What would help, the cheapest first:", zh="可行的放宽办法，代价小的在前："
        ).within(language)
    for number, one in enumerate(plan.relaxations, 1):
        said = one.zh if language == "zh" else one.en
        cost = Bilingual(en=f" (cost {one.cost})", zh=f"（代价 {one.cost}）").within(language)
        yield f"  {number}. {said}{cost}"


def _alternative(other: Alternative, request: TeamRequest, language: Language) -> str:
    aim = _AIMS[request.aims[0]].within(language)
    comma, colon = ("、", "：") if language == "zh" else (", ", ": ")
    return f"{aim} {other.objective}{colon}{comma.join(seat.name for seat in other.team)}"
