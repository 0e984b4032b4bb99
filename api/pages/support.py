"""Granted, spent and left beside one another, and the red light where the sponsor does not stand
behind it (缺乏领导支持): the same on every page that shows a collaboration.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from api.pages.frame import text
from domain.items import Member
from domain.leadership import Leadership
from domain.reading import Reader, grouped, number
from domain.suggestion import Suggestion
from domain.support import BudgetSupport, HoursSupport, PeopleSupport, Support
from domain.text import Bilingual, Language

LAMP = '<span class="lamp" aria-hidden="true">●</span>'
"""The red light: drawn, for not every machine has the sign that the Temporal UI shows."""
_TITLE = Bilingual(en="Leadership support", zh="领导支持")
_HEADS = (
    Bilingual(en="Granted", zh="承诺"),
    Bilingual(en="Spent", zh="已用"),
    Bilingual(en="Left", zh="剩余"),
)
_WEEKLY = Bilingual(en="Hours a week", zh="每周工时")
_HOURS = Bilingual(en="Hours in all", zh="工时合计")
_BUDGET = Bilingual(en="Budget", zh="预算")
_PEOPLE = Bilingual(en="People", zh="人员")
_NONE = Bilingual(en="none", zh="未承诺")
_OVER = Bilingual(en="over", zh="超出")


class _Row(NamedTuple):
    """One line of the table: what, then granted, spent and left as they are shown."""

    name: Bilingual
    figures: tuple[str, str, str]
    over: bool


def red_light(standing: Leadership | None, language: Language) -> str:
    """Return how the sponsor's acceptance stands, loudly where it is missing."""
    if standing is None:
        return ""
    said = text(standing.said.within(language))
    if not standing.red:
        return f"<p>{said}</p>"
    return f'<p class="note loud" role="alert">{LAMP} {said}</p>'


def support_part(
    standing: Leadership | None,
    support: Support | None,
    language: Language,
    draft: str = "",
    names: Mapping[str, str] | None = None,
) -> str:
    """Return the part of a page about leadership support; nothing where nothing is known of it.

    `names` are what people of these accounts are called.
    """
    if standing is None and support is None:
        return ""
    table = _table(support, Reader(language, names or {}), language) if support else ""
    return f"<h2>{_TITLE.within(language)}</h2>{red_light(standing, language)}{table}{draft}"


def team_takes(suggestion: Suggestion | None, support: Support | None, language: Language) -> str:
    """Return what the drafted team would take of what was granted; nothing for other kinds."""
    if suggestion is None or suggestion.kind != "team" or support is None:
        return ""
    members = [one.body for one in suggestion.items if isinstance(one.body, Member)]
    hours = sum(one.hours for one in members)
    told = Bilingual(
        en=f"This team would take {hours} of {support.hours.granted_weekly} hours a week, and "
        f"{len(members)} of {support.people.granted} people.",
        zh=f"本团队每周需 {hours} 小时（承诺 {support.hours.granted_weekly} 小时），"
        f"共 {len(members)} 人（同意抽调 {support.people.granted} 人）。",
    )
    beyond = hours > support.hours.granted_weekly or len(members) > support.people.granted
    mark = f" · {_OVER.within(language)}" if beyond else ""
    return f'<p class="note {"bad" if beyond else ""}">{text(told.within(language))}{mark}</p>'


def _table(support: Support, reader: Reader, language: Language) -> str:
    who = ("、" if language == "zh" else ", ").join(map(reader.name, support.accepted_by))
    told = Bilingual(
        en=f"Granted by {who}: {support.outcome}, by {support.due}",
        zh=f"{who}承诺：{support.due} 前，{support.outcome}",
    )
    heads = "".join(f'<th scope="col">{one.within(language)}</th>' for one in _HEADS)
    rows = "".join(_line(row, language) for row in _rows(support))
    return (
        f'<p>{text(told.within(language))}</p><table class="support"><thead><tr><td></td>{heads}'
        f"</tr></thead><tbody>{rows}</tbody></table>{_beyond(support.people, language)}"
    )


def _line(row: _Row, language: Language) -> str:
    name = text(row.name.within(language))
    mark = f' <b class="over">{_OVER.within(language)}</b>' if row.over else ""
    none = _NONE.within(language)
    cells = "".join(f"<td>{text(one or none)}</td>" for one in row.figures)
    return f'<tr{_class(row.over)}><th scope="row">{name}{mark}</th>{cells}</tr>'


def _class(over: bool) -> str:
    return ' class="over"' if over else ""


def _rows(support: Support) -> Sequence[_Row]:
    return (
        _weekly(support.hours),
        _hours(support.hours),
        _money(support.budget),
        _people(support.people),
    )


def _weekly(hours: HoursSupport) -> _Row:
    granted, team = hours.granted_weekly, hours.team_weekly
    return _Row(_WEEKLY, (str(granted), str(team), str(granted - team)), team > granted)


def _hours(hours: HoursSupport) -> _Row:
    figures = (grouped(hours.granted), grouped(hours.spent), grouped(hours.left))
    reported = number(hours.reported)
    name = _HOURS
    if hours.reported:
        name = Bilingual(
            en=f"{_HOURS.en} ({reported} reported)", zh=f"{_HOURS.zh}（登记 {reported}）"
        )
    return _Row(name, figures, hours.spent > hours.granted)


def _money(budget: BudgetSupport) -> _Row:
    """Return the row of the budget; an empty figure is shown as “none”."""
    if budget.granted is None or budget.left is None:
        return _Row(_BUDGET, ("", grouped(budget.spent), "—"), budget.over)
    name = Bilingual(
        en=f"{_BUDGET.en} ({budget.currency})", zh=f"{_BUDGET.zh}（{budget.currency}）"
    )
    figures = (grouped(budget.granted), grouped(budget.spent), grouped(budget.left))
    return _Row(name, figures, budget.over)


def _people(people: PeopleSupport) -> _Row:
    figures = (str(people.granted), str(people.team), str(people.left))
    return _Row(_PEOPLE, figures, people.over)


def _beyond(people: PeopleSupport, language: Language) -> str:
    return "".join(_department(people, language))


def _department(people: PeopleSupport, language: Language) -> Iterator[str]:
    for one in people.departments:
        if one.team > one.granted:
            told = Bilingual(
                en=f"{one.department}: {one.team} members, {one.granted} released",
                zh=f"{one.department}：成员 {one.team} 人，同意抽调 {one.granted} 人",
            )
            yield f'<p class="over">{text(told.within(language))}</p>'
