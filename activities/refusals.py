"""Refused attempts: Temporal keeps nothing of a refused update, so the ledger does."""

import datetime as dt
from typing import Any

from activities.ground import Ground
from domain.ledger import Entry, Row
from store import ledger


async def keep_refusal(
    ground: Ground,
    workflow_id: str,
    update_id: str,
    update: str,
    given: Any,
    sentence: str,
    at: dt.datetime,
) -> Row:
    """Write one refused update to the ledger of its collaboration, once per update id."""
    sort, _, rest = workflow_id.partition(":")
    collaboration = rest.split(":")[0] if rest else workflow_id
    named = given if isinstance(given, dict) else {}
    entry = Entry(
        collaboration=collaboration or workflow_id,
        suggestion=rest if sort == "suggestion" else "",
        key=f"{workflow_id}:refused:{update_id}",
        verb=str(named.get("verb") or update),
        result="refused",
        actor=_text(named.get("actor")),
        verified=False,
        surface=_text(named.get("surface")) or "temporal",
        revision=_number(named.get("revision")),
        fingerprints=_fingerprints(named.get("fingerprint")),
        comment=_text(named.get("comment")) or "",
        reason=sentence,
        at=at,
    )
    return await ledger.append(ground.engine, entry)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _fingerprints(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else ()
