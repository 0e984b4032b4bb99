"""What an exact team costs beside the usual shortcuts: `python -m bench.team [--json]`.

By size: people of whom each holds some of many skills, and a team that covers all that is asked;
beside the exact answer stands greedy cover (always whoever brings the most that is missing). By
communication: people in a random graph; beside the exact answer stand RarestFirst (Lappas 2009:
from each holder of the rarest skill, the nearest holder of every other one; a 2-approximation of
the diameter) and greedy cover. All are given the same people in one run. Nothing is judged.
"""

import argparse
import datetime as dt
import json
import os
import platform
import random
import sys
import time
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any

from analysis.best_team import best
from analysis.candidates import Candidate
from analysis.distances import SCALE, Network
from analysis.greedy import cover
from analysis.team_plan import problem_of
from domain.team_request import TeamRequest

_DAY = dt.date(2026, 3, 2)
_LEVEL = 3


def by_size(
    people: int, skills: int, held: int, asked: int, limit: float, seed: int = 1
) -> TeamRequest:
    """Return a request for the smallest team with `asked` of the skills; each person has `held`."""
    draw = random.Random(seed)
    names = [f"s{number:03}" for number in range(skills)]
    everybody = [
        {"name": f"p{n:05}", "department": f"d{n % 20}", "skills": _some(draw, names, held)}
        for n in range(people)
    ]
    require = {
        "skills": {name: {"level": _LEVEL, "count": 1} for name in names[:asked]},
        "size": {"min": 1, "max": 200},
    }
    return TeamRequest.model_validate({"people": everybody, "require": require, "limit": limit})


def by_distance(people: int, aim: str, limit: float, seed: int = 1) -> TeamRequest:
    """Return a request for five to eight people of three departments who are close together."""
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
        "skills": {name: {"level": _LEVEL, "count": 1} for name in skills},
    }
    fields = {"people": everybody, "require": require, "communication": links}
    return TeamRequest.model_validate(fields | {"minimise": aim, "limit": limit})


def _some(draw: random.Random, names: Sequence[str], many: int) -> dict[str, int]:
    return dict.fromkeys(draw.sample(names, many), _LEVEL)


def rarest_first(
    pool: Sequence[Candidate], sets: Sequence[set[int]], network: Network, least: int
) -> list[int]:
    """Return the team of the smallest diameter that RarestFirst finds."""
    far = [network.from_one(one.key) for one in pool]

    def distance(a: int, b: int) -> int:
        return far[a].get(pool[b].key, network.apart) if a != b else 0

    teams = []
    for centre in min(sets, key=len):
        nearest = [min(places, key=lambda p: (distance(centre, p), p)) for places in sets]
        team = list(dict.fromkeys([centre, *nearest]))
        others = sorted(set(range(len(pool))) - set(team), key=lambda p: (distance(centre, p), p))
        teams.append(team + others[: max(0, least - len(team))])
    return min(teams, key=lambda team: max(distance(a, b) for a, b in combinations(team, 2)))


def compared(request: TeamRequest) -> dict[str, Any]:
    """Return what the exact solver and the shortcuts find, and how long each takes."""
    problem = problem_of(request, _DAY)
    demands = problem.demands.items()
    sets = [set(d.places) for label, d in demands if label.startswith(("skill", "department"))]
    least, aim = request.require.size.min, request.aims[0]
    network = Network(problem.pool, request.communication)
    found: dict[str, Any] = {}
    started = time.perf_counter()
    plan = best(problem.pool, problem.demands, problem.request, request.limit)
    seconds = round(time.perf_counter() - started, 3)
    value = {"objective": plan.objective, "members": len(plan.chosen), "seconds": seconds}
    found["exact"] = value | {"status": plan.status, "bound": plan.bound}
    ways: dict[str, Callable[[], Sequence[int]]] = {
        "greedy": lambda: cover(len(problem.pool), problem.demands)
    }
    if aim != "size":
        ways["rarest_first"] = lambda: rarest_first(problem.pool, sets, network, least)
    for name, way in ways.items():
        started = time.perf_counter()
        team = way()
        seconds = round(time.perf_counter() - started, 3)
        cost = _cost(aim, [problem.pool[place].key for place in team], network)
        found[name] = {"objective": cost, "members": len(team), "seconds": seconds}
    return found


def _cost(aim: str, keys: Sequence[str], network: Network) -> float:
    pairs = list(network.between(sorted(keys)).values())
    if aim == "size":
        return len(keys)
    return (max(pairs) if aim == "diameter" else sum(pairs)) / SCALE


def main(people: int, skills: int, near: Sequence[int], limit: float, as_json: bool) -> None:
    """Compare on each case and say what was found."""
    cases = {
        f"size: {people} people, {skills} skills, {asked} asked": by_size(
            people, skills, held, asked, limit
        )
        for held, asked in (
            (skills // 10, skills // 25),
            (skills // 100 or 1, skills // 12),
            (skills // 25 or 1, skills // 5),
        )
    }
    for many in near:
        for aim in ("diameter", "communication"):
            cases[f"{aim}: {many} people"] = by_distance(many, aim, limit)
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    found = {name: compared(request) for name, request in cases.items()}
    if as_json:
        sys.stdout.write(json.dumps({"bench": "team", "machine": machine, **found}, indent=2))
        return
    sys.stdout.write(f"team ({machine})\n")
    for name, ways in found.items():
        sys.stdout.write(f"\n{name}\n")
        for way, told in ways.items():
            sys.stdout.write(f"  {way:13} {', '.join(f'{k} {v}' for k, v in told.items())}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--skills", type=int, default=500)
    parser.add_argument("--near", type=int, nargs="*", default=[20, 60, 120, 300])
    parser.add_argument("--limit", type=float, default=10)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    main(given.people, given.skills, given.near, given.limit, given.json)
