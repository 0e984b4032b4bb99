"""The cheapest ways to loosen requirements that clash, so that a team can be found.

What a change costs: one for a member more or fewer, for one skill level lower and for each hour
(begun) a week less; two for a person with a skill fewer, and for a department that sends a liaison
instead; three for letting in who was kept out, and for a lead without authority.
"""

from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from analysis.candidates import PRESENT, Candidate, can_speak
from analysis.demands import LIMIT, SEED, Demand, solver_for
from analysis.dominance import among
from analysis.promising import MANY, promising
from analysis.relaxing_form import REQUEST, Form, Outside
from analysis.relaxing_model import Draft, Way, draw_up
from analysis.smallest_team import at_once
from domain.loosening_words import loosened
from domain.team_plan import Relaxation, joined
from domain.team_request import Requirements

_MOST = 5


def relaxations(
    pool: Sequence[Candidate],
    require: Requirements,
    demands: Mapping[str, Demand],
    core: Sequence[str],
    outside: Outside,
    form: Form = REQUEST,
) -> tuple[Relaxation, ...]:
    """Return the cheapest way of all, and each way that loosens one requirement of `core` alone.

    Every way can be written as the `form` has it. Of very many people the promising ones are
    looked at, and a way that loosens several is told only where it is cheaper than one alone.
    """
    fixed = {PRESENT, _not_given_up(pool, require)}
    ways = [way for label in demands if label not in fixed for way in _ways(label)]
    alone = [[way] for way in ways if way[0] in core]
    limit, known = LIMIT, list[int]()
    if many := len(pool) > MANY:
        limit = max(1.0, LIMIT / 3 / (len(alone) + 1))
        anyhow = {k: v for k, v in demands.items() if not k.startswith("size<=")}
        team = at_once(len(pool), anyhow)
        kept = promising(pool, require, demands, core, team, outside.bereft)
        known = [new for new, place in enumerate(kept) if place in set(team)]
        pool, demands = [pool[place] for place in kept], among(demands, kept)

    def cheapest(some: Sequence[Way], below: int | None = None) -> Relaxation | None:
        draft = Draft(pool, require, outside, form, limit, known)
        return _cheapest(draft, demands, some, below)

    found = [one for some in alone if (one := cheapest(some))]
    least = min((one.cost for one in found), default=None)
    if together := cheapest(ways, least if many else None):
        found.append(together)
    told = dict.fromkeys(found)
    return tuple(sorted(told, key=lambda one: (one.cost, len(one.changes)))[:_MOST])


def _ways(label: str) -> list[Way]:
    if label.startswith("skill:"):
        return [(label, "level"), (label, "count")]
    return [(label, "hours" if label.startswith("hours>=") else "count")]


def _not_given_up(pool: Sequence[Candidate], require: Requirements) -> str:
    """Return the label of the lead department where somebody of it has the hours.

    No liaison leads; where nobody has them, people may be named.
    """
    home = [one for one in pool if one.department == require.lead and can_speak(one, require)]
    able = any(one.free >= require.hours for one in home)
    return f"department:{require.lead}" if able else ""


def _cheapest(
    draft: Draft, demands: Mapping[str, Demand], ways: Sequence[Way], below: int | None
) -> Relaxation | None:
    draw_up(draft, demands, ways)
    model = draft.model
    cost = cp_model.LinearExpr.weighted_sum(
        [one.amount for one in draft.loose], [one.weight for one in draft.loose]
    )
    if below is not None:
        model.add(cost < below)
    model.minimize(cost)
    for place in draft.known:
        model.add_hint(draft.picks[place], True)
    solver = solver_for(draft.limit, SEED)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    amounts = [(one, solver.value(one.amount)) for one in draft.loose]
    changes = tuple(one.change(amount, solver) for one, amount in amounts if amount)
    words = joined(tuple(loosened(change) for change in changes))
    return Relaxation(cost=round(solver.objective_value), changes=changes, **words.model_dump())
