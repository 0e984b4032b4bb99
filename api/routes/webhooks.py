"""Webhooks: other systems are told what happens. Only whoever looks after accounts sets them up."""

import datetime as dt
import hashlib
import os
import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field

from api.callers import require
from api.footing import Asks, On
from api.route import Once, update_id
from domain.errors import BadInputError, UnknownError
from domain.problems import shown
from domain.text import ID_PATTERN, Frozen
from domain.webhook import EVENTS, Event, Webhook, known_event, new_secret
from domain.webhook_address import LONGEST, allowed_from, url_problem
from store import collaborations, happenings, webhooks

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=Once)
WebhookId = Annotated[str, Path(pattern=r"^wh_[0-9a-f]{24}$", examples=[f"wh_{'0' * 24}"])]
Name = Annotated[str, Field(pattern=ID_PATTERN)]
MOST = 100
"""In one store: each is called about everything that happens."""
_BYTES = 32


class Listener(Frozen):
    """Who wants to be called: about `events` by how their types begin, none being all of them."""

    url: str = Field(min_length=1, max_length=LONGEST, examples=["https://example.com/hook"])
    events: tuple[Event, ...] = Field(default=(), max_length=20, examples=[["decision."]])
    collaborations: tuple[Name, ...] | None = Field(default=None, min_length=1, max_length=200)


class WebhookMade(Frozen):
    """A new webhook. The secret is told here and never again."""

    webhook: Webhook
    secret: str


class Webhooks(Frozen):
    """Every webhook, and how each is doing."""

    webhooks: tuple[Webhook, ...]


@router.post("", status_code=201)
async def listen(
    listener: Listener, on: On, asks: Asks, request: Request, response: Response
) -> WebhookMade:
    """Call this address about what happens from now on, signed with the secret told here."""
    await require(on.store, asks, "administer")
    await _usable(on, listener)
    now = dt.datetime.now(dt.UTC)
    made = Webhook(
        id=f"wh_{_id(request, asks.account)}",
        **dict(listener),
        made_by=asks.account,
        made_at=now,
        cursor=await happenings.newest(on.store),
        due_at=now,
    )
    secret = new_secret(secrets.token_bytes(_BYTES))
    kept, secret = await webhooks.keep_webhook(on.store, made, secret)
    response.headers["location"] = f"/v1/webhooks/{made.id}"
    return WebhookMade(webhook=kept, secret=secret)


def _id(request: Request, account: str) -> str:
    """Return what tells a webhook from others: under the same key the same again.

    So whoever was cut off before the answer came has one webhook, and learns its secret.
    """
    return hashlib.sha256(update_id(request, account).encode()).hexdigest()[:24]


@router.get("")
async def listed(on: On, asks: Asks) -> Webhooks:
    """List the webhooks, how far each has been told, and why one that fails does."""
    await require(on.store, asks, "administer")
    return Webhooks(webhooks=tuple(await webhooks.webhooks(on.store)))


@router.get("/{id}")
async def one(id: WebhookId, on: On, asks: Asks) -> Webhook:
    """Tell how one webhook is doing."""
    await require(on.store, asks, "administer")
    found = await webhooks.one_webhook(on.store, id)
    if found is None:
        raise UnknownError(id)
    return found


@router.delete("/{id}", status_code=204)
async def forget(id: WebhookId, on: On, asks: Asks) -> None:
    """Stop calling. A call that is under way may still arrive."""
    await require(on.store, asks, "administer")
    if not await webhooks.forget_webhook(on.store, id):
        raise UnknownError(id)


async def _usable(on: On, listener: Listener) -> None:
    """Refuse what could never be called. Where a name leads is looked at with every call."""
    if problem := url_problem(listener.url, allowed_from(os.environ)):
        raise BadInputError(f"url: {problem.en}", f"url：{problem.zh}")
    for number, event in enumerate(listener.events):
        if not known_event(event):
            known = ", ".join(EVENTS)
            raise BadInputError(
                f"events[{number}]: nothing that happens begins with “{shown(event)}”; "
                f"there are {known}",
                f"events[{number}]：没有以「{shown(event)}」开头的事件；可用的有 {known}",
            )
    for number, id in enumerate(listener.collaborations or ()):
        if await collaborations.brief(on.store, id) is None:
            raise BadInputError(
                f"collaborations[{number}]: there is no collaboration {id}",
                f"collaborations[{number}]：没有协作 {id}",
            )
    if len(await webhooks.webhooks(on.store)) >= MOST:
        raise BadInputError(
            f"there are {MOST} webhooks already; delete one first",
            f"已有 {MOST} 个 webhook，请先删除其中之一",
        )
