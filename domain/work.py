"""When a deliverable is in work: the days on which somebody must be there for it."""

import datetime as dt
from typing import NamedTuple

FOUR_WEEKS = dt.timedelta(days=27)
"""From the first day to the last: how long work is reckoned to go on, at the least."""


class Work(NamedTuple):
    """The days on which deliverables are in work; without a last one, for good."""

    first: dt.date
    last: dt.date = dt.date.max

    @classmethod
    def due(cls, on: dt.date, due: dt.date | None) -> "Work":
        """Return the days from `on` to the due date, four weeks at the least: work runs late."""
        return cls(on, max(due, on + FOUR_WEEKS)) if due else cls(on)
