"""What happened, for those who listen: in the order in which the store recorded it."""

import datetime as dt
from typing import Any

from domain.text import Frozen

SUGGESTION = "suggestion."
"""Followed by the state that a suggestion came into, such as `suggestion.pending`."""
DECISION = "decision."
"""Followed by how the ledger took it: `decision.recorded` or `decision.refused`."""
STARTED, CLOSED = "collaboration.started", "collaboration.closed"
CHARTER = "charter.revised"
PERMISSION = "permission."
"""Followed by `given` or `withdrawn`: what somebody is let do in one collaboration."""
GIVEN, WITHDRAWN = f"{PERMISSION}given", f"{PERMISSION}withdrawn"


class Happening(Frozen):
    """One event. `number` grows; `body` says what is needed to look further, never whole texts."""

    number: int
    type: str
    collaboration: str
    suggestion: str | None = None
    body: dict[str, Any]
    at: dt.datetime

    @property
    def is_audited(self) -> bool:
        """Say whether only those hear of it who may audit the collaboration, as in its list."""
        return self.type.startswith(PERMISSION)
