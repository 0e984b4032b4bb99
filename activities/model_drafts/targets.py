"""Which targets a model may choose from: those that the evidence names, and keeping the level."""

from decimal import Decimal

from activities.evidence.targets import alternatives
from activities.evidence.wording import exact
from domain.goal_facts import GoalsFacts, Reading


def allowed(facts: GoalsFacts, reading: Reading) -> tuple[Decimal, ...]:
    """Return the targets for this measure; the present level stands last where it may be kept."""
    moved = tuple(dict.fromkeys(one.value for one in alternatives(reading)))
    return (*moved, exact(reading.latest)) if may_keep(facts, reading) else moved


def may_keep(facts: GoalsFacts, reading: Reading) -> bool:
    """Return whether holding the level is a result: departments pull at it, or nothing is better.

    A measure that two departments pull apart, or that one is held to keep, needs a guard more
    than a push.
    """
    kept = any(
        g.direction == "keep" and g.measure == reading.measure for g in facts.department_goals
    )
    return kept or is_disputed(facts, reading) or not alternatives(reading)


def is_disputed(facts: GoalsFacts, reading: Reading) -> bool:
    """Return whether two departments pull this measure, or it and another, apart."""
    return any(
        reading.measure in (clash.measure, clash.first.measure, clash.second.measure)
        for clash in facts.conflicts
    )


def offered(facts: GoalsFacts) -> tuple[Reading, ...]:
    """Return at most eight measures, those of the strategy first, then those in conflict."""
    strategic = {objective.measure for objective in facts.objectives}

    def rank(reading: Reading) -> int:
        if reading.measure in strategic:
            return 0
        return 1 if may_keep(facts, reading) else 2

    return tuple(sorted(facts.readings, key=rank)[:8])
