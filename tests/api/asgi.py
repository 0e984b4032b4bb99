"""Asking the application itself for one status, also where the answer never ends."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message


async def status_of(
    app: ASGIApp,
    method: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
    form: Mapping[str, str] | None = None,
) -> tuple[int, dict[str, str]]:
    """Return status and headers; whoever asks goes away once the answer has begun."""
    place, _, query = path.partition("?")
    content, sent = b"", {"host": "127.0.0.1:1", **(headers or {})}
    if body is not None:
        content, sent = json.dumps(body).encode(), sent | {"content-type": "application/json"}
    if form is not None:
        content = urlencode(form).encode()
        sent |= {"content-type": "application/x-www-form-urlencoded"}
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
    }
    scope |= {"method": method, "path": place, "raw_path": place.encode(), "root_path": ""}
    scope |= {"query_string": query.encode(), "client": ("127.0.0.1", 9), "server": ("a", 1)}
    scope["headers"] = [(k.lower().encode(), v.encode()) for k, v in sent.items()]
    begun, waiting = asyncio.Event(), [content]
    started: dict[str, Any] = {}

    async def receive() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        await begun.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        else:
            begun.set()

    await app(scope, receive, send)
    found = {k.decode(): v.decode() for k, v in started["headers"]}
    return int(started["status"]), found


async def heard(
    app: ASGIApp,
    path: str,
    headers: Mapping[str, str],
    count: int,
    meanwhile: Callable[[], Awaitable[None]] | None = None,
) -> list[dict[str, str]]:
    """Listen to an endless answer until so many events have come, or it ends; then go away.

    `meanwhile` is done once the answer has begun.
    """
    place, _, query = path.partition("?")
    scope: dict[str, Any] = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1"}
    scope |= {"method": "GET", "scheme": "http", "path": place, "raw_path": place.encode()}
    scope |= {"root_path": "", "query_string": query.encode(), "client": ("127.0.0.1", 9)}
    sent = {"host": "127.0.0.1:1", **headers}
    scope |= {"server": ("a", 1), "headers": [(k.encode(), v.encode()) for k, v in sent.items()]}
    enough, asked, text = asyncio.Event(), False, ""

    async def receive() -> Message:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        nonlocal text, meanwhile
        if message["type"] == "http.response.start":
            assert message["status"] == 200, message
            return
        text += message.get("body", b"").decode()
        if meanwhile is not None:
            act, meanwhile = meanwhile, None
            await act()
        if len(_events(text)) >= count:
            enough.set()

    async with asyncio.timeout(30):
        await app(scope, receive, send)
    return _events(text)


def _events(text: str) -> list[dict[str, str]]:
    """Return the whole events of a stream, field by field; comments are none."""
    blocks = [block.splitlines() for block in text.split("\n\n")[:-1]]
    found = [dict(line.split(": ", 1) for line in one if line[0] != ":") for one in blocks]
    return [one for one in found if one]
