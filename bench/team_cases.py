"""Random requests for `bench.team`: people who each have some skills, and what is asked of them."""

import random
from collections.abc import Sequence
from itertools import combinations

from domain.team_request import TeamRequest

LEVEL = 3
_AWAY = {"start": "2026-03-02", "end": "2026-03-13"}


def plain(people: int, skills: int, held: int, asked: int, limit: float, seed: int) -> TeamRequest:
    """Return a request for the smallest team with `asked` of the skills; each person has `held`."""
    draw = random.Random(seed)
    names = [f"s{number:03}" for number in range(skills)]
    everybody = [
        {"name": f"p{n:05}", "department": f"d{n % 20}", "skills": _some(draw, names, held)}
        for n in range(people)
    ]
    require = {
        "skills": {name: {"level": LEVEL, "count": 1} for name in names[:asked]},
        "size": {"min": 1, "max": 1000},
    }
    return TeamRequest.model_validate({"people": everybody, "require": require, "limit": limit})


def company(
    people: int, skills: int, asked: int, count: int, limit: float, seed: int, rules: bool = True
) -> TeamRequest:
    """Return a request as a company makes it: 3 to 12 skills each, at levels 1 to 5.

    `count` people for each skill asked; with `rules` also ten of twenty departments, and four
    hours a week of people who have 2 to 12, some of them away for half of the time.
    """
    draw = random.Random(seed)
    names = [f"s{number:03}" for number in range(skills)]
    everybody = [
        {
            "name": f"p{n:05}",
            "department": f"d{n % 20}",
            "skills": {one: draw.randint(1, 5) for one in draw.sample(names, draw.randint(3, 12))},
            "hours": draw.randint(2, 12),
            "absences": [_AWAY] if draw.random() < 0.1 else [],
        }
        for n in range(people)
    ]
    require = {
        "skills": {one: {"level": LEVEL, "count": count} for one in draw.sample(names, asked)},
        "departments": [f"d{number}" for number in range(10 if rules else 0)],
        "hours": 4 if rules else 0,
        "size": {"min": 1, "max": 1000},
    }
    return TeamRequest.model_validate({"people": everybody, "require": require, "limit": limit})


def uneven(people: int, skills: int, asked: int, limit: float, seed: int) -> TeamRequest:
    """Return a request where few skills are common and most are rare, as words are (Zipf).

    Everybody has 3 to 12 skills at levels 1 to 5; one person for each skill asked.
    """
    draw = random.Random(seed)
    names = [f"s{number:03}" for number in range(skills)]
    common = [1 / rank for rank in range(1, skills + 1)]
    everybody = []
    for n in range(people):
        held, many = dict[str, int](), draw.randint(3, 12)
        while len(held) < many:
            held.setdefault(draw.choices(names, common)[0], draw.randint(1, 5))
        everybody.append({"name": f"p{n:05}", "department": f"d{n % 20}", "skills": held})
    require = {
        "skills": {one: {"level": LEVEL, "count": 1} for one in draw.sample(names, asked)},
        "size": {"min": 1, "max": 1000},
    }
    return TeamRequest.model_validate({"people": everybody, "require": require, "limit": limit})


def near(people: int, aim: str, limit: float, seed: int = 1, most: int = 8) -> TeamRequest:
    """Return a request for five people or more of three departments who are close together."""
    draw = random.Random(seed)
    names = [f"p{number:03}" for number in range(people)]
    skills = [f"s{number}" for number in range(8)]
    everybody = [
        {"name": name, "department": f"d{n % 3}", "skills": _some(draw, skills, 3)}
        for n, name in enumerate(names)
    ]
    links = [
        {"a": a, "b": b, "cost": draw.randint(1, 20)}
        for a, b in combinations(names, 2)
        if draw.random() < min(1, 12 / people)
    ]
    require = {
        "departments": ["d0", "d1", "d2"],
        "skills": {name: {"level": LEVEL, "count": 1} for name in skills},
        "size": {"min": 5, "max": most},
    }
    fields = {"people": everybody, "require": require, "communication": links}
    return TeamRequest.model_validate(fields | {"minimise": aim, "limit": limit})


def _some(draw: random.Random, names: Sequence[str], many: int) -> dict[str, int]:
    return dict.fromkeys(draw.sample(names, many), LEVEL)
