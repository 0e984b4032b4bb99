"""Who decides over HTTP is proved to the worker by a token, and never by a name alone."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.requests import Request

from activities.tokens import folder, make_keys, signing_key
from api.callers import Caller, UnauthenticatedError, named_only
from domain.token import claims
from store import ledger
from tests.api.calling import Api, api
from tests.workflows.cast import Shown, until
from tests.workflows.place import Place

EARLY = ["identify", "team", "goals"]


async def proved(request: Request) -> Caller:
    """Take the header of these tests as if somebody had proved it."""
    account = request.headers.get("accord-as")
    if account is None:
        raise UnauthenticatedError("nobody", "无人")
    return Caller(account, "session", frozenset({"starter"}), csrf="of-this-session")


@contextlib.asynccontextmanager
async def doors(at: Place) -> AsyncIterator[tuple[Api, Api]]:
    """Open two doors with the same key: one believes names, at the other people prove them."""
    place = folder(at.home)
    if not list(place.glob("*.key")):
        make_keys(place, "api-1")
    key = signing_key(place)
    async with api(at, named_only, key) as believing, api(at, proved, key) as proving:
        yield believing, proving


async def _verified(at: Place, id: str, actor: str) -> bool:
    async def kept() -> list[bool]:
        rows = await ledger.rows(at.engine, id.partition(":")[0])
        return [row.verified for row in rows if row.suggestion == id and row.actor == actor]

    return (await until(kept, "the row"))[0]


async def _pending(calls: Api) -> tuple[str, Shown]:
    story = await calls.start(skip=EARLY)
    return f"{story.id}:cadence:1", await story.pending("cadence")


async def test_who_proved_who_they_are_decides_as_verified(at: Place) -> None:
    async with doors(at) as (_, proving):
        id, shown = await _pending(proving)
        first = shown.asked[0]
        body = {"verb": "comment", "comment": "Hm.", **shown.bound}

        async def decided() -> bool:
            answer = await proving("POST", f"/v1/suggestions/{id}/decisions", first, body)
            return answer.status_code == 200

        await until(decided, "a worker that knows the key")
        assert await _verified(at, id, first)


async def test_a_name_that_was_only_believed_is_no_proof_even_where_there_is_a_key(
    at: Place,
) -> None:
    async with doors(at) as (believing, _):
        id, shown = await _pending(believing)
        first = shown.asked[0]
        page = await believing("GET", f"/d/{id}", first)
        assert 'name="token"' not in page.text
        body = {"verb": "comment", "comment": "Hm.", **shown.bound}
        answer = await believing("POST", f"/v1/suggestions/{id}/decisions", first, body)
        assert answer.status_code == 200, answer.text
        assert not await _verified(at, id, first)


async def test_a_page_carries_a_token_of_whoever_is_signed_in(at: Place) -> None:
    async with doors(at) as (_, proving):
        id, shown = await _pending(proving)
        page = await proving("GET", f"/d/{id}", shown.asked[0])
        token = page.text.partition('name="token" value="')[2].partition('"')[0]
        told: Any = claims(token)
        assert (told.sub, told.sug) == (shown.asked[0], id)
        form = {"verb": "approve", "nonce": "n" * 20, "token": token}
        form |= {"revision": "1", "fingerprint": told.fpr[:16]}
        for csrf in ("", "x", "错"):
            answer = await proving("POST", f"/d/{id}", shown.asked[0], data=form | {"csrf": csrf})
            assert answer.status_code == 403
        assert (await shown.again()).asked == shown.asked


@pytest.mark.parametrize("account", ["", "li na", "a" * 80, "li\tna"])
async def test_a_header_that_names_no_account_names_nobody(calls: Api, account: str) -> None:
    answer = await calls("GET", "/v1/schemas/brief", None, headers={"accord-as": account})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
