"""What lists show of a suggestion: enough to find it, and to say who is asked by when."""

import datetime as dt

from domain.signing import ApprovalState, Status, waiting
from domain.suggestion import Kind
from domain.text import Frozen


class Listing(Frozen):
    """One suggestion in a list. `approvers` are the accounts that may decide now, deputies too."""

    suggestion: str
    collaboration: str
    kind: Kind
    state: Status
    title: str
    revision: int
    fingerprint: str
    approvers: tuple[str, ...]
    departments: tuple[str, ...]
    since: dt.datetime | None
    due_at: dt.datetime | None


def listing(state: ApprovalState) -> Listing:
    """Return what lists show of this state."""
    pending, text = state.status == "pending", state.suggestion
    asked = [account for approver in waiting(state) for account in approver.accounts]
    return Listing(
        suggestion=state.id,
        collaboration=state.collaboration,
        kind=state.kind,
        state=state.status,
        title=text.title if text else "",
        revision=state.revision,
        fingerprint=text.fingerprint if text else "",
        approvers=tuple(dict.fromkeys(asked)),
        departments=tuple(dict.fromkeys(d for item in state.items for d in item.departments)),
        since=state.waiting_since if pending else None,
        due_at=state.due_at if pending else None,
    )
