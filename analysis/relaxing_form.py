"""What a change of requirements has to keep: who has a liaison, and what can be written at all."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outside:
    """Departments that a liaison speaks for: by `room`, while they are more than the members.

    For those in `bereft` one does on any size, as long as nobody of theirs has the hours.
    """

    room: frozenset[str] = frozenset()
    bereft: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Form:
    """What can be written: sizes from `smallest` to `largest`, hours in so many parts of one."""

    smallest: int = 1
    largest: int = 1000
    parts: int = 100
    fewest_hours: float = 0

    def hours(self, free: float) -> float:
        """Return free hours as people write them, rounded down."""
        return math.floor(self.parts * free + 1e-6) / self.parts


REQUEST = Form()
BRIEF = Form(smallest=2, largest=12, parts=1, fewest_hours=1)
