"""How each request is read and, where it has a key, answered once."""

import asyncio
import contextlib
import datetime as dt
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, BinaryIO

from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.boundaries import Sifted
from api.footing import caller, footing
from api.problems import ProblemError
from api.sending import new_id
from domain.text import Bilingual
from store import requests

KEY = "idempotency-key"
_KEY = re.compile(r"[!-~]{1,200}")
_JSON = re.compile(r"\s*application/(?:json|[^;\s]+\+json)\s*(?:;|$)", re.IGNORECASE)
_KEPT = ("location", "etag", "content-language", "content-type", "content-security-policy")
_NOT_JSON = Bilingual(en="the body is not valid JSON", zh="请求内容不是有效的 JSON")
_TWICE = Bilingual(
    en="an object in the body has the same field twice", zh="请求内容中同一对象的字段重复出现"
)
_HALF = Bilingual(
    en="a text in the body holds half a character (a lone surrogate)",
    zh="请求内容的文字中含有半个字符（孤立的代理项）",
)
_BAD_KEY = Bilingual(
    en="Idempotency-Key: 1 to 200 visible ASCII characters",
    zh="Idempotency-Key：应为 1 到 200 个可见 ASCII 字符",
)
_OTHER = Bilingual(
    en="this Idempotency-Key was used for another request; send a new one",
    zh="该 Idempotency-Key 已用于另一请求，请换一个",
)


class StrictRequest(Request):
    """Reads JSON as I-JSON has it: no NaN, no field twice, no half character, no endless nest."""

    async def json(self) -> Any:
        """Return the body. Raises ProblemError."""
        if not hasattr(self, "_json"):
            try:
                text = (await self.body()).decode("utf-8")
                self._json = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
                json.dumps(self._json, ensure_ascii=False).encode()
            except UnicodeEncodeError:
                raise ProblemError(400, "not_json", _HALF) from None
            except (ValueError, RecursionError):
                raise ProblemError(400, "not_json", _NOT_JSON) from None
        return self._json


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ProblemError(400, "not_json", _TWICE)
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def update_id(request: Request, account: str) -> str:
    """Return the id under which Temporal knows what is asked here: the same key, the same id.

    So whoever was cut off before the answer came learns by the same key what came of it.
    """
    key = _key(request)
    if key is None:
        return new_id("api")
    return own_id("api", account, key)


def own_id(door: str, account: str, key: str) -> str:
    """Return the id of what somebody sends under a key: nobody else's key makes the same."""
    own = hashlib.sha256("\n".join((account, key)).encode())
    return f"{door}-{own.hexdigest()[:40]}"


def _key(request: Request) -> str | None:
    given = request.headers.get(KEY)
    if given is None:
        return None
    if not _KEY.fullmatch(given):
        raise ProblemError(400, "bad_key", _BAD_KEY)
    return given


class Once(APIRoute):
    """A route that answers a POST with an Idempotency-Key once, and then says the same again.

    What it takes is JSON and must be called so, unless it is a file. Only what was done is kept.
    What was refused, or not taken by anybody yet, is asked anew.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, wrapped."""
        inner = super().get_route_handler()

        async def handle(given: Request) -> Response:
            read = isinstance(given, StrictRequest)  # by who keeps what is refused
            request = given if read else StrictRequest(given.scope, given.receive)
            if self.body_field is not None:
                await _require_json(request)
            key = _key(request) if request.method == "POST" else None
            if key is None:
                return await inner(request)
            with contextlib.ExitStack() as stack:
                is_file = self.body_field is None
                kept = stack.enter_context(tempfile.TemporaryFile()) if is_file else None
                return await _answered(request, key, inner, kept)

        return handle


async def _require_json(request: Request) -> None:
    """Refuse what is called something else, as `curl -d` does unless it is told: no guessing."""
    kind = request.headers.get("content-type", "")
    if not _JSON.match(kind) and await request.body():
        raise HTTPException(415)


async def _answered(
    request: Request,
    key: str,
    inner: Callable[[Request], Coroutine[Any, Any, Response]],
    kept: BinaryIO | None,
) -> Response:
    account = (await caller(request)).account
    store, now = footing(request).store, dt.datetime.now(dt.UTC)
    content = await _content(request, kept)
    known = await requests.ask(store, account, key, content, now)
    if known and known.content != content:
        raise ProblemError(422, "key_used", _OTHER)
    request.state.asked_at = known.at if known else now
    if known and known.status is not None:
        headers = known.headers | {"idempotency-replayed": "true"}
        return Response(known.body, known.status, headers, "application/json")
    answer = await inner(request)
    if answer.status_code < 300 and isinstance(answer.body, bytes):
        told = {name: answer.headers[name] for name in _KEPT if name in answer.headers}
        body = answer.body.decode("utf-8")
        await requests.answer(store, account, key, answer.status_code, told, body)
    return answer


async def _content(request: Request, kept: BinaryIO | None) -> str:
    """Return the fingerprint of what is asked: which text If-Match names belongs to it.

    A file goes into `kept` as it is read: it is never in memory as a whole. A form is the same when
    only the marks between its parts differ.
    """
    found = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    if tag := request.headers.get("if-match"):
        found.update(tag.strip().encode() + b"\n")
    if kept is None:
        found.update(await request.body())
        return found.hexdigest()
    sifted = Sifted(request.headers.get("content-type", ""))
    async for chunk in request.stream():
        found.update(sifted(chunk))
        kept.write(chunk)
    found.update(sifted.rest())
    kept.seek(0)
    request.state.file = kept
    return found.hexdigest()


def file_read(request: Request) -> BinaryIO | None:
    """Return the file that was sent, where it has been read for its fingerprint already."""
    found: BinaryIO | None = getattr(request.state, "file", None)
    return found


async def put_file(request: Request, path: Path) -> None:
    """Write the file that was sent to `path`, a piece at a time."""
    kept = file_read(request)
    with path.open("wb") as own:
        if kept is not None:
            await asyncio.to_thread(shutil.copyfileobj, kept, own)
            return
        async for chunk in request.stream():
            own.write(chunk)


def asked_at(request: Request) -> dt.datetime | None:
    """Return when this was first asked under its key; None of what has no key."""
    found: dt.datetime | None = getattr(request.state, "asked_at", None)
    return found
