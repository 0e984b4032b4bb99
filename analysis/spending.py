"""Granted, spent and left of one collaboration, from its charter and from what people reported."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from domain.charter import Approval, Charter
from domain.granted import Granted, granted
from domain.items import Member
from domain.spending import Spent
from domain.suggestion import Item, Kind, Suggestion
from domain.support import BudgetSupport, DepartmentPeople, HoursSupport, PeopleSupport, Support

_TENTH = Decimal("0.1")
_WEEK = dt.timedelta(days=7)
Texts = Mapping[str, Suggestion]
"""The approved revisions of suggestions, by their ids."""


def support(
    charter: Charter, texts: Texts, entries: Sequence[Spent], now: dt.datetime
) -> Support | None:
    """Return what was granted, what is spent by `now`, and what is left; None before a grant.

    `texts` hold what was approved before too: a team or a grant counts from its approval until the
    next one's.
    """
    given, approvals = granted(charter.resource), _of("resource", charter)
    if given is None or not approvals:
        return None
    hours = _hours(charter, texts, given, entries, now)
    budget, people = _budget(given, entries), _people(charter, given)
    return Support(
        suggestion=approvals[-1].suggestion,
        accepted_by=approvals[-1].decided_by,
        outcome=given.outcome,
        due=given.due.isoformat(),
        hours=hours,
        budget=budget,
        people=people,
        over=hours.over or budget.over or people.over,
    )


def _of(kind: Kind, charter: Charter) -> list[Approval]:
    return [approval for approval in charter.approvals if approval.kind == kind]


def _hours(
    charter: Charter, texts: Texts, given: Granted, entries: Sequence[Spent], now: dt.datetime
) -> HoursSupport:
    due = dt.datetime.combine(given.due, dt.time.max, dt.UTC)
    grants = [(a.at, _granted_weekly(texts, a)) for a in _of("resource", charter)]
    teams = [(a.at, _team_weekly(texts, a)) for a in _of("team", charter)]
    in_all, by_team = _over_time(grants, due), _over_time(teams, now)
    reported = sum((one.hours or Decimal(0) for one in entries), Decimal(0))
    spent, weekly = by_team + reported, _weekly(charter.team)
    return HoursSupport(
        granted_weekly=given.hours,
        team_weekly=weekly,
        granted=in_all,
        by_team=by_team,
        reported=reported,
        spent=spent,
        left=in_all - spent,
        over=weekly > given.hours or spent > in_all,
    )


def _granted_weekly(texts: Texts, approval: Approval) -> int:
    text = texts.get(approval.suggestion)
    given = granted(text.items) if text else None
    return given.hours if given else 0


def _team_weekly(texts: Texts, approval: Approval) -> int:
    text = texts.get(approval.suggestion)
    return _weekly(text.items) if text else 0


def _weekly(items: Sequence[Item]) -> int:
    return sum(item.body.hours for item in items if isinstance(item.body, Member))


def _over_time(weekly: Sequence[tuple[dt.datetime, int]], until: dt.datetime) -> Decimal:
    """Return the hours of all weeks: each number holds from its moment to the next one's."""
    total = Decimal(0)
    ends = [*weekly, (until, 0)]
    for (begins, hours), (stops, _) in pairwise(ends):
        weeks = max(min(stops, until) - begins, dt.timedelta()) / _WEEK
        total += Decimal(str(weeks)) * hours
    return total.quantize(_TENTH)


def _budget(given: Granted, entries: Sequence[Spent]) -> BudgetSupport:
    spent = sum((one.budget or Decimal(0) for one in entries), Decimal(0))
    left = given.budget - spent if given.budget is not None else None
    return BudgetSupport(
        currency=given.currency,
        granted=given.budget,
        spent=spent,
        left=left,
        over=spent > (given.budget or 0),
    )


def _people(charter: Charter, given: Granted) -> PeopleSupport:
    members = [item.body for item in charter.team if isinstance(item.body, Member)]
    team = Counter(body.department for body in members)
    released = {one.department: one.people for one in given.people}
    rows = tuple(
        DepartmentPeople(department=name, granted=released.get(name, 0), team=team[name])
        for name in dict.fromkeys([*released, *team])
    )
    return PeopleSupport(
        granted=given.headcount,
        team=len(members),
        left=given.headcount - len(members),
        departments=rows,
        over=any(row.team > row.granted for row in rows),
    )
