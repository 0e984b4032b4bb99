"""Passing a request on to the Temporal UI's server, and its answer back."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
from starlette.background import BackgroundTask
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from cli.proxy.guard import MOST_BYTES

COOKIE = "accord_session"
_MOST_HEARD = 16 * MOST_BYTES
_UP = ("accept", "accept-language", "if-modified-since", "if-none-match", "range", "user-agent")
_HOPS = (
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
)
_DISABLED = (
    "WorkflowTerminateDisabled",
    "WorkflowCancelDisabled",
    "WorkflowSignalDisabled",
    "WorkflowResetDisabled",
    "WorkflowPauseDisabled",
    "BatchActionsDisabled",
    "StartWorkflowDisabled",
    "ActivityCommandsDisabled",
)


def upward(headers: Headers, posts: bool) -> dict[str, str]:
    """Return the few headers that pass: none that says who asks, or overrides the method."""
    passed = {name: headers[name] for name in _UP if name in headers}
    cookies = [part.strip() for part in headers.get("cookie", "").split(";")]
    own = [part for part in cookies if part and part.partition("=")[0] != COOKIE]
    if own:
        passed["cookie"] = "; ".join(own)
    if posts:
        passed["content-type"] = "application/json"
        if "x-csrf-token" in headers:
            passed["x-csrf-token"] = headers["x-csrf-token"]
    return passed | {"accept-encoding": "identity"}


def downward(answer: httpx2.Response) -> list[tuple[bytes, bytes]]:
    """Return the headers that go back, in order, repeated ones too; none of this connection's."""
    named = [one.strip().lower() for one in answer.headers.get("connection", "").split(",")]
    dropped = {one.encode() for one in (*_HOPS, *named)}
    return [(k.lower(), v) for k, v in answer.headers.raw if k.lower() not in dropped]


def streamed(answer: httpx2.Response) -> Response:
    """Return the answer as it comes."""

    async def content() -> AsyncIterator[bytes]:
        async for chunk in answer.aiter_raw():
            yield chunk

    passed = StreamingResponse(
        content(), answer.status_code, background=BackgroundTask(answer.aclose)
    )
    passed.raw_headers = downward(answer)
    return passed


def whole(answer: httpx2.Response, content: bytes) -> Response:
    """Return the answer with this content."""
    passed = Response(content, answer.status_code)
    length = (b"content-length", str(len(content)).encode())
    kept = [(k, v) for k, v in downward(answer) if k not in (b"content-length", b"etag")]
    passed.raw_headers = [*kept, length]
    return passed


def without_buttons(content: bytes) -> bytes:
    """Return the UI's settings with every button off that could only be refused here."""
    try:
        settings: Any = json.loads(content)
    except ValueError:
        return content
    if not isinstance(settings, dict):
        return content
    return json.dumps(settings | dict.fromkeys(_DISABLED, True)).encode()


async def received(request: Request) -> bytes:
    """Return the body, or as much of it as shows that it is too large.

    Some of the rest is read too: a browser that is cut off while it sends never sees the answer.
    """
    body, heard = b"", 0
    async for chunk in request.stream():
        heard += len(chunk)
        body += chunk[: MOST_BYTES + 1 - len(body)]
        if heard > _MOST_HEARD:
            break
    return body


def failure(content: bytes) -> str | None:
    """Return the type of the error with which the worker refused an update, if it did."""
    try:
        outcome = json.loads(content)["outcome"]
        return str(outcome["failure"]["applicationFailureInfo"]["type"])
    except (ValueError, KeyError, TypeError):
        return None


def has_outcome(content: bytes) -> bool:
    """Say whether the worker has answered an update; without one, nothing was decided."""
    try:
        return "outcome" in json.loads(content)
    except ValueError:
        return False
