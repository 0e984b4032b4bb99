"""Spending over HTTP: reported once under a key, by whoever takes part, and held to the grant."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.api.permitting_house import (
    HEAD,
    HERE,
    LEAD,
    MEMBER,
    SPONSOR,
    STRANGER,
    Ask,
    asking,
    filled,
    give,
)
from tests.api.test_authorisation import DIRECTORY, ID
from tests.granting_house import keep_grant

SPENDING = f"{HERE}/spending"
SOME = {"hours": "2.5", "budget": "300", "note": "外聘律师复核"}


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncEngine:
    return await filled(engine)


@pytest.fixture
async def ask(store: AsyncEngine) -> AsyncIterator[Ask]:
    await keep_grant(store, ID, DIRECTORY)
    async with asking(store) as sending:
        yield sending


@pytest.mark.parametrize("who", [SPONSOR, LEAD, HEAD, MEMBER])
async def test_whoever_takes_part_reports_and_everybody_reads_what_is_left(
    ask: Ask, who: str
) -> None:
    told = await ask("POST", SPENDING, who, SOME)
    assert told.status_code == 201, told.text
    assert told.headers["location"] == SPENDING
    document = told.json()
    assert (document["new"], document["entry"]["by"]) == (True, who)
    listed = (await ask("GET", SPENDING, MEMBER)).json()
    assert listed["entries"] == [document["entry"]]
    budget = listed["support"]["budget"]
    assert (budget["granted"], budget["spent"], budget["left"]) == ("1000", "300", "700")
    assert (budget["currency"], budget["over"]) == ("CNY", False)
    assert (await ask("GET", f"{HERE}/report", SPONSOR)).json()["support"] == listed["support"]


async def test_a_stranger_learns_nothing_and_a_reader_reports_nothing(ask: Ask) -> None:
    assert (await ask("POST", SPENDING, STRANGER, SOME)).status_code == 404
    assert (await ask("GET", SPENDING, STRANGER)).status_code == 404
    await give(ask, STRANGER, "read")
    assert (await ask("GET", SPENDING, STRANGER)).status_code == 200
    refused = await ask("POST", SPENDING, STRANGER, SOME)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert (await ask("GET", SPENDING, SPONSOR)).json()["entries"] == []


async def test_the_same_key_counts_once_whoever_answers_first(ask: Ask) -> None:
    key = {"idempotency_key": "march-1"}
    told = await asyncio.gather(*(ask("POST", SPENDING, MEMBER, SOME, **key) for _ in range(4)))
    assert {one.json()["entry"]["id"] for one in told} == {told[0].json()["entry"]["id"]}
    other = await ask("POST", SPENDING, MEMBER, SOME | {"hours": "9"}, **key)
    assert (other.status_code, other.json()["code"]) == (422, "key_used")
    await ask("POST", SPENDING, HEAD, SOME, **key)  # another's key is another one
    assert len((await ask("GET", SPENDING, SPONSOR)).json()["entries"]) == 2


async def test_more_than_was_granted_is_kept_and_over_and_a_correction_takes_it_back(
    ask: Ask,
) -> None:
    told = await ask("POST", SPENDING, MEMBER, {"budget": 1000.5, "note": "超支"})
    budget = told.json()["support"]["budget"]
    assert (budget["left"], budget["over"], told.json()["support"]["over"]) == ("-0.5", True, True)
    back = await ask("POST", SPENDING, MEMBER, {"budget": -1, "note": "更正"})
    assert back.json()["support"]["over"] is False


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"note": "x"},
        {"hours": 0, "note": "x"},
        {"hours": 1},
        {"hours": 1, "note": " "},
        {"hours": "NaN", "note": "x"},
        {"hours": "1e30", "note": "x"},
        {"budget": "0.001", "note": "x"},
        {"hours": 1, "note": "x", "by": "zhao.min"},
    ],
)
async def test_what_says_nothing_is_refused_field_by_field(ask: Ask, body: dict[str, Any]) -> None:
    told = await ask("POST", SPENDING, MEMBER, body)
    assert (told.status_code, told.json()["code"]) == (422, "bad_input"), told.text
    assert told.json()["errors"]
    assert (await ask("GET", SPENDING, MEMBER)).json()["entries"] == []


async def test_before_a_grant_nothing_can_be_spent(store: AsyncEngine) -> None:
    async with asking(store) as ask:
        told = await ask("POST", SPENDING, MEMBER, SOME)
        assert (told.status_code, told.json()["code"]) == (409, "not_granted")
        assert (await ask("GET", SPENDING, MEMBER)).json()["support"] is None


async def test_money_needs_a_granted_budget_for_its_currency(store: AsyncEngine) -> None:
    await keep_grant(store, ID, DIRECTORY, money=None)
    async with asking(store) as ask:
        told = await ask("POST", SPENDING, MEMBER, SOME)
        assert (told.status_code, told.json()["code"]) == (409, "no_budget")
        hours = await ask("POST", SPENDING, MEMBER, {"hours": 3, "note": "复核"})
        assert hours.json()["support"]["hours"]["reported"] == "3"
