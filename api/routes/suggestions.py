"""Suggestions: the inbox, one text with its revisions, and deciding on it."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Header, HTTPException, Path, Query, Request, Response

from api.attempts import Deciding
from api.callers import readable, require
from api.connection import Connection
from api.decisions import decide as send_decision
from api.decisions import etag
from api.documents import (
    Decided,
    Differences,
    Outcome,
    Outcomes,
    SuggestionDocument,
    Suggestions,
)
from api.footing import Asks, On
from api.inputs import Batch, Decision, SuggestionId
from api.languages import language_of
from api.methods import is_read
from api.paging import cursor, place
from api.problems import problem_of
from api.revisions import differed
from api.route import update_id
from api.seeing_suggestion import SuggestionSeen, see_suggestion, suggestion_line
from domain.errors import BadInputError, RefusedError, UnknownError
from domain.signing import Status
from domain.suggestion import Kind, Suggestion
from domain.text import Language
from store import listings, openings, suggestions
from store.listings import NEVER, Place, Wanted
from workflows.names import suggestion_id

router = APIRouter(prefix="/v1/suggestions", tags=["suggestions · 建议稿"], route_class=Deciding)


@router.get("")
async def inbox(
    on: On,
    asks: Asks,
    approver: Annotated[str | None, Query(max_length=64, description="an account, or me")] = None,
    state: Status | None = None,
    kind: Kind | None = None,
    department: Annotated[str | None, Query(max_length=300)] = None,
    collaboration: Annotated[str | None, Query(max_length=48)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(alias="cursor", max_length=300)] = None,
) -> Suggestions:
    """List suggestions, the nearest deadline first: with `approver=me` it is your inbox."""
    account = asks.account if approver == "me" else approver
    seen = None if account == asks.account else await readable(on.store, asks)
    if collaboration is not None:
        await require(on.store, asks, "read", collaboration)
        seen = [collaboration]
    wanted = Wanted(state, account, kind, department, seen)
    start = Place(*place(after)) if after else None
    found = await listings.listings(on.store, wanted, limit + 1, start)
    last = found[limit - 1] if len(found) > limit else None
    return Suggestions(
        account=account,
        suggestions=tuple(found[:limit]),
        next=cursor(last.due_at or NEVER, last.suggestion) if last else None,
    )


@router.get("/decisions:batch", include_in_schema=False)
async def unread_batch() -> Response:
    """Refuse the method: a batch is only sent, though its address could be a suggestion's."""
    raise HTTPException(405, headers={"allow": "POST"})


@router.get("/{id}")
async def suggestion(
    id: SuggestionId, on: On, asks: Asks, request: Request, response: Response
) -> SuggestionDocument:
    """Tell how a suggestion stands, with the whole text. That you opened it is noted."""
    await require(on.store, asks, "read", id.partition(":")[0])
    seen = await see_suggestion(on.connection, id)
    if seen.suggestion and asks.scopes is None and is_read(request.scope):
        now = dt.datetime.now(dt.UTC)
        await openings.note_opening(on.store, id, seen.suggestion.revision, asks.account, now)
    if seen.suggestion:
        response.headers["etag"] = etag(seen.suggestion.revision, seen.suggestion.fingerprint)
    response.headers["cache-control"] = "no-store"
    return document(on.connection, seen)


def document(connection: Connection, seen: SuggestionSeen) -> SuggestionDocument:
    """Return what was seen as the document of `accord show --json`."""
    told = {"first_line": suggestion_line(seen), "ui": connection.page(suggestion_id(seen.id))}
    return SuggestionDocument.model_validate(dict(seen) | told)


@router.get("/{id}/revisions/{number}")
async def revision(
    id: SuggestionId, number: Annotated[int, Path(ge=1, le=2**31 - 1)], on: On, asks: Asks
) -> Suggestion:
    """Return one revision exactly as people saw it."""
    await require(on.store, asks, "read", id.partition(":")[0])
    return await _revision(on, id, number)


async def _revision(on: On, id: str, number: int) -> Suggestion:
    found = await suggestions.suggestion(on.store, id, number)
    if found is None:
        raise UnknownError(f"{id} r{number}")
    return found


@router.get("/{id}/diff")
async def diff(
    id: SuggestionId,
    on: On,
    asks: Asks,
    before: Annotated[int, Query(alias="from", ge=1, le=2**31 - 1)],
    after: Annotated[int, Query(alias="to", ge=1, le=2**31 - 1)],
) -> Differences:
    """Tell what changed between two revisions, item by item and word by word."""
    await require(on.store, asks, "read", id.partition(":")[0])
    one, other = await _revision(on, id, before), await _revision(on, id, after)
    items = await differed(on.store, one, other)
    return Differences(suggestion=id, from_revision=before, to_revision=after, items=items)


@router.post("/{id}/decisions")
async def decide(
    id: SuggestionId,
    decision: Decision,
    on: On,
    asks: Asks,
    request: Request,
    if_match: Annotated[str | None, Header()] = None,
) -> Decided:
    """Decide, in your own name, on the text that you name."""
    ours = update_id(request, asks.account)
    return await send_decision(on, asks, id, decision, if_match, ours)


def _refused(id: str, error: BadInputError, language: Language) -> Outcome:
    status, code = problem_of(error)
    told = error.document if isinstance(error, RefusedError) else {}
    return Outcome(
        suggestion=id,
        status=status,
        code=code,
        detail=error.within(language),
        current=told.get("current"),
    )


@router.post("/decisions:batch")
async def decide_many(batch: Batch, on: On, asks: Asks, request: Request) -> Outcomes:
    """Approve several, each by itself: what cannot be approved does not hold up the others."""
    ours, found = update_id(request, asks.account), []
    for number, one in enumerate(batch.decisions):
        decision = Decision(
            verb="approve",
            revision=one.revision,
            fingerprint=one.fingerprint,
            comment=one.comment,
        )
        try:
            told = await send_decision(on, asks, one.suggestion, decision, None, f"{ours}-{number}")
        except BadInputError as error:
            found.append(_refused(one.suggestion, error, language_of(request)))
        else:
            found.append(Outcome(suggestion=one.suggestion, status=200, decision=told))
    return Outcomes(ok=all(one.status == 200 for one in found), outcomes=tuple(found))
