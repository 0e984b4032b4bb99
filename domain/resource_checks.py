"""Checks of what the sponsor is asked for, and of a team against what was granted."""

from collections import Counter

from domain.findings import Draft, Findings, error, warning
from domain.items import Member
from domain.resource import Funding, Outcome, Release, WeeklyHours
from domain.suggestion import Evidence
from domain.text import Frozen
from domain.tracing import numbers

_ONCE: tuple[tuple[type[Frozen], str, str], ...] = (
    (Outcome, "outcome", "预期成果"),
    (WeeklyHours, "hours a week", "每周工时"),
    (Funding, "budget", "预算"),
)
_FEW = 6
"""Departments that one sentence names."""


def each_once(draft: Draft) -> Findings:
    """One outcome, one number of hours and one budget are granted, and people are released."""
    for sort, en, zh in _ONCE:
        if (number := len(draft.bodies(sort))) != 1:
            yield error(
                "resource.one_each",
                f"“{en}” stands {number} times; it must stand exactly once.",
                f"「{zh}」有 {number} 条，应当恰好一条。",
            )
    if not any(body.people for _, body in draft.bodies(Release)):
        yield warning("resource.nobody", "Nobody is released.", "没有抽调任何人员。")


def funding(draft: Draft) -> Findings:
    """An amount has a currency; without an amount there is none."""
    for item, body in draft.bodies(Funding):
        if (body.amount is None) != (body.currency is None):
            yield error(
                "resource.currency",
                "An amount needs its currency, and a currency its amount.",
                "预算金额与币种须一并填写。",
                item,
            )


def figures(draft: Draft) -> Findings:
    """Hours, money and people are those that code computed or the brief asks for."""
    for item, hours in draft.bodies(WeeklyHours):
        yield from _held(draft, item, "hours", str(hours.hours), "ask:hours")
    for item, money in draft.bodies(Funding):
        if money.amount is not None:
            yield from _held(draft, item, "budget", str(money.amount), "ask:budget")
    for item, release in draft.bodies(Release):
        key = f"release:{release.department}"
        yield from _held(draft, item, "people", str(release.people), key)


def _held(draft: Draft, item: str, what: str, value: str, key: str) -> Findings:
    found = draft.evidence.get(key)
    if found is None or not numbers(value) <= numbers(found.value):
        yield error(
            f"numbers.{what}",
            f"The evidence does not ask for {value}.",
            f"依据中没有 {value} 这个数。",
            item,
        )


def team_hours(draft: Draft) -> Findings:
    """The members together take no more hours a week than the sponsor granted."""
    granted = _granted(draft, "granted:hours")
    taken = sum(body.hours for _, body in draft.bodies(Member))
    if granted is not None and taken > granted:
        yield warning(
            "team.beyond_hours",
            f"The team takes {taken} hours a week; the sponsor granted {granted}.",
            f"团队每周需 {taken} 小时，分管领导承诺的是 {granted} 小时。",
        )


def team_people(draft: Draft) -> Findings:
    """There are no more members than were released, in all and of each department."""
    granted = _granted(draft, "granted:people")
    members = Counter(body.department for _, body in draft.bodies(Member))
    if granted is None:
        return
    if members.total() > granted:
        yield warning(
            "team.beyond_people",
            f"The team has {members.total()} members; the sponsor released {granted} people.",
            f"团队有 {members.total()} 人，分管领导同意抽调的是 {granted} 人。",
        )
    released = {name: _granted(draft, f"granted:people:{name}") or 0 for name in members}
    over = [name for name, number in members.items() if number > released[name]]
    if over:
        shown = over[:_FEW]
        en = ", ".join(f"{name} {members[name]} of {released[name]}" for name in shown)
        zh = "、".join(f"{name} {members[name]} 人（同意 {released[name]} 人）" for name in shown)
        more = "…" if len(over) > _FEW else ""
        yield warning(
            "team.beyond_release",
            f"More members than were released: {en}{more}.",
            f"以下部门的成员多于同意抽调的人数：{zh}{more}。",
        )


def _granted(draft: Draft, key: str) -> int | None:
    found: Evidence | None = draft.evidence.get(key)
    return int(max(numbers(found.value), default=0)) if found else None


RESOURCE = (each_once, funding, figures)
TEAM = (team_hours, team_people)
