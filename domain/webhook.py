"""Webhooks: who is called about what, and how a call is signed (Standard Webhooks)."""

import base64
import datetime as dt
import hashlib
import hmac
import json
from typing import Annotated

from pydantic import Field

from domain.happening import CHARTER, CLOSED, DECISION, PERMISSION, STARTED, SUGGESTION, Happening
from domain.text import Bilingual, Frozen

EVENTS = (SUGGESTION, DECISION, STARTED, CLOSED, CHARTER, PERMISSION)
"""What can be listened to; a listener names one of these, or anything that begins with one."""
PREFIX = "whsec_"
TOLERANCE = dt.timedelta(minutes=5)
"""How old or how far ahead a call may be when it arrives; a receiver refuses others as replays."""

Event = Annotated[str, Field(pattern=r"^[a-z_]{1,40}(\.[a-z_]{0,40})?$")]


class Webhook(Frozen):
    """One listener. `cursor` is the number of the last happening that it was told, or passed by."""

    id: str
    url: str
    events: tuple[str, ...]
    collaborations: tuple[str, ...] | None = None
    made_by: str
    made_at: dt.datetime
    cursor: int
    failures: int = 0
    failing_since: dt.datetime | None = None
    due_at: dt.datetime
    reason: Bilingual | None = None
    disabled_at: dt.datetime | None = None


def matches(webhook: Webhook, happening: Happening) -> bool:
    """Say whether this listener wants to hear of that; without `events`, of everything."""
    wanted = webhook.collaborations
    if wanted is not None and happening.collaboration not in wanted:
        return False
    return not webhook.events or happening.type.startswith(webhook.events)


def known_event(event: str) -> bool:
    """Say whether anything that happens could begin so."""
    return any(one.startswith(event) or event.startswith(one) for one in EVENTS)


def call_body(happening: Happening) -> bytes:
    """Return what is sent, byte for byte: the signature is over these bytes."""
    told = {
        "type": happening.type,
        "timestamp": happening.at.isoformat(),
        "data": happening.model_dump(mode="json"),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def call_id(webhook: Webhook, happening: Happening) -> str:
    """Return the id of a call: the same again when it is repeated, so that it counts once."""
    return f"msg_{webhook.id}_{happening.number}"


def call_headers(secret: str, id: str, body: bytes, now: dt.datetime) -> dict[str, str]:
    """Return the headers of a call; a repeated one has a new time and the same id."""
    timestamp = str(int(now.timestamp()))
    return {
        "content-type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature(secret, id, timestamp, body)}",
    }


def signature(secret: str, id: str, timestamp: str, body: bytes) -> str:
    """Return the signature over id, time and body, by the key behind ``whsec_``."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((id.encode(), timestamp.encode(), body))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def new_secret(random: bytes) -> str:
    """Return the secret that these random bytes make."""
    return PREFIX + base64.b64encode(random).decode()
