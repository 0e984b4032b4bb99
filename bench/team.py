"""What an exact team costs beside the usual shortcuts: `python -m bench.team [--json]`.

By size: people of whom each holds some of many skills, and a team that covers all that is asked;
beside the exact answer stands greedy cover (always whoever brings the most that is missing). By
communication: people in a random graph; beside the exact answer stand RarestFirst (Lappas 2009:
from each holder of the rarest skill, the nearest holder of every other one; a 2-approximation of
the diameter) and greedy cover. Few people: beside the exact answer stands the best of all teams
there are. All are given the same people in one run. Nothing is judged.
"""

import argparse
import datetime as dt
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import Any

from analysis.best_team import best
from analysis.candidates import Candidate
from analysis.demands import Demand
from analysis.distances import SCALE, Network
from analysis.greedy import cover
from analysis.team_plan import problem_of
from bench.team_cases import company, near, plain, uneven
from domain.team_request import TeamRequest

_DAY = dt.date(2026, 3, 2)
_COMPANY = (
    (10, 1, False),
    (40, 1, False),
    (10, 2, True),
    (20, 3, True),
    (40, 2, True),
    (100, 1, False),
    (500, 1, False),
)
"""Skills asked (of 500), people for each, and whether departments and hours are asked for too."""
_UNEVEN = (40, 100, 200, 500)
"""Skills asked (of 500), where most are rare."""
_PLAIN = ((50, 20), (5, 41), (20, 100), (5, 500))
"""Skills that everybody has (of 500), and skills asked."""


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
    return _worth(aim, len(keys), list(network.between(sorted(keys)).values()))


def _worth(aim: str, members: int, pairs: Sequence[int]) -> float:
    if aim == "size":
        return members
    return (max(pairs, default=0) if aim == "diameter" else sum(pairs)) / SCALE


def cases_of(
    people: int, skills: int, several: Sequence[int], limit: float, seed: int
) -> dict[str, TeamRequest]:
    """Return the requests to compare on, by what they are called."""
    cases = {}
    for asked, count, rules in _COMPANY:
        asked = asked * skills // 500
        words = f", {count} people each" + ", 10 departments, hours" * rules
        cases[f"size: 3 to 12 of {skills} skills, {asked} asked{words}"] = company(
            people, skills, asked, count, limit, seed, rules
        )
    for asked in _UNEVEN:
        asked = asked * skills // 500
        cases[f"size: 3 to 12 of {skills} uneven skills, {asked} asked"] = uneven(
            people, skills, asked, limit, seed
        )
    for held, asked in _PLAIN:
        held, asked = held * skills // 500 or 1, asked * skills // 500
        cases[f"size: {held} of {skills} skills, {asked} asked"] = plain(
            people, skills, held, asked, limit, seed
        )
    for many in several:
        for aim in ("diameter", "communication"):
            cases[f"{aim}: {many} people"] = near(many, aim, limit, seed)
    return cases


def proved(requests: Sequence[TeamRequest]) -> dict[str, Any]:
    """Return how many of these are proved, and how long the slowest one took."""
    plans, seconds = [], []
    for request in requests:
        started = time.perf_counter()
        problem = problem_of(request, _DAY)
        plans.append(best(problem.pool, problem.demands, problem.request, request.limit))
        seconds.append(round(time.perf_counter() - started, 3))
    sure = sum(plan.status != "FEASIBLE" for plan in plans)
    return {"exact": {"requests": len(plans), "proved": sure, "slowest": max(seconds)}}


def exhausted(aim: str, seeds: Sequence[int], limit: float) -> dict[str, Any]:
    """Return how often the exact answer is that of the best of all teams of few people."""
    equal, teams, started = 0, 0, time.perf_counter()
    for seed in seeds:
        problem = problem_of(near(12, aim, limit, seed, most=6), _DAY)
        network = Network(problem.pool, problem.request.communication)
        far = network.between([one.key for one in problem.pool])
        plan = best(problem.pool, problem.demands, problem.request, limit)
        sizes = (combinations(range(12), size) for size in (5, 6))
        every = [team for some in sizes for team in some if _held(team, problem.demands)]
        costs = [
            _worth(aim, len(team), [far[two] for two in combinations(team, 2)]) for team in every
        ]
        least = min(costs, default=None)
        equal += (plan.objective if plan.chosen else None) == least and plan.status != "FEASIBLE"
        teams += len(every)
    seconds = round(time.perf_counter() - started, 3)
    return {"requests": len(seeds), "equal": equal, "teams": teams, "seconds": seconds}


def _held(team: Sequence[int], demands: Mapping[str, Demand]) -> bool:
    counts = ((one, len(set(team).intersection(one.places))) for one in demands.values())
    return all(n >= one.count if one.sense == "at least" else n <= one.count for one, n in counts)


def main(given: argparse.Namespace) -> None:
    """Compare on each case and say what was found."""
    cases = cases_of(given.people, given.skills, given.near, given.limit, given.seed)
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    found = {name: compared(request) for name, request in cases.items()}
    for asked, count, rules in _COMPANY[:-1]:
        make = partial(company, given.people, given.skills, asked * given.skills // 500, count)
        seeds = range(given.seed, given.seed + 5)
        told = proved([make(given.limit, seed, rules) for seed in seeds])
        found[f"size: {asked} asked, {count} each{', rules' * rules}, five seeds"] = told
    for aim in ("size", "diameter", "communication"):
        found[f"{aim}: 12 people, every team tried"] = {
            "exhaustive": exhausted(aim, range(20), given.limit)
        }
    if given.json:
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
    parser.add_argument("--seed", type=int, default=1)
    main(parser.parse_args())
