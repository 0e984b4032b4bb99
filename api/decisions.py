"""Deciding over HTTP: who is signed in decides on the text that they name, and learns the truth."""

import dataclasses
import re
from typing import Any

from pydantic import ValidationError
from temporalio.service import RPCError, RPCStatusCode

from api.attempts import Attempt
from api.callers import Caller, require
from api.connection import Connection
from api.deciding import content, must_have_counted
from api.documents import Decided
from api.footing import Footing
from api.inputs import SUGGESTION, Decision
from api.remembering import stands
from api.sending import keep_attempt, send, view
from api.waiting import waiting_of
from domain.errors import RefusedError, UnknownError
from domain.problems import shown
from domain.receipt import Receipt
from domain.refusals import ID_USED
from domain.signing import ApprovalState, Status
from domain.text import Bilingual
from store import ledger, suggestions
from store.listings import one_listing
from workflows.names import suggestion_id

TOKEN_SECONDS = 120
_STALE = ("stale", "other_text")
_OPEN = ("drafting", "pending")
_TOLD = (*_STALE, "ended")
"""Refusals for how things stand, which say so."""
_TAG = re.compile(r'(?:W/)?"r([1-9][0-9]{0,9})-([0-9a-f]{8,64})"')
_BAD_TAG = Bilingual(
    en="If-Match: send the ETag that you were given with the suggestion",
    zh="If-Match：请发送查看建议稿时得到的 ETag",
)
_TWO_TEXTS = Bilingual(
    en="If-Match and the body name two texts; name the one that you have read",
    zh="If-Match 与请求内容所指的文本不一致；请只写明您所阅读的文本",
)
_OTHER_TEXT = Bilingual(
    en="the fingerprint belongs to another text than the current one; read that first",
    zh="指纹与当前文本不符，请先阅读当前文本",
)
_UNBOUND = Bilingual(
    en="say which text you decide on: send If-Match, or revision and fingerprint",
    zh="请写明所决定的文本：发送 If-Match，或 revision 与 fingerprint",
)


def etag(revision: int, fingerprint: str) -> str:
    """Return the tag of one text."""
    return f'"r{revision}-{fingerprint[:16]}"'


