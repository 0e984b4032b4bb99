"""A team request answered: the team, its proof, alternatives; or what clashes and what would help.

The order in which people are listed changes nothing: they are looked at in the order of their
accounts (or names).
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.alternatives import best_first, others
from analysis.best_team import Found, best
from analysis.candidates import Candidate, can_speak, four_weeks, hard_rules, leaders, requested
from analysis.clashing import unmet
from analysis.demands import Demand
from analysis.relaxing import relaxations
from analysis.relaxing_form import Outside
from domain.demand_words import worded
from domain.team_names import named
from domain.team_plan import Alternative, Clash, PlanStatus, Seat, Speaker, TeamPlan, plain
from domain.team_request import TeamRequest

_STATUS: dict[str, PlanStatus] = {
    "OPTIMAL": "optimal",
    "FEASIBLE": "feasible",
    "INFEASIBLE": "infeasible",
}

AT_ALL = 1.0
"""Deterministic time in which it is found out whether there is a team at all, on any limit."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A request over its candidates. `spoken`: departments for which a liaison may speak."""

    request: TeamRequest
    pool: tuple[Candidate, ...]
    spoken: tuple[str, ...]
    demands: Mapping[str, Demand]


def team_plan(request: TeamRequest, on: dt.date) -> TeamPlan:
    """Return the best team of a request that starts on `on`, where it names no period."""
    problem = problem_of(request, on)
    found = best(problem.pool, problem.demands, problem.request, request.limit)
    if found.status == "UNKNOWN" and request.limit < AT_ALL:
        found = best(problem.pool, problem.demands, problem.request, AT_ALL)
    if not found.chosen:
        return _without(problem, _STATUS.get(found.status, "unknown"))
    found, rest = best_first(found, _others(problem, found), len(request.aims) == 1)
    gap = abs(found.objective - found.bound) / max(abs(found.objective), abs(found.bound), 1e-9)
    return TeamPlan(
        status=_STATUS[found.status],
        objective=plain(found.objective),
        bound=plain(found.bound),
        gap=round(gap, 6),
        team=_seats(problem, found),
        liaisons=_speakers(problem, found),
        alternatives=tuple(
            Alternative(
                objective=plain(other.objective),
                team=_seats(problem, other),
                liaisons=_speakers(problem, other),
            )
            for other in rest
        ),
    )


def problem_of(request: TeamRequest, on: dt.date) -> Problem:
    """Return who there is and what must hold.

    With more departments than members, the lead department is in the core team, and of each
    other one a member or a liaison.
    """
    request = named(request)
    period = request.period or four_weeks(on)
    people = sorted(request.people, key=lambda person: person.key)
    pool = tuple(requested(person, period) for person in people)
    wanted, spoken = request.require.wanted, tuple[str, ...]()
    if len(wanted) > request.require.size.max:
        here = {one.department for one in pool if can_speak(one, request.require)}
        spoken = tuple(name for name in wanted if name in here and name != request.require.lead)
    return Problem(request, pool, spoken, hard_rules(pool, request.require, spoken))


def _without(problem: Problem, status: PlanStatus) -> TeamPlan:
    if status != "infeasible":
        return TeamPlan(status=status)
    core = unmet(len(problem.pool), problem.demands)
    clashes = (Clash(requirement=one, **worded(one).model_dump()) for one in core)
    require = problem.request.require
    outside = Outside(frozenset(problem.spoken))
    loosened = relaxations(problem.pool, require, problem.demands, core, outside)
    return TeamPlan(status=status, unmet=tuple(clashes), relaxations=loosened)


def _others(problem: Problem, found: Found) -> list[Found]:
    """Return up to three more teams."""

    def search(more: Mapping[str, Demand]) -> Found:
        rules = {**problem.demands, **more}
        return best(problem.pool, rules, problem.request, problem.request.limit / 4)

    by_size = problem.request.aims[0] == "size"
    return others(found, len(problem.pool), by_size, search)


def _seats(problem: Problem, found: Found) -> tuple[Seat, ...]:
    require = problem.request.require
    team = [problem.pool[place] for place in found.chosen]
    lead = _lead(problem, found)
    wanted = {name: number for number, name in enumerate(require.wanted)}

    def order(one: Candidate) -> tuple[bool, int, str]:
        return one != lead, wanted.get(one.department, len(wanted)), one.key

    return tuple(
        Seat(
            name=one.name,
            department=one.department,
            covers=tuple(s for s, n in require.skills.items() if one.skills.get(s, 0) >= n.level),
            hours=plain(require.hours or one.free),
            lead=one == lead,
        )
        for one in sorted(team, key=order)
    )


def _lead(problem: Problem, found: Found) -> Candidate | None:
    """Return who leads: with authority, of the lead department; nobody where none is named."""
    pool, department = problem.pool, problem.request.require.lead
    inside = set(found.chosen)
    able = [pool[place] for place in leaders(pool, department) if place in inside]
    home = [pool[place] for place in inside if pool[place].department == department]
    return _first(able or home)


def _speakers(problem: Problem, found: Found) -> tuple[Speaker, ...]:
    inside = {problem.pool[place].department for place in found.chosen}
    speakers = []
    for department in problem.spoken:
        home = [one for one in problem.pool if one.department == department]
        able = [one for one in home if can_speak(one, problem.request.require)]
        if department not in inside and (one := _first(able)):
            speakers.append(Speaker(name=one.name, department=department))
    return tuple(speakers)


def _first(people: Sequence[Candidate]) -> Candidate | None:
    return min(people, key=lambda one: (one.head, -one.free, one.key), default=None)
