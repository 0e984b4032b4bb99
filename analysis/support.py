"""What an approved need takes: the brief's own figures, else those that the team rule leads to."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from domain.brief import Brief
from domain.charter import Charter
from domain.granted import Granted, Released
from domain.items import Member, Need
from domain.resource import SupportAsked
from domain.resource_facts import Least, ResourceFacts, Stated, Taken
from domain.spending import Spent

WEEK = 7.0
"""Days; a shorter log does not tell what is lost in a week."""


def resource_facts(
    brief: Brief,
    need: Need | None,
    departments: Sequence[str],
    days: float | None,
    granted: Granted | None = None,
    taken: Taken | None = None,
) -> ResourceFacts:
    """Return what to ask the sponsor for.

    Where the brief does not say, it is what the largest team by its rule would take: its hours a
    week, and its people one by one over `departments`, in their order, at least one of each. What
    was `granted` before and what is `taken` by now are the least that is asked for later.
    """
    asked = brief.support or SupportAsked()
    lost = float(need.hours) if need and need.hours is not None else None
    people = asked.people or _spread(departments, brief.team.size_max)
    hours = asked.hours or brief.team.size_max * brief.team.hours
    budget, currency = asked.budget, asked.currency
    if granted:
        people = {one.department: one.people for one in granted.people}
        hours, budget, currency = granted.hours, granted.budget, granted.currency
    if taken:
        people = _most(people, {one.department: one.people for one in taken.people})
        hours = max(hours, taken.hours)
        budget = max(budget, taken.spent) if budget is not None else None
    return ResourceFacts(
        need=need.title if need else brief.need or brief.title,
        waiting=need.waiting if need else None,
        senders=need.senders if need else (),
        lost_hours=lost,
        days=days,
        lost_weekly=_weekly(lost, days),
        outcome=granted.outcome if granted else asked.outcome,
        due=granted.due if granted else brief.due,
        size_max=brief.team.size_max,
        member_hours=brief.team.hours,
        hours=hours,
        budget=budget,
        currency=currency,
        release=_released(people),
        stated=() if granted else _stated(asked),
        least=None if granted else _least(brief, asked, departments),
        granted=granted,
        taken=taken,
    )


def taken(charter: Charter, entries: Iterable[Spent]) -> Taken:
    """Return what the approved team takes a week, and the money that was reported as spent."""
    members = [item.body for item in charter.team if isinstance(item.body, Member)]
    people = Counter(body.department for body in members)
    spent = sum((one.budget or Decimal(0) for one in entries), Decimal(0))
    return Taken(
        hours=sum(body.hours for body in members),
        people=_released(people),
        spent=max(spent, Decimal(0)),
    )


def _stated(asked: SupportAsked) -> tuple[Stated, ...]:
    given: dict[Stated, object] = {
        "outcome": asked.outcome,
        "hours": asked.hours,
        "budget": asked.budget,
        "people": asked.people,
    }
    return tuple(name for name, value in given.items() if value)


def _least(brief: Brief, asked: SupportAsked, departments: Sequence[str]) -> Least | None:
    """Return what the smallest team takes; None where the brief leaves nothing to the rule."""
    rule = brief.team
    if asked.hours or asked.people or rule.size_min == rule.size_max:
        return None
    return Least(
        size=rule.size_min,
        hours=rule.size_min * rule.hours,
        release=_released(_spread(departments, rule.size_min)),
    )


def _released(people: Mapping[str, int]) -> tuple[Released, ...]:
    return tuple(Released(department=name, people=number) for name, number in people.items())


def _spread(departments: Sequence[str], seats: int) -> dict[str, int]:
    """Give every department one person, then the seats that are left over, in turn."""
    found = dict.fromkeys(departments, 1)
    names = list(found)
    for place in range(max(0, seats - len(names))):
        found[names[place % len(names)]] += 1
    return found


def _most(granted: Mapping[str, int], taken: Mapping[str, int]) -> dict[str, int]:
    return {name: max(granted.get(name, 0), taken.get(name, 0)) for name in {**granted, **taken}}


def _weekly(hours: float | None, days: float | None) -> float | None:
    """Return the queue hours a week; None where the log is too short to say."""
    if hours is None or days is None or days < WEEK:
        return None
    return float(round(Decimal(str(hours)) * 7 / Decimal(str(days)), 1))