def _matching(given: dict[str, Any], if_match: str | None) -> dict[str, Any]:
    """Return the text that If-Match names. Raises RefusedError, also where the body does not."""
    if if_match is None:
        return {}
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise RefusedError(_BAD_TAG, code="bad_tag")
    revision, start = int(found[1]), found[2]
    said = given.get("fingerprint") or start
    same = said.startswith(start) or start.startswith(said)
    if not same or given.get("revision") not in (None, revision):
        raise RefusedError(_TWO_TEXTS, code="two_texts")
    return {"revision": revision, "fingerprint": start}


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

    What ends here, before a worker sees it, is in the ledger as an attempt of the caller.

    Raises:
        UnknownError: there is no such suggestion, or the caller may not even know of it.
        RefusedError: with the current text where the decision was on another one, and with the
            last one where it has ended.
    """
    given = decision.sent() | {"actor": caller.account, "surface": surface}
    async with Attempt(on, caller, suggestion, update_id, surface).kept(given):
        if not SUGGESTION.fullmatch(suggestion):
            raise UnknownError(shown(suggestion))
        await require(on.store, caller, "decide", suggestion.partition(":")[0])
        given |= _matching(given, if_match)
        if decision.names_text and not {"revision", "fingerprint"} <= given.keys():
            raise RefusedError(_UNBOUND, code="unbound")
        given |= {"token": token} if token else await _token(on, caller, suggestion, given)
    connection = dataclasses.replace(on.connection, surface=surface)
    try:
        told = await send(connection, suggestion_id(suggestion), "decide", given, update_id)
    except RefusedError as error:
        if error.document.get("code") == "ended" and await _decided_before(
            on, suggestion, update_id
        ):
            return await _told(on, connection, suggestion, given, update_id)
        raise await _with_how_it_stands(on, suggestion, given, error) from None
    try:
        receipt = Receipt.model_validate(told)
    except ValidationError:  # a worker of before, which answered with less
        return await _told(on, connection, suggestion, given, update_id)
    if receipt.content != content(given, update_id):
        return await _told(on, connection, suggestion, given, update_id)
    return _document(suggestion, given, update_id, receipt.state, receipt.waiting_for)


async def _with_how_it_stands(
    on: Footing, suggestion: str, given: dict[str, Any], error: RefusedError
) -> RefusedError:
    """Return the refusal; with the current text where the decision came too late for it."""
    if _of_another_text(on, given, error.document.get("code")):
        error = RefusedError(_OTHER_TEXT, **error.document | {"code": "other_text"})
    told = error.document.get("code") in _TOLD
    if told and (current := await stands(on.store, suggestion)):
        return RefusedError(error.sentence, **error.document, current=current)
    return error


async def _token(
    on: Footing, caller: Caller, suggestion: str, given: dict[str, Any]
) -> dict[str, Any]:
    """Return the token that says who decides; what names no text is bound to the one that is."""
    if on.key is None or not caller.verified:
        return {}  # a name that was only believed proves nothing
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


def _of_another_text(on: Footing, given: dict[str, Any], code: object) -> bool:
    """Say whether it is refused for a token that is ours, and so for the text that was named.

    Whoever has signed in knows of no token.
    """
    return code == "token_text" or (
        code == "no_token" and on.key is not None and "fingerprint" in given
    )


async def _decided_before(on: Footing, suggestion: str, update_id: str) -> bool:
    """Say whether this very decision was taken before the suggestion ended."""
    collaboration = suggestion.partition(":")[0]
    key = f"{suggestion}:decision:{update_id}"
    if await ledger.has(on.store, collaboration, key):
        return True
    state = await _state(on, suggestion)
    return state is not None and update_id in state.decided


async def _told(
    on: Footing, connection: Connection, suggestion: str, given: dict[str, Any], update_id: str
) -> Decided:
    """Tell what came of it. Raises RefusedError where the id had decided something else."""
    state = await _state(on, suggestion)
    if state is None:
        return await _remembered(on, connection, suggestion, given, update_id)
    counted = await _as_counted(on, state, given, update_id)
    await must_have_counted(connection, state, counted, update_id)
    waits = waiting_of(state).people if state.status == "pending" else ()
    accounts = tuple(person.account for person in waits)
    return _document(suggestion, given, update_id, state.status, accounts)


async def _remembered(
    on: Footing, connection: Connection, suggestion: str, given: dict[str, Any], update_id: str
) -> Decided:
    """Tell what came of it while nobody but the store can. Raises as `_told` does."""
    key, workflow = f"{suggestion}:decision:{update_id}", suggestion_id(suggestion)
    row = await ledger.row(on.store, suggestion.partition(":")[0], key)
    if row and (row.verb, row.comment) != (given["verb"], given.get("comment", "")):
        await keep_attempt(connection, workflow, update_id, "decide", given, ID_USED)
        raise RefusedError(ID_USED, code="id_used", decision_id=update_id)
    current = await stands(on.store, suggestion)
    ended = current["state"] if current and current["state"] not in _OPEN else None
    return _document(suggestion, given, update_id, ended, ())


def _document(
    suggestion: str,
    given: dict[str, Any],
    update_id: str,
    state: Status | None,
    waiting_for: tuple[str, ...],
) -> Decided:
    return Decided(
        suggestion=suggestion,
        decision_id=update_id,
        verb=given["verb"],
        actor=given["actor"],
        revision=given.get("revision"),
        fingerprint=given.get("fingerprint"),
        state=state,
        waiting_for=waiting_for,
    )


async def _as_counted(
    on: Footing, state: ApprovalState, given: dict[str, Any], update_id: str
) -> dict[str, Any]:
    """Return the decision as it counted, where it names no text and was first sent on an older one.

    Our token then says another text than the first one said, or than the first one without a token,
    sent before the text was listed; what is decided is the same.
    """
    counted = state.decided.get(update_id)
    if counted is None or "revision" in given or counted == content(given, update_id):
        return given
    unbound = {name: said for name, said in given.items() if name != "token"}
    if content(unbound, update_id) == counted:
        return unbound
    for text in await suggestions.revisions(on.store, state.id):
        bound = {"revision": text.revision, "fingerprint": text.fingerprint[:16]}
        if content(given | bound, update_id) == counted:
            return given | bound
    return given


async def _state(on: Footing, suggestion: str) -> ApprovalState | None:
    try:
        return await view(on.connection, suggestion_id(suggestion), ApprovalState)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
