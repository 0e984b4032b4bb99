"""The surface of whoever has signed in at the HTTP API."""

import contextlib
import dataclasses
import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

import httpx2
from starlette.requests import Request

from activities.tokens import folder, signing_key
from api.callers import Caller, UnauthenticatedError
from api.inputs import MOST_AT_ONCE
from api.route import own_id
from tests.api.calling import Api, api
from tests.attacks.attack import Mode, Sent
from tests.attacks.by_cli import UnsayableError
from tests.attacks.on_http import NOT_ON_API, ONLY_PAGE
from tests.attacks.on_leaving import LEAVES
from tests.attacks.on_tokens import ON_TOKENS
from tests.attacks.raid import Own
from tests.workflows.place import Place

AS = "x-signed-in"
ONE_VERB = "there is one address for all decisions, and the verb stands in what is sent alone"
SIGNALS = "the API and its pages send no signals"
EXCUSED = {
    "a verb sent to another verb": ONE_VERB,
    "the collaboration is told that the suggestion was approved": SIGNALS,
}
UNKNOWN, NOT_JSON = (Own(said, kept="refused") for said in ("unknown field", "is not valid JSON"))
NO_OBJECT = Own("body: must be a group of fields", kept="refused")
ENDED = Own("has ended; nothing more can be decided", kept="refused")
NO_ID = Own("id: ")
"""An address that names no suggestion is no decision on one, and leaves no row."""
HIDDEN = Own("there is nothing called", kept="refused")
NOT_THERE = Own("there is nothing called")
"""Of what is no decision nothing is kept of somebody who may not even read the collaboration."""
NAMES = (
    "an actor who is empty",
    "an actor who is a list",
    "an actor who is a number",
    "an actor who is an object",
    "an actor who is too long",
    "an actor who is everybody",
    "an actor with something that cannot be seen",
    "an actor written from right to left",
    "an actor in letters that look the same",
    "a stranger whose decision says that it comes from the proxy",
    "a surface that is no name of one",
)
"""Attacks with what whoever has signed in cannot say: who they are, and where they are."""


async def signed_in(request: Request) -> Caller:
    """Tell who has signed in, as a session would; each session has a mark for its forms."""
    account = request.headers.get(AS)
    if not account:
        raise UnauthenticatedError("say who you are", "请先表明身份")
    return Caller(account, "session", csrf=csrf(account))


def csrf(account: str) -> str:
    """Return what the forms of this person must repeat."""
    return f"csrf-of-{account}"


@dataclasses.dataclass(frozen=True)
class ByApi:
    """POST /v1/suggestions/{id}/decisions, before a worker that wants tokens.

    Who leaves is reported by POST /v1/collaborations/{id}/departures.
    """

    calls: Api
    ids: dict[str, str] = dataclasses.field(default_factory=dict)

    name: ClassVar[str] = "the HTTP API"
    modes: ClassVar[tuple[Mode, ...]] = ("token",)
    signed_in: ClassVar[bool] = True
    excused: ClassVar[Mapping[str, str]] = EXCUSED | NOT_ON_API
    own: ClassVar[Mapping[str, Own]] = {
        **dict.fromkeys(NAMES, UNKNOWN),
        **{attack.name: UNKNOWN for attack in ON_TOKENS},
        "an account that nobody has approves": HIDDEN,
        "an account that nobody has reports that the head of a department leaves": NOT_THERE,
        "a finished suggestion is approved": ENDED,
        "a finished suggestion is edited": ENDED,
        "all suggestions are approved at once by a wildcard": NO_ID,
        "the collaboration is approved instead of the suggestion": NO_ID,
        "an array": NO_OBJECT,
        "a text": NO_OBJECT,
        "a number": NO_OBJECT,
        "true, as if that were a yes": NO_OBJECT,
        "null, as if nothing were a yes": NO_OBJECT,
        "an array of decisions, to have many at once": NO_OBJECT,
        "a decision within a text within a text": NO_OBJECT,
        "half an object": NOT_JSON,
        "20,000 arrays within one another": NOT_JSON,
        "NaN for a revision": NOT_JSON,
        "Infinity for a revision": NOT_JSON,
        "a revision of five thousand digits": NOT_JSON,
        "a comment with half a character": Own("half a character", kept="refused"),
        "two actors, the second of whom is not asked": Own("field twice", kept="refused"),
        "an update that nobody knows": Own("verb: must be one of", kept="refused"),
        "approvers are added by the score": Own("at most 20", kept="refused"),
        "a comment of a megabyte": Own("at most 20,000", kept="refused"),
        "another decision under an id that has decided already": Own(
            "you have signed this text already", kept="refused"
        ),
    }

    async def send(self, sent: Sent, id: str) -> str:
        """Post it and return the status and the sentence."""
        address = f"/v1/suggestions/{quote(name_of(sent), safe=':')}/decisions"
        headers = {AS: sent.by, "content-type": "application/json", "idempotency-key": id}
        own = own_id("api", sent.by, id)
        self.ids.update({f"{own}-{number}": id for number in range(MOST_AT_ONCE)} | {own: id})
        method, body = "POST", written(sent)
        if sent.update == LEAVES:
            address = (
                f"/v1/collaborations/{sent.workflow.removeprefix('collaboration:')}/departures"
            )
        if sent.http:
            method, address = sent.http.method, sent.http.address
            headers |= sent.http.headers
        answer = await self.calls(method, address, headers=headers, content=body.encode())
        return told(answer)


def told(answer: httpx2.Response) -> str:
    """Return the status, and the sentence or what was done; of several at once, of the first."""
    said = answer.json()
    if "outcomes" in said:
        first = said["outcomes"][0]
        return f"{first['status']} {first['detail']}"
    return f"{answer.status_code} {said.get('detail') or said['verb']}"


def name_of(sent: Sent) -> str:
    """Return the id in the address: that of the suggestion, or of what stands in its place."""
    return sent.workflow.removeprefix("suggestion:")


def written(sent: Sent) -> str:
    """Return the text as it is, with its verb, and without the sender's own name.

    One name for several people is written as the API takes it: no attack is on that. Raises
    UnsayableError.
    """
    if sent.signal:
        raise UnsayableError(SIGNALS)
    if sent.http:
        if sent.http.door != "api":
            raise UnsayableError(ONLY_PAGE)
        return sent.text
    try:
        given = sent.json
    except (ValueError, RecursionError):
        return sent.text
    return _spoken(sent, given) if isinstance(given, dict) else sent.text


def _spoken(sent: Sent, given: dict[str, Any]) -> str:
    if sent.update not in ("decide", given.get("verb", sent.update)):
        raise UnsayableError(ONE_VERB)
    text = sent.text
    if given.get("actor") == sent.by:
        text = re.sub(rf'"actor": {re.escape(json.dumps(sent.by))}(, )?', "", text, count=1)
    if isinstance(to := given.get("to"), str):
        text = text.replace(f'"to": {json.dumps(to)}', f'"to": {json.dumps([to])}')
    if sent.update not in ("decide", LEAVES) and "verb" not in given:
        rest = "}" if text == "{}" else f", {text[1:]}"
        text = f'{{"verb": {json.dumps(sent.update)}{rest}'
    return text


@contextlib.asynccontextmanager
async def by_api(at: Place) -> AsyncIterator[ByApi]:
    """Serve the API of this place."""
    async with api(at, signed_in, signing_key(folder(at.home), "k1")) as calls:
        yield ByApi(calls)
