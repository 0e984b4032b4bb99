"""Permissions for one collaboration over HTTP: given, seen in everything at once, withdrawn."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from store import accounts
from store.engine import writing
from store.people import COMPANY, keep_directory
from tests.api.permitting_house import (
    HEAD,
    HERE,
    LEAD,
    MEMBER,
    OTHER,
    PERMISSIONS,
    SPONSOR,
    STRANGER,
    Ask,
    asking,
    filled,
    give,
)
from tests.api.test_authorisation import DIRECTORY, NEED
from tests.permitted import keep, permission
from tests.store.samples import NOW


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncEngine:
    return await filled(engine)


@pytest.fixture
async def ask(store: AsyncEngine) -> AsyncIterator[Ask]:
    async with asking(store) as sending:
        yield sending


async def everywhere(ask: Ask, who: str) -> set[str]:
    """Return where somebody comes upon the collaboration."""
    found = set()
    for path, field in (
        ("/v1/collaborations", "collaborations"),
        ("/v1/suggestions", "suggestions"),
    ):
        if (await ask("GET", path, who)).json()[field]:
            found.add(path)
    for path in (f"{HERE}/charter", f"{HERE}/report", f"/v1/suggestions/{NEED}/revisions/1"):
        if (await ask("GET", path, who)).status_code == 200:
            found.add(path)
    return found


async def test_a_permission_to_read_shows_it_everywhere_until_it_is_withdrawn(ask: Ask) -> None:
    assert await everywhere(ask, STRANGER) == set()
    (id,) = await give(ask, STRANGER, "read")
    assert len(await everywhere(ask, STRANGER)) == 5
    assert (await ask("GET", f"{HERE}/ledger", STRANGER)).status_code == 403
    ended = await ask("DELETE", f"{PERMISSIONS}/{id}", LEAD)
    assert ended.status_code == 200, ended.text
    told = ended.json()["permission"]
    assert (told["state"], told["withdrawn_by"]) == ("withdrawn", LEAD)
    assert await everywhere(ask, STRANGER) == set()


async def test_every_permission_lets_its_holder_read(ask: Ask) -> None:
    await give(ask, STRANGER, "speak")
    assert len(await everywhere(ask, STRANGER)) == 5


async def test_to_audit_is_to_read_the_ledger_and_who_was_permitted_what(ask: Ask) -> None:
    await give(ask, STRANGER, "audit")
    assert (await ask("GET", f"{HERE}/ledger", STRANGER)).status_code == 200
    (one,) = (await ask("GET", PERMISSIONS, STRANGER)).json()["permissions"]
    told = {name: one[name] for name in ("account", "action", "by", "state", "verified", "surface")}
    assert told == {
        "account": STRANGER,
        "action": "audit",
        "by": SPONSOR,
        "state": "standing",
        "verified": True,
        "surface": "api",
    }


async def test_an_administrator_gives_what_is_to_read_and_nothing_that_changes(ask: Ask) -> None:
    await give(ask, STRANGER, "audit", by="ad.min")
    wanted = {"account": OTHER, "actions": ["read", "evaluate"]}
    told = await ask("POST", PERMISSIONS, "ad.min", wanted)
    assert (told.status_code, told.json()["code"]) == (403, "beyond_own")


@pytest.mark.parametrize(
    ("by", "account", "actions", "status", "code"),
    [
        (MEMBER, STRANGER, ["read"], 403, "forbidden"),
        (HEAD, STRANGER, ["read"], 403, "forbidden"),
        ("au.di", STRANGER, ["read"], 403, "forbidden"),
        (STRANGER, OTHER, ["read"], 404, "unknown"),
        (SPONSOR, SPONSOR, ["steer"], 403, "own_permission"),
        (SPONSOR, "sa@nightly", ["read"], 403, "for_programs"),
        (SPONSOR, MEMBER, ["audit"], 409, "takes_part"),
        (SPONSOR, STRANGER, ["audit", "steer"], 409, "takes_part"),
    ],
)
async def test_what_may_not_be_given_is_refused_in_both_languages_and_kept(
    ask: Ask, by: str, account: str, actions: list[str], status: int, code: str
) -> None:
    said = set()
    for language in ("en", "zh"):
        wanted = {"account": account, "actions": actions}
        told = await ask("POST", PERMISSIONS, by, wanted, accept_language=language)
        assert (told.status_code, told.json()["code"]) == (status, code), told.text
        said.add(told.json()["detail"])
    assert len(said) == 2
    rows = (await ask("GET", PERMISSIONS, SPONSOR)).json()["permissions"]
    if status == 404:
        assert rows == []
        return
    assert {row["action"] for row in rows} == set(actions)
    assert {(row["by"], row["account"], row["refused"], row["state"]) for row in rows} == {
        (by, account, code, "refused")
    }


async def test_the_role_of_an_auditor_given_here_is_seen_before_and_a_providers_later(
    ask: Ask, store: AsyncEngine
) -> None:
    async with writing(store) as connection:
        await accounts.put_account(connection, OTHER, "hash", ["auditor"], NOW)
    wanted = {"account": OTHER, "actions": ["steer"]}
    told = await ask("POST", PERMISSIONS, SPONSOR, wanted)
    assert (told.status_code, told.json()["code"]) == (409, "audits")
    await keep_directory(store, COMPANY, _with("au.di"))
    await give(ask, "au.di", "speak")  # whose role only their sign-in tells
    told = await ask("POST", f"{HERE}/ideas", "au.di", {"title": "x", "text": "y"})
    assert (told.status_code, told.json()["code"]) == (403, "forbidden")


def _with(account: str) -> Any:
    person = DIRECTORY.people[-1].model_copy(update={"account": account, "department": "审计部"})
    return DIRECTORY.model_copy(update={"people": (*DIRECTORY.people, person)})


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"account": "no.body"}, "account"),
        ({"account": "  "}, "account"),
        ({"account": None}, "account"),
        ({"account": "王敏"}, "account"),
        ({"actions": []}, "actions"),
        ({"actions": "read"}, "actions"),
        ({"actions": ["decide"]}, "actions[0]"),
        ({"actions": ["read", "read"]}, "actions"),
        ({"actions": ["read"] * 7}, "actions"),
        ({"until": "2020-01-01T00:00:00Z"}, "until"),
        ({"until": "9999-12-31T23:59:59-23:59"}, "until"),
        ({"until": "2999-01-01T00:00:00Z"}, "until"),
        ({"until": "2027-01-01T00:00:00"}, "until"),
        ({"until": "next week"}, "until"),
        ({"until": 1e300}, "until"),
        ({"reason": "x" * 301}, "reason"),
        ({"reason": "\u200b"}, "reason"),
        ({"by": SPONSOR}, "by"),
    ],
)
async def test_what_cannot_be_read_is_a_sentence_that_names_the_field_and_keeps_nothing(
    ask: Ask, change: dict[str, Any], field: str
) -> None:
    wanted = {"account": STRANGER, "actions": ["read"]} | change
    for language, colon in (("en", ": "), ("zh", "：")):
        told = await ask("POST", PERMISSIONS, SPONSOR, wanted, accept_language=language)
        assert (told.status_code, told.json()["code"]) == (422, "bad_input"), told.text
        assert told.json()["detail"].startswith(f"{field}{colon}"), told.text
    assert (await ask("GET", PERMISSIONS, SPONSOR)).json()["permissions"] == []


async def test_a_permission_that_has_expired_is_worth_nothing(ask: Ask, store: AsyncEngine) -> None:
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    await give(ask, STRANGER, "read", until=tomorrow.isoformat())
    await keep(store, permission(OTHER, "read", until=NOW - dt.timedelta(days=2000)))
    assert len(await everywhere(ask, STRANGER)) == 5
    assert await everywhere(ask, OTHER) == set()
    rows = (await ask("GET", PERMISSIONS, SPONSOR)).json()["permissions"]
    assert {(one["account"], one["state"]) for one in rows} == {
        (STRANGER, "standing"),
        (OTHER, "expired"),
    }
    rows = (await ask("GET", f"{PERMISSIONS}?standing=true", LEAD)).json()["permissions"]
    assert [one["account"] for one in rows] == [STRANGER]


async def test_two_who_give_the_same_at_once_give_it_once(ask: Ask) -> None:
    wanted = {"account": STRANGER, "actions": ["read", "speak"]}
    told = await asyncio.gather(*(ask("POST", PERMISSIONS, by, wanted) for by in (SPONSOR, LEAD)))
    assert sorted(one.status_code for one in told) == [200, 201]
    assert sorted(one.json()["new"] for one in told) == [0, 2]
    ids = [{p["id"] for p in one.json()["permissions"]} for one in told]
    assert ids[0] == ids[1]
    assert len((await ask("GET", PERMISSIONS, SPONSOR)).json()["permissions"]) == 2


async def test_of_two_who_give_at_once_what_must_stay_apart_one_is_refused(ask: Ask) -> None:
    told = await asyncio.gather(
        ask("POST", PERMISSIONS, SPONSOR, {"account": STRANGER, "actions": ["audit"]}),
        ask("POST", PERMISSIONS, LEAD, {"account": STRANGER, "actions": ["steer"]}),
    )
    assert sorted(one.status_code for one in told) == [201, 409]


async def test_the_same_key_gives_once_and_says_the_same_again(ask: Ask) -> None:
    wanted = {"account": STRANGER, "actions": ["read"]}
    first = await ask("POST", PERMISSIONS, SPONSOR, wanted, idempotency_key="k1")
    assert first.status_code == 201
    assert first.headers["location"] == PERMISSIONS
    (id,) = (one["id"] for one in first.json()["permissions"])
    await ask("DELETE", f"{PERMISSIONS}/{id}", SPONSOR)
    again = await ask("POST", PERMISSIONS, SPONSOR, wanted, idempotency_key="k1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert await everywhere(ask, STRANGER) == set()
    other = wanted | {"actions": ["steer"]}
    told = await ask("POST", PERMISSIONS, SPONSOR, other, idempotency_key="k1")
    assert (told.status_code, told.json()["code"]) == (422, "key_used")


async def test_what_is_held_until_another_time_is_a_409_with_what_is_held(ask: Ask) -> None:
    (id,) = await give(ask, STRANGER, "read")
    ends = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()
    wanted = {"account": STRANGER, "actions": ["read"], "until": ends}
    told = await ask("POST", PERMISSIONS, SPONSOR, wanted)
    assert (told.status_code, told.json()["code"]) == (409, "held")
    assert told.json()["current"]["id"] == id


async def test_withdrawing_again_changes_nothing_and_what_is_unknown_is_a_404(ask: Ask) -> None:
    (id,) = await give(ask, STRANGER, "read")
    first = await ask("DELETE", f"{PERMISSIONS}/{id}", "ad.min")
    assert (await ask("DELETE", f"{PERMISSIONS}/{id}", SPONSOR)).json() == first.json()
    gone = await ask("DELETE", f"{PERMISSIONS}/pm_{'0' * 24}", SPONSOR)
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown")
    odd = await ask("DELETE", f"{PERMISSIONS}/1", SPONSOR)
    assert odd.status_code == 422
    assert (await ask("DELETE", f"{PERMISSIONS}/{id}", MEMBER)).status_code == 403


async def test_the_list_comes_in_pages_and_each_row_once(ask: Ask) -> None:
    await give(ask, STRANGER, "read", "speak", "evaluate", "import", "steer")
    await give(ask, OTHER, "read", "speak")
    found, path = [], f"{PERMISSIONS}?limit=3"
    while path:
        page = (await ask("GET", path, SPONSOR)).json()
        found += [one["id"] for one in page["permissions"]]
        path = f"{PERMISSIONS}?limit=3&cursor={page['next']}" if page["next"] else ""
    assert len(set(found)) == len(found) == 7
    assert (await ask("GET", f"{PERMISSIONS}?cursor=x", SPONSOR)).status_code == 422
