"""Which measures carry key results, what each weighs, and who owns it."""

from typing import NamedTuple

from activities.evidence.targets import target
from domain.goal_facts import GoalConflict, GoalsFacts, Reading

WEIGHTS = {3: (400, 300, 300), 4: (300, 300, 200, 200), 5: (250, 250, 200, 150, 150)}
"""Thousandths by the number of key results; the measures nearest to the strategy come first."""


class Choice(NamedTuple):
    """One chosen measure; `goals` number the department goals that use it, from 1."""

    reading: Reading
    keep: bool
    goals: tuple[int, ...]
    conflicts: tuple[GoalConflict, ...]
    weight: int
    owner: str


def chosen(facts: GoalsFacts) -> list[Choice]:
    """Choose at most five measures, nearest to strategy and need first; fewer when fewer exist."""
    readings = sorted(facts.readings, key=lambda one: _rank(facts, one))[:5]
    weights = WEIGHTS.get(len(readings), (1,) * len(readings))
    guards = _guards(facts, readings)
    owners: list[str] = []
    found = []
    for reading, weight in zip(readings, weights, strict=False):
        goals = tuple(
            number
            for number, goal in enumerate(facts.department_goals, 1)
            if goal.measure == reading.measure
        )
        owner = _owner(facts, goals, owners)
        owners.append(owner)
        conflicts = tuple(one for one in facts.conflicts if _touches(one, reading.measure))
        keep = reading.measure in guards or target(reading, 0) is None
        found.append(Choice(reading, keep, goals, conflicts, weight, owner))
    return found


def _touches(conflict: GoalConflict, measure: str) -> bool:
    return measure in (conflict.measure, conflict.first.measure, conflict.second.measure)


def _strategic(facts: GoalsFacts) -> set[str]:
    return {one.measure for one in facts.objectives if one.measure}


def _rank(facts: GoalsFacts, reading: Reading) -> int:
    """Rank: strategy, the need's own words, goal conflicts, department goals, the rest."""
    measure = reading.measure
    if measure in _strategic(facts):
        return 0
    if reading.label in facts.need or measure in facts.need:
        return 1
    if any(_touches(one, measure) for one in facts.conflicts):
        return 2
    return 3 if any(goal.measure == measure for goal in facts.department_goals) else 4


def _guards(facts: GoalsFacts, readings: list[Reading]) -> set[str]:
    """Return the measures in a goal conflict that no strategy asks for: these are only kept.

    When that would leave nothing to move, the first of them moves after all.
    """
    kept = [
        one.measure
        for one in readings
        if one.measure not in _strategic(facts)
        and any(_touches(conflict, one.measure) for conflict in facts.conflicts)
    ]
    moves = any(one.measure not in kept and target(one, 0) is not None for one in readings)
    return set(kept if moves else kept[1:])


def _owner(facts: GoalsFacts, goals: tuple[int, ...], owners: list[str]) -> str:
    """Return who owns it: from the department held to it, else who owns least so far."""
    if not facts.members:
        return ""
    near = [facts.department_goals[number - 1].department for number in goals]

    def distance(account: str, department: str) -> tuple[int, int]:
        place = near.index(department) if department in near else len(near)
        return (place, owners.count(account))

    return min(facts.members, key=lambda one: distance(one.account, one.department)).account
