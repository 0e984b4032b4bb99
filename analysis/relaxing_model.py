"""Requirements as a model in which some of them may be loosened, and what each amount means."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from analysis.aims import highest
from analysis.candidates import Candidate, can_speak
from analysis.demands import Demand
from analysis.relaxing_form import Form, Outside
from domain.demand_words import skill_label
from domain.team_plan import Loosening, plain
from domain.team_request import Requirements, SkillNeed

_COSTS = {"size": 1, "skill": 2, "department": 2, "exclude": 3, "apart": 3, "lead": 3}
Way = tuple[str, str]
"""A label, and what of it is loosened: its count, or the level or hours it asks for."""


@dataclass(frozen=True, slots=True)
class Loose:
    """One amount that may be loosened: a cost, and what a value of it means."""

    amount: cp_model.LinearExprT
    weight: int
    change: Callable[[int, cp_model.CpSolver], Loosening]


@dataclass(slots=True)
class Draft:
    """A model in the making over the pool of a request."""

    pool: Sequence[Candidate]
    require: Requirements
    outside: Outside
    form: Form
    limit: float
    known: Sequence[int]
    """A team that meets everything but the largest size, where one is known."""
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    picks: list[cp_model.IntVar] = field(default_factory=list)
    loose: list[Loose] = field(default_factory=list)
    slack: dict[str, cp_model.IntVar] = field(default_factory=dict)
    named: list[cp_model.IntVar] = field(default_factory=list)
    """Whether somebody of the lead department is named, who then takes a seat."""


def draw_up(draft: Draft, demands: Mapping[str, Demand], ways: Sequence[Way]) -> None:
    """Put the demands into the model, with amounts where the ways loosen them."""
    draft.picks += [draft.model.new_bool_var(f"p{place}") for place in range(len(draft.pool))]
    if (f"department:{draft.require.lead}", "count") in ways:
        draft.named.append(draft.model.new_bool_var("named"))
    for label, demand in demands.items():
        if (label, "hours") in ways:
            _fewer_hours(draft, demand)
        else:
            _fewer(draft, label, demand, [kind for one, kind in ways if one == label])
    if draft.outside.room:
        _room_for_all(draft, len(ways) > 1)


def _fewer(draft: Draft, label: str, demand: Demand, kinds: Sequence[str]) -> None:
    """Loosen a count, up or down, and for a skill its level too."""
    terms: list[cp_model.LinearExprT] = [draft.picks[place] for place in demand.places]
    if label.startswith("size"):
        terms += draft.named
    if "level" in kinds:
        terms += _lower_level(draft, label)
    if "count" in kinds:
        room = len(draft.pool) if demand.sense == "at most" else demand.count
        if label.startswith("size"):
            form = draft.form
            up = label.startswith("size<=")
            room = form.largest - demand.count if up else demand.count - form.smallest
        slack = draft.model.new_int_var(0, max(0, room), label)
        if label == f"department:{draft.require.lead}":
            slack = draft.named[0]
        draft.slack[label] = slack
        terms.append(-slack if demand.sense == "at most" else slack)
        weight = _COSTS[label.split(":")[0].split(">")[0].split("<")[0]]
        draft.loose.append(
            Loose(slack, weight, lambda amount, solver: _change(draft, label, demand, amount))
        )
    total = cp_model.LinearExpr.sum(terms)
    if demand.sense == "at least":
        draft.model.add(total >= demand.count)
    else:
        draft.model.add(total <= demand.count)


def _room_for_all(draft: Draft, freely: bool) -> None:
    """Where the changes make room for every department, let each have a member, or be given up.

    No liaison stands for one then, so that more members, or fewer departments, may help nobody.
    """
    model, wanted = draft.model, draft.require.wanted
    roomy = model.new_bool_var("room for all")
    for name in sorted(draft.outside.room):
        label = f"department:{name}"
        home = tuple(i for i, one in enumerate(draft.pool) if one.department == name)
        members: list[cp_model.LinearExprT] = [draft.picks[place] for place in home]
        if freely:
            members.append(_given_up(draft, label, Demand(home, 1)))
        model.add(cp_model.LinearExpr.sum(members) >= 1).only_enforce_if(roomy)
    lead = f"department:{draft.require.lead}"
    given_up = (label for label in draft.slack if label.startswith("department:"))
    fewer = [draft.slack[label] for label in given_up if label != lead]
    more = [by for label, by in draft.slack.items() if label.startswith("size<=")]
    beyond = len(wanted) - draft.require.size.max
    model.add(cp_model.LinearExpr.sum([*fewer, *more]) < beyond).only_enforce_if(~roomy)


def _given_up(draft: Draft, label: str, demand: Demand) -> cp_model.IntVar:
    slack = draft.slack[label] = draft.model.new_bool_var(label)
    weight = _COSTS["department"]
    draft.loose.append(Loose(slack, weight, lambda by, _: _change(draft, label, demand, by)))
    return slack


def _lower_level(draft: Draft, label: str) -> list[cp_model.IntVar]:
    """Let people of lower levels count, as far as the level is lowered for all."""
    skill, need = _skill(draft.require, label)
    drop = draft.model.new_int_var(0, need.level - 1, f"{label} level")
    counted = []
    for place, one in enumerate(draft.pool):
        short = need.level - one.skills.get(skill, 0)
        if 0 < short < need.level:
            counts = draft.model.new_bool_var(f"{label} {place}")
            draft.model.add_implication(counts, draft.picks[place])
            draft.model.add(drop >= short).only_enforce_if(counts)
            counted.append(counts)
    at = f"skills.{skill}.level"
    draft.loose.append(
        Loose(drop, 1, lambda by, _: Loosening(field=at, before=need.level, after=need.level - by))
    )
    return counted


def _fewer_hours(draft: Draft, demand: Demand) -> None:
    asked, form = draft.require.hours, draft.form
    short = [(-int((draft.pool[i].free - asked) // 1), [draft.picks[i]]) for i in demand.places]
    for place in demand.places:
        written = form.hours(draft.pool[place].free)
        if written < form.fewest_hours:
            draft.model.add(draft.picks[place] == 0)
        for name in draft.outside.bereft:  # whoever else has the hours then is a member
            home = [i for i, one in enumerate(draft.pool) if one.department == name]
            if any(draft.pool[i].free >= written for i in home):
                draft.model.add_bool_or([~draft.picks[place], *(draft.picks[i] for i in home)])

    def change(amount: int, solver: cp_model.CpSolver) -> Loosening:
        chosen = (i for i in demand.places if solver.boolean_value(draft.picks[i]))
        after = form.hours(min(draft.pool[i].free for i in chosen))
        return Loosening(field="hours", before=plain(asked), after=plain(after))

    draft.loose.append(Loose(highest(draft.model, short), 1, change))


def _change(draft: Draft, label: str, demand: Demand, amount: int) -> Loosening:
    """Say what of the request would change if a demand were loosened by `amount`."""
    kind, _, name = label.partition(":")
    count = demand.count
    if label.startswith("size<="):
        return Loosening(field="size.max", before=count, after=count + amount)
    if label.startswith("size>="):
        return Loosening(field="size.min", before=count, after=count - amount)
    if kind == "skill":
        skill, _ = _skill(draft.require, label)
        return Loosening(field=f"skills.{skill}.count", before=count, after=count - amount)
    if kind == "department" and name == draft.require.lead:
        return Loosening(field="people", before=name, after=None)
    if kind == "department":
        home = (one for one in draft.pool if one.department == name)
        there = any(can_speak(one, draft.require) for one in home)
        return Loosening(field="departments", before=name, after="liaison" if there else None)
    return Loosening(field="lead" if kind == "lead" else "exclude", before=name, after=None)


def _skill(require: Requirements, label: str) -> tuple[str, SkillNeed]:
    skills = require.skills.items()
    return next((s, n) for s, n in skills if skill_label(s, n.level, n.count) == label)
