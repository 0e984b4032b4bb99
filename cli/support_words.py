"""Granted, spent and left in lines for a terminal, red where more is taken than was granted."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

import typer

from cli.output import Console, say
from domain.leadership import Leadership
from domain.reading import number
from domain.support import BudgetSupport, HoursSupport, PeopleSupport, Support
from domain.text import Bilingual, clean

_OVER = Bilingual(en=" · OVER", zh=" · 已超出")


class Red(Bilingual):
    """A line that is printed in red."""


def leadership_line(standing: Leadership) -> Bilingual:
    """Return how the sponsor's acceptance stands."""
    return Red(**standing.said.model_dump()) if standing.red else standing.said


def support_lines(support: Support) -> Iterator[Bilingual]:
    """Yield what was granted, and how much of each is spent and left."""
    who_en, who_zh = ", ".join(support.accepted_by), "、".join(support.accepted_by)
    yield Bilingual(
        en=f"Granted by {who_en} ({support.suggestion}): {support.outcome}, by {support.due}",
        zh=f"{who_zh} 承诺（{support.suggestion}）：{support.due} 前，{support.outcome}",
    )
    for line, over in (_weekly(support.hours), _hours(support.hours), _money(support.budget)):
        yield _marked(line, over)
    yield _marked(_people(support.people), support.people.over)
    for one in support.people.departments:
        if one.team > one.granted:
            en = f"    {one.department}: {one.team} members, {one.granted} released"
            zh = f"    {one.department}：成员 {one.team} 人，同意抽调 {one.granted} 人"
            yield Red(en=en, zh=zh)


def say_lines(lines: Iterable[Bilingual | str]) -> None:
    """Print lines for a person; colours reach terminals only."""
    for line in lines:
        if isinstance(line, Red):
            text = clean(line.within(Console.language))
            typer.echo(typer.style(text, fg=typer.colors.RED), err=Console.json)
        else:
            say(line)


def _marked(line: Bilingual, over: bool) -> Bilingual:
    return Red(en=line.en + _OVER.en, zh=line.zh + _OVER.zh) if over else line


def _weekly(hours: HoursSupport) -> tuple[Bilingual, bool]:
    granted, team = hours.granted_weekly, hours.team_weekly
    line = Bilingual(
        en=f"  Hours a week: granted {granted}, team {team}, left {granted - team}",
        zh=f"  每周工时：承诺 {granted}，团队 {team}，剩余 {granted - team}",
    )
    return line, team > granted


def _hours(hours: HoursSupport) -> tuple[Bilingual, bool]:
    granted, spent, left = (number(one) for one in (hours.granted, hours.spent, hours.left))
    reported = number(hours.reported)
    line = Bilingual(
        en=f"  Hours in all: granted {granted}, spent {spent} (reported {reported}), left {left}",
        zh=f"  工时合计：承诺 {granted}，已用 {spent}（其中登记 {reported}），剩余 {left}",
    )
    return line, hours.spent > hours.granted


def _money(budget: BudgetSupport) -> tuple[Bilingual, bool]:
    if budget.granted is None or budget.left is None:
        spent = number(budget.spent)
        line = Bilingual(
            en=f"  Budget: none granted, spent {spent}", zh=f"  预算：未承诺，已用 {spent}"
        )
        return line, budget.over
    sums: tuple[Decimal, ...] = (budget.granted, budget.spent, budget.left)
    granted, spent, left = (number(one) for one in sums)
    line = Bilingual(
        en=f"  Budget ({budget.currency}): granted {granted}, spent {spent}, left {left}",
        zh=f"  预算（{budget.currency}）：承诺 {granted}，已用 {spent}，剩余 {left}",
    )
    return line, budget.over


def _people(people: PeopleSupport) -> Bilingual:
    return Bilingual(
        en=f"  People: released {people.granted}, team {people.team}, left {people.left}",
        zh=f"  人员：同意抽调 {people.granted}，团队 {people.team}，剩余 {people.left}",
    )
