"""`accord notify status`: what went out, what did not, and why."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.connection import store_error
from cli.connection import needed_store
from cli.output import Console, Json, Lang, print_json, say
from domain.reading import moment
from domain.text import Bilingual
from domain.webhook import Webhook
from store import deliveries
from store.deliveries import Delivery
from store.webhooks import webhooks

_SHOWN = 50
Stand = tuple[dict[str, int], list[Delivery], list[Webhook]]


def status(as_json: Json = False, lang: Lang = None) -> None:
    """Tell how many messages are in which state, and why some do not go out."""
    counted, trouble, listening = asyncio.run(_status())
    if as_json:
        print_json(
            {
                "ok": True,
                "counts": counted,
                "trouble": [_row(one) for one in trouble],
                "webhooks": [_listener(one) for one in listening],
            }
        )
        return
    say(" · ".join(f"{name}: {number}" for name, number in counted.items()))
    for one in trouble:
        why = one.reason.within(Console.language) if one.reason else ""
        say(f"{one.state} · {one.recipient} · {one.way or '—'} · {one.message} · {why}")
    for hook in listening:
        say(" · ".join(_listener_words(hook)))


async def _status() -> Stand:
    async with needed_store() as store:
        return await _seen(store)


async def _seen(store: AsyncEngine) -> Stand:
    try:
        counted = await deliveries.counts(store)
        return counted, await deliveries.troubled(store, _SHOWN), await webhooks(store)
    except SQLAlchemyError as error:
        raise store_error(error) from error


def _row(one: Delivery) -> dict[str, Any]:
    return {
        "message": one.message,
        "recipient": one.recipient,
        "way": one.way,
        "state": one.state,
        "attempts": one.attempts,
        "next_at": one.due_at.isoformat() if one.state == "waiting" else None,
        "reason": _dumped(one.reason),
    }


def _listener(hook: Webhook) -> dict[str, Any]:
    """Return how a webhook is doing; of its address the host alone: the rest may be a secret."""
    return {
        "id": hook.id,
        "host": urlsplit(hook.url).hostname,
        "told": hook.cursor,
        "failures": hook.failures,
        "failing_since": hook.failing_since.isoformat() if hook.failing_since else None,
        "disabled_at": hook.disabled_at.isoformat() if hook.disabled_at else None,
        "reason": _dumped(hook.reason),
    }


def _listener_words(hook: Webhook) -> list[str]:
    words = [hook.id, urlsplit(hook.url).hostname or ""]
    if hook.disabled_at:
        when = moment(hook.disabled_at, Console.language)
        words.append(Bilingual(en="disabled at ", zh="已停用于 ").within(Console.language) + when)
    if hook.reason:
        words.append(hook.reason.within(Console.language))
    return words


def _dumped(reason: Bilingual | None) -> dict[str, str] | None:
    return reason.model_dump() if reason else None
