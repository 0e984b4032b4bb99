"""What a suggestion leaves for the ledger: one entry for each thing that happened to it."""

import datetime as dt

from domain.ledger import Entry
from domain.signing import ApprovalState
from domain.wording import VERB_NAMES


def recorded(
    state: ApprovalState,
    now: dt.datetime,
    *,
    key: str,
    verb: str,
    actor: str | None = None,
    surface: str = "accord",
    fingerprints: tuple[str, ...],
    comment: str = "",
    verified: bool = False,
) -> ApprovalState:
    """Queue one entry, and say in `last_recorded` what it is; no `actor` means that no person did.

    Keys of decisions, whose ids people choose, and of events are told apart by their first word.
    """
    entry = Entry(
        collaboration=state.collaboration,
        suggestion=state.id,
        key=f"{state.id}:{key}",
        verb=verb,
        result="recorded",
        actor=actor,
        verified=verified,
        surface=surface,
        revision=state.revision or None,
        fingerprints=fingerprints,
        comment=comment,
        reason="",
        at=now,
    )
    name = VERB_NAMES[verb].within(state.language)
    said = f"{actor}: {name}" if actor else name
    return state.model_copy(
        update={
            "unrecorded": (*state.unrecorded, entry),
            "last_recorded": f"{said} (r{state.revision})",
        }
    )
