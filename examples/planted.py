"""What was hidden in an example organisation, for tests to find; the product never reads it."""

from domain.text import Frozen


class GoalConflict(Frozen):
    """Two departments pushing one measure in opposite directions."""

    measure: str
    first: str
    second: str


class Minority(Frozen):
    """A concrete complaint of one small department that nobody else makes."""

    department: str
    term: str
    items: tuple[str, ...]


class Planted(Frozen):
    """The planted facts; all None in an organisation with nothing to find."""

    worst_queue: str | None = None
    goal_conflict: GoalConflict | None = None
    minority: Minority | None = None
    worsening: str | None = None
