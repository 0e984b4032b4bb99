"""Refused attempts: Temporal keeps nothing of a refused update, so the ledger does."""

import datetime as dt
import hashlib
import json
from typing import Any

from activities.decision_metrics import counted
from activities.ground import Ground
from domain.errors import BadInputError
from domain.given import read_object
from domain.ledger import Entry, Row
from domain.text import Bilingual
from domain.token import without
from store import ledger


async def keep_refusal(
    ground: Ground,
    workflow_id: str,
    update_id: str,
    update: str,
    given: Any,
    sentence: str,
    at: dt.datetime,
    collaboration: str | None = None,
) -> Row:
    """Write one refused update to the ledger of its collaboration.

    `collaboration` is read from the workflow's id when it is not given.
    The same attempt delivered twice is one row. Another one under the same update id, which
    Temporal allows after a refusal, is a row of its own: it must not hide behind the first.
    Of a token only what it claims is kept; nothing here is marked as verified.
    """
    sort, _, rest = workflow_id.partition(":")
    given = without(given)
    named = _named(given)
    attempt = json.dumps([given, sentence], sort_keys=True, default=repr)
    entry = Entry(
        collaboration=collaboration or rest.split(":")[0] or workflow_id,
        suggestion=rest if sort == "suggestion" else "",
        key=f"refused:{_hash(attempt)}:{workflow_id}:{update_id}",
        verb=(_text(named.get("verb")) if update == "decide" else None) or update,
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
    row = await ledger.append(ground.engine, entry, ground.signer)
    counted(entry)
    return row


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _named(given: Any) -> dict[str, Any]:
    """Return what was sent as an object, also when it was sent as text; else an empty one."""
    try:
        return read_object(given, Bilingual(en="", zh=""))
    except BadInputError:
        return {}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _fingerprints(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) and value else ()
