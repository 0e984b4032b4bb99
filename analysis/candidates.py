"""Who could be in a team, what each can give in the period, and the hard rules over them."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.demands import Demand
from domain.demand_words import skill_label
from domain.directory import Absence, Person
from domain.team_people import RequestedPerson
from domain.team_request import Period, Requirements

DAYS_AHEAD = 28
PRESENT = "present"
"""The label of what nothing loosens: whoever is away the whole period is not chosen."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person as the solver sees them. `free`: hours a week that nothing else has a claim to.

    `away`: absent on every working day of the period.
    """

    key: str
    name: str
    department: str
    skills: Mapping[str, int]
    hours: float
    free: float
    head: bool = False
    authority: bool = False
    away: bool = False


def requested(person: RequestedPerson, period: Period) -> Candidate:
    """Return a requested person with what absences and promises leave of their hours."""
    return Candidate(
        key=person.key,
        name=person.name,
        department=person.department,
        skills=person.skills,
        hours=person.hours,
        free=free_hours(person.hours, person.absences, person.promised, period),
        head=person.head,
        authority=person.authority or person.head,
        away=share_there(person.absences, period) == 0,
    )


def listed(person: Person, free: float) -> Candidate:
    """Return a person of the directory with the hours that they have free."""
    return Candidate(
        key=person.account,
        name=person.name,
        department=person.department,
        skills=person.skills,
        hours=person.hours,
        free=free,
        head=person.head,
    )


def free_hours(hours: float, absences: Iterable[Absence], promised: float, period: Period) -> float:
    """Return the hours a week that are left in the period, never below zero."""
    return max(0.0, round(hours * share_there(absences, period) - promised, 6))


def share_there(absences: Iterable[Absence], period: Period) -> float:
    """Return the share of a period in which somebody is there.

    Each day from Monday to Friday carries the same share; a period of a weekend only, each day.
    """
    days = [
        period.start + dt.timedelta(days=n) for n in range((period.end - period.start).days + 1)
    ]
    worked = [day for day in days if day.weekday() < _SATURDAY] or days
    away = [(absence.start, absence.end) for absence in absences]
    there = sum(not any(start <= day <= end for start, end in away) for day in worked)
    return there / len(worked)


def four_weeks(on: dt.date) -> Period:
    """Return the period of a request that names none."""
    return Period(start=on, end=on + dt.timedelta(days=DAYS_AHEAD - 1))


def hard_rules(
    pool: Sequence[Candidate], require: Requirements, spoken: Iterable[str] = ()
) -> dict[str, Demand]:
    """Return every hard rule over `pool`, by label. Departments in `spoken` have a liaison.

    Somebody must have the authority to lead where the pool says who has it.
    """
    everybody = tuple(range(len(pool)))
    demands = {
        f"size>={require.size.min}": Demand(everybody, require.size.min),
        f"size<={require.size.max}": Demand(everybody, require.size.max, "at most"),
    }
    outside = set(spoken)
    for department in require.wanted:
        if department not in outside:
            members = tuple(i for i, one in enumerate(pool) if one.department == department)
            demands[f"department:{department}"] = Demand(members, 1)
    for skill, need in require.skills.items():
        able = tuple(i for i, one in enumerate(pool) if one.skills.get(skill, 0) >= need.level)
        demands[skill_label(skill, need.level, need.count)] = Demand(able, need.count)
    return demands | _led(pool, require) | _kept_out(pool, require)


def can_speak(one: Candidate, require: Requirements) -> bool:
    """Say whether somebody may be a liaison: few free hours are enough for that."""
    return one.free > 0 and (one.key,) not in require.exclude


def leaders(pool: Sequence[Candidate], department: str | None) -> tuple[int, ...]:
    """Return who may lead: those of the department with authority; all of it where none is."""
    home = [i for i, one in enumerate(pool) if department in (None, one.department)]
    return tuple(i for i in home if pool[i].authority)


def _led(pool: Sequence[Candidate], require: Requirements) -> dict[str, Demand]:
    if not any(one.authority for one in pool):
        return {}
    label = f"lead:{require.lead}" if require.lead else "lead"
    return {label: Demand(leaders(pool, require.lead), 1)}


def _kept_out(pool: Sequence[Candidate], require: Requirements) -> dict[str, Demand]:
    demands: dict[str, Demand] = {}
    if gone := tuple(i for i, one in enumerate(pool) if one.away):
        demands[PRESENT] = Demand(gone, 0, "at most")
    places = {one.key: place for place, one in enumerate(pool)}
    if require.hours:
        busy = tuple(i for i, one in enumerate(pool) if one.free < require.hours and not one.away)
        demands[f"hours>={require.hours:g}"] = Demand(busy, 0, "at most")
    for one in require.exclude:
        kind = "apart" if len(one) > 1 else "exclude"
        named = tuple(places[name] for name in one if name in places)
        demands[f"{kind}:{', '.join(one)}"] = Demand(named, int(len(one) > 1), "at most")
    return demands
