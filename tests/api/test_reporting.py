"""The report: what it says to whom."""

import dataclasses

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from api.callers import Caller, named_only
from store.collaborations import keep_collaboration
from store.people import COMPANY, keep_directory
from tests.api.away import alone, asking
from tests.api.test_authorisation import DIRECTORY, HERE
from tests.store.samples import NOW, brief


async def _without_roles(request: Request) -> Caller:
    return dataclasses.replace(await named_only(request), roles=frozenset())


@pytest.mark.parametrize(
    ("account", "told"), [("zhao.min", True), ("wang.fa", True), ("chen.yu", False)]
)
async def test_how_single_people_decide_is_for_those_who_may_read_the_ledger(
    engine: AsyncEngine, account: str, told: bool
) -> None:
    await keep_collaboration(engine, brief(), NOW)
    await keep_directory(engine, COMPANY, DIRECTORY)
    async with asking(alone(engine, _without_roles)) as client:
        answer = await client.get(f"{HERE}/report", headers={"accord-as": account})
    assert answer.status_code == 200
    assert (answer.json()["approvers"] is not None) == told
    assert answer.json()["decisions"] == 0
