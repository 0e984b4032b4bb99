"""Attempts to decide that end before a worker sees them: the API keeps them in the ledger itself.

Whoever is not signed in is nobody that a row could name: then there is none.
"""

import contextlib
import dataclasses
import hashlib
import logging
import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.callers import Caller
from api.connection import store_error
from api.footing import Footing, caller, footing
from api.inputs import MOST_AT_ONCE, SUGGESTION
from api.problems import ProblemError, sentence_of
from api.route import Once, StrictRequest, own_id, update_id
from api.sending import keep_attempt, new_id
from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual
from store import suggestions
from store.listings import one_listing
from workflows.names import suggestion_id

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_TWICE = Bilingual(en="{name}: stands in the form twice", zh="{name}：在表单中重复出现")
_OF_A_ROW = ("verb", "revision", "fingerprint", "comment")


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One decision that somebody tries. `surface` is what the ledger calls the door."""

    on: Footing
    person: Caller
    suggestion: str
    update_id: str
    surface: str

    @contextlib.asynccontextmanager
    async def kept(self, given: Mapping[str, Any]) -> AsyncIterator[None]:
        """Keep what is refused within as an attempt to decide this."""
        try:
            yield
        except BadInputError as error:
            await self.keep(given, error.sentence)
            raise

    async def keep(
        self, given: Mapping[str, Any], sentence: Bilingual, body: bytes | None = None
    ) -> None:
        """Write the row: of what was sent only what a row shows, and nothing of a token.

        The `body` tells apart what is sent under one id and refused in the same words.
        """
        row = {name: given[name] for name in _OF_A_ROW if isinstance(given.get(name), str | int)}
        row |= {"actor": self.person.account, "surface": self.surface}
        if body:
            row["body"] = hashlib.sha256(body).hexdigest()
        connection = dataclasses.replace(self.on.connection, surface=self.surface)
        workflow = suggestion_id(self.suggestion)
        try:
            if await _exists(self.on, self.suggestion):
                await keep_attempt(connection, workflow, self.update_id, "decide", row, sentence)
        except SQLAlchemyError as error:  # the refusal is what the person came for
            told = store_error(error).sentence.both
            logging.getLogger(__name__).error("a refused attempt was not kept: %s", told)


async def _exists(on: Footing, suggestion: str) -> bool:
    """Say whether there is such a suggestion: a row about nothing would be noise in the chain."""
    if not SUGGESTION.fullmatch(suggestion):
        return False
    if await one_listing(on.store, suggestion):
        return True
    return await suggestions.suggestion(on.store, suggestion) is not None


class Deciding(Once):
    """A route by which people decide: what ends a POST before it is read leaves its row too."""

    def get_route_handler(self) -> Handler:
        """Return the handler, wrapped."""
        return _keeping(super().get_route_handler(), _json, "api")


class DecidingPage(APIRoute):
    """The same for the form of a page. A field that stands in it twice is not read at all."""

    def get_route_handler(self) -> Handler:
        """Return the handler, wrapped."""
        inner = super().get_route_handler()

        async def once(request: Request) -> Response:
            if request.method == "POST":
                names = [name for name, _ in (await request.form()).multi_items()]
                if twice := next((name for name in names if names.count(name) > 1), None):
                    raise ProblemError(400, "bad_form", _twice(twice))
            return await inner(request)

        return _keeping(once, _form, "page")


def _twice(name: str) -> Bilingual:
    return Bilingual(en=_TWICE.en.format(name=shown(name)), zh=_TWICE.zh.format(name=shown(name)))


Read = Callable[[Request], Coroutine[Any, Any, dict[str, Any]]]


def _keeping(inner: Handler, read: Read, surface: str) -> Handler:
    """Wrap a handler. What it refuses in words of our own is kept where the decision is made."""

    async def handle(given: Request) -> Response:
        request = StrictRequest(given.scope, given.receive)
        if request.method != "POST":
            return await inner(request)
        try:
            await request.body()
            return await inner(request)
        except (HTTPException, RequestValidationError) as error:
            await _keep_all(request, await read(request), sentence_of(error), surface)
            raise

    return handle


async def _keep_all(
    request: Request, said: dict[str, Any], sentence: Bilingual, surface: str
) -> None:
    """Keep one row for each suggestion that the request names."""
    try:
        person = await caller(request)
    except (BadInputError, SQLAlchemyError):  # nobody is known
        return
    own = _id(request, person.account, said, surface)
    body = getattr(request, "_body", None)
    for suggestion, given in _named(request, said):
        attempt = Attempt(footing(request), person, suggestion, own, surface)
        await attempt.keep(given, sentence, body)


def _id(request: Request, account: str, said: Mapping[str, Any], surface: str) -> str:
    """Return the id of the decision, where what was sent has one; else a new one."""
    nonce = said.get("nonce")
    if surface == "page":
        return own_id(surface, account, nonce) if isinstance(nonce, str) else new_id(surface)
    try:
        return update_id(request, account)
    except ProblemError:  # of the key itself
        return new_id(surface)


def _named(request: Request, said: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield which suggestions are decided on: the one of the address, or those of a batch."""
    if "id" in request.path_params:
        yield str(request.path_params["id"]), said
        return
    several = said.get("decisions")
    found: set[str] = set()
    for one in several if isinstance(several, list) else ():
        name = one.get("suggestion") if isinstance(one, dict) else None
        if isinstance(name, str) and name not in found and len(found) < MOST_AT_ONCE:
            found.add(name)
            yield name, {"verb": "approve"} | one


async def _json(request: Request) -> dict[str, Any]:
    """Return what the body says, if it is an object."""
    try:
        told = await request.json() if hasattr(request, "_body") else None
    except HTTPException:
        return {}
    return told if isinstance(told, dict) else {}


async def _form(request: Request) -> dict[str, Any]:
    """Return what the form says in words."""
    try:
        told = await request.form() if hasattr(request, "_body") else FormData()
    except HTTPException:
        return {}
    said: dict[str, Any] = {name: one for name, one in told.items() if isinstance(one, str)}
    number = str(said.get("revision", ""))
    if re.fullmatch("[1-9][0-9]{0,9}", number):
        said["revision"] = int(number)
    return said
