"""Where departments are held to opposite things."""

from collections.abc import Sequence
from itertools import combinations

from domain.brief import DepartmentGoal
from domain.goal_facts import GoalConflict
from domain.records import MeasureMeaning

_OPPOSED = frozenset({"lower", "higher"})


def goal_conflicts(
    goals: Sequence[DepartmentGoal], meanings: Sequence[MeasureMeaning]
) -> tuple[GoalConflict, ...]:
    """Return each pair of departments that push one measure in opposite directions.

    In the order in which the goals stand in the brief; two departments are named once for each
    measure. `keep` opposes nothing. A measure without a meaning is labelled by its own name.
    """
    labels = {meaning.measure: meaning.label for meaning in reversed(meanings)}
    found: dict[tuple[str, frozenset[str]], GoalConflict] = {}
    for first, second in combinations(goals, 2):
        if first.measure != second.measure or first.department == second.department:
            continue
        if {first.direction, second.direction} == _OPPOSED:
            found.setdefault(
                (first.measure, frozenset({first.department, second.department})),
                GoalConflict(
                    measure=first.measure,
                    label=labels.get(first.measure, first.measure),
                    first=first,
                    second=second,
                ),
            )
    return tuple(found.values())
