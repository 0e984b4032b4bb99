"""What whoever decided is told at once: what was recorded, and how the suggestion stands then."""

from domain.signing import ApprovalState, Status, waiting
from domain.text import Frozen


class Receipt(Frozen):
    """The answer to one decision. `content` is the hash of what was decided under its id: whoever
    gets another one has used the id of an earlier decision."""

    recorded: str
    state: Status
    revision: int
    waiting_for: tuple[str, ...]
    content: str


def receipt(state: ApprovalState, decision_id: str) -> Receipt:
    """Return the receipt of a decision that was just applied, or had been before."""
    return Receipt(
        recorded=state.last_recorded,
        state=state.status,
        revision=state.revision,
        waiting_for=tuple(a.account for a in waiting(state)) if state.status == "pending" else (),
        content=state.decided.get(decision_id, ""),
    )
