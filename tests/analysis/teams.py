"""Random team requests, and plain code that knows nothing of the solver: what a team must keep."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from domain.team_people import RequestedPerson
from domain.team_plan import Seat, Speaker
from domain.team_request import TeamRequest

ON = dt.date(2026, 3, 2)  # a Monday
DEPARTMENTS = ("销售部", "法务部", "财务部")
SKILLS = ("law", "figures", "sales")


def asked(**fields: Any) -> TeamRequest:
    """A request from plain values, as a file holds them."""
    return TeamRequest.model_validate(fields)


def random_request(seed: int, people: int = 9, **changes: Any) -> TeamRequest:
    """People with skills, hours and absences at random, and rules that can often be met."""
    draw = random.Random(seed)
    names = [f"p{number:02}" for number in range(people)]
    everybody = [
        {
            "name": name,
            "department": draw.choice(DEPARTMENTS),
            "skills": {skill: draw.randint(0, 5) for skill in SKILLS},
            "hours": draw.randint(2, 12),
            "promised": draw.choice([0, 0, 2]),
            "absences": _days(draw.random()),
            "authority": draw.random() < 0.5,
        }
        for name in names
    ]
    links = [
        {"a": a, "b": b, "cost": draw.randint(0, 40) / 4}
        for a, b in combinations(names, 2)
        if draw.random() < 0.6
    ]
    require = {
        "departments": list(DEPARTMENTS[: draw.randint(1, 3)]),
        "skills": {
            skill: {"level": draw.randint(2, 4), "count": draw.randint(1, 2)}
            for skill in SKILLS[: draw.randint(1, 3)]
        },
        "size": {"min": draw.randint(1, 4), "max": draw.randint(4, 5)},
        "hours": draw.choice([0, 3, 4]),
        "exclude": [names[0], [names[1], names[2]]],
    }
    fields: dict[str, Any] = {"people": everybody, "require": require, "communication": links}
    return asked(**(fields | changes))


def _days(drawn: float) -> list[dict[str, str]]:
    if drawn < 0.1:
        return [{"start": "2026-03-01", "end": "2026-03-27"}]  # until the last Friday
    return [{"start": "2026-03-02", "end": "2026-03-13"}] if drawn < 0.2 else []


def free(person: RequestedPerson) -> float:
    """Hours a week in the four weeks from ON: days away are taken off, promises too."""
    days = [ON + dt.timedelta(days=n) for n in range(28)]
    working = [day for day in days if day.isoweekday() <= 5]
    there = [d for d in working if not any(a.start <= d <= a.end for a in person.absences)]
    return person.hours * len(there) / 20 - person.promised


def away(person: RequestedPerson) -> bool:
    """Whether somebody is there on no working day of the four weeks from ON."""
    return free(person.model_copy(update={"hours": 20.0, "promised": 0.0})) == 0


def broken(request: TeamRequest, team: Sequence[RequestedPerson]) -> list[str]:
    """The labels of the hard rules that a team breaks."""
    return [label for label, holds in rules(request, team) if not holds]


def rules(request: TeamRequest, team: Sequence[RequestedPerson]) -> Iterator[tuple[str, bool]]:
    """Each hard rule with whether the team keeps it; liaisons are not looked at."""
    require, keys = request.require, {one.key for one in team}
    yield f"size>={require.size.min}", len(team) >= require.size.min
    yield f"size<={require.size.max}", len(team) <= require.size.max
    for department in require.departments:
        yield f"department:{department}", any(one.department == department for one in team)
    for skill, need in require.skills.items():
        able = [one for one in team if one.skills.get(skill, 0) >= need.level]
        yield f"skill:{skill}>={need.level}x{need.count}", len(able) >= need.count
    if require.hours:
        there = [one for one in team if not away(one)]
        yield f"hours>={require.hours:g}", all(free(one) >= require.hours for one in there)
    if any(map(away, request.people)):
        yield "present", not any(map(away, team))
    for one in require.exclude:
        if len(one) == 1:
            yield f"exclude:{one[0]}", one[0] not in keys
        else:
            yield f"apart:{', '.join(one)}", len(keys & set(one)) <= 1
    if any(one.authority or one.head for one in request.people):
        yield "lead", any(one.authority or one.head for one in team)


def people_of(request: TeamRequest, seats: Sequence[Seat | Speaker]) -> list[RequestedPerson]:
    """The people behind seats, by their names, each of which is one's own here."""
    found = {one.name: one for one in request.people}
    return [found[seat.name] for seat in seats]


def every_team(request: TeamRequest) -> Iterator[tuple[RequestedPerson, ...]]:
    """Every team that breaks no rule, found by trying all."""
    size = request.require.size
    for number in range(size.min, min(size.max, len(request.people)) + 1):
        for team in combinations(request.people, number):
            if not broken(request, team):
                yield team


def distances(request: TeamRequest) -> dict[tuple[str, str], float]:
    """Floyd and Warshall over the links; a stated cost holds, and the rest is out of reach."""
    keys = sorted(one.key for one in request.people)
    apart = sum(link.cost for link in request.communication) + 1
    stated = {(a, b): 0.0 if a == b else apart for a in keys for b in keys}
    for link in request.communication:
        for pair in ((link.a, link.b), (link.b, link.a)):
            stated[pair] = min(stated[pair], link.cost)
    far = dict(stated)
    for middle in keys:
        for a in keys:
            for b in keys:
                far[a, b] = min(far[a, b], far[a, middle] + far[middle, b])
    given = {(link.a, link.b) for link in request.communication}
    given |= {(b, a) for a, b in given}
    return {pair: stated[pair] if pair in given else far[pair] for pair in far}


def cost(aim: str, request: TeamRequest, team: Sequence[RequestedPerson]) -> float:
    """What a team costs by an aim."""
    far = distances(request) if aim in ("diameter", "communication") else {}
    pairs = [far[a.key, b.key] for a, b in combinations(team, 2)] if far else []
    match aim:
        case "size":
            return len(team)
        case "diameter":
            return max(pairs, default=0)
        case "communication":
            return sum(pairs)
        case "continuity":
            return len(set(request.previous) - {one.key for one in team})
    taken = [one.hours - max(free(one), 0) + request.require.hours for one in team]
    return max(100 * t / one.hours for t, one in zip(taken, team, strict=True))
