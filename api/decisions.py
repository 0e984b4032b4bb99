"""Deciding over HTTP: who is signed in decides on the text that they name, and learns the truth."""

import dataclasses
import re
from typing import Any

from temporalio.service import RPCError, RPCStatusCode

from api.callers import Caller
from api.documents import Decided
from api.footing import Footing
from api.inputs import Decision
from api.problems import ProblemError
from api.sending import send, view
from api.waiting import waiting_of
from domain.errors import RefusedError
from domain.signing import ApprovalState
from domain.text import Bilingual
from store import ledger
from store.listings import one_listing
from workflows.names import suggestion_id

TOKEN_SECONDS = 120
_STALE = ("stale", "other_text")
_TAG = re.compile(r'(?:W/)?"r([1-9][0-9]{0,9})-([0-9a-f]{8,64})"')
_BAD_TAG = Bilingual(
    en="If-Match: send the ETag that you were given with the suggestion",
    zh="If-Match：请发送查看建议稿时得到的 ETag",
)
_UNBOUND = Bilingual(
    en="say which text you decide on: send If-Match, or revision and fingerprint",
    zh="请写明所决定的文本：发送 If-Match，或 revision 与 fingerprint",
)


def etag(revision: int, fingerprint: str) -> str:
    """Return the tag of one text."""
    return f'"r{revision}-{fingerprint[:16]}"'


def _matching(given: str | None) -> dict[str, Any]:
    """Return the text that If-Match names. Raises ProblemError."""
    if given is None:
        return {}
    found = _TAG.fullmatch(given.strip())
    if found is None:
        raise ProblemError(422, "bad_tag", _BAD_TAG)
    return {"revision": int(found[1]), "fingerprint": found[2]}


async def decide(
    on: Footing,
    caller: Caller,
    suggestion: str,
    decision: Decision,
    if_match: str | None,
    update_id: str,
    surface: str = "api",
    token: str | None = None,
) -> Decided:
    """Send one decision and tell what came of it; with the `token` that a page was made with.

    Raises:
        RefusedError: with the current text where the decision was on another one.
        ProblemError: a verb that is about a text does not name it.
    """
    given = decision.sent() | _matching(if_match)
    if decision.names_text and not {"revision", "fingerprint"} <= given.keys():
        raise ProblemError(428, "unbound", _UNBOUND)
    given |= {"actor": caller.account, "surface": surface}
    given |= {"token": token} if token else await _token(on, suggestion, given)
    connection = dataclasses.replace(on.connection, surface=surface)
    try:
        await send(connection, suggestion_id(suggestion), "decide", given, update_id)
    except RefusedError as error:
        code = error.document.get("code")
        if code == "ended" and await _decided_before(on, suggestion, update_id):
            return await _told(on, suggestion, given, update_id)
        if code in _STALE and (now := await one_listing(on.store, suggestion)):
            shown = now.model_dump(mode="json", include={"state", "revision", "fingerprint"})
            raise RefusedError(error.sentence, **error.document, current=shown) from None
        raise
    return await _told(on, suggestion, given, update_id)


async def _token(on: Footing, suggestion: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the token that says who decides; what names no text is bound to the one that is."""
    if on.key is None:
        return {}
    revision, fingerprint = given.get("revision"), given.get("fingerprint")
    if revision is None or fingerprint is None:
        now = await one_listing(on.store, suggestion)
        if now is None or not now.fingerprint:
            return {}  # nothing was drafted yet: the rules say so
        revision, fingerprint = now.revision, now.fingerprint
    elif len(fingerprint) < 12:
        now = await one_listing(on.store, suggestion)
        if now and now.revision == revision and now.fingerprint.startswith(fingerprint):
            fingerprint = given["fingerprint"] = now.fingerprint
        else:
            return {}
    key, verbs = on.key(), (given["verb"],)
    token = key.bound(suggestion, given["actor"], revision, fingerprint, verbs, TOKEN_SECONDS)
    return {"token": token}


async def _decided_before(on: Footing, suggestion: str, update_id: str) -> bool:
    """Say whether this very decision was taken before the suggestion ended."""
    collaboration = suggestion.partition(":")[0]
    key = f"{suggestion}:decision:{update_id}"
    if await ledger.has(on.store, collaboration, key):
        return True
    state = await _state(on, suggestion)
    return state is not None and update_id in state.decided


async def _told(on: Footing, suggestion: str, given: dict[str, Any], update_id: str) -> Decided:
    state = await _state(on, suggestion)
    waits = waiting_of(state).people if state and state.status == "pending" else ()
    return Decided(
        suggestion=suggestion,
        decision_id=update_id,
        verb=given["verb"],
        actor=given["actor"],
        revision=given.get("revision"),
        fingerprint=given.get("fingerprint"),
        state=state.status if state else None,
        waiting_for=tuple(person.account for person in waits),
    )


async def _state(on: Footing, suggestion: str) -> ApprovalState | None:
    try:
        return await view(on.connection, suggestion_id(suggestion), ApprovalState)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
