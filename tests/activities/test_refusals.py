import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.ground import Ground
from activities.refusals import keep_refusal
from domain.ledger import Row
from store import ledger
from tests.approvals import pending
from tests.tokens import said, written


@dataclasses.dataclass
class Opaque:
    """Something that is no JSON at all."""


@pytest.fixture
def ground(engine: AsyncEngine, tmp_path: Path) -> Ground:
    return Ground(engine=engine, root=tmp_path)


async def _keep(ground: Ground, given: Any, sentence: str = "no", **more: Any) -> Row:
    kept = {"workflow_id": "suggestion:c-1:need:1", "update_id": "u", "update": "decide"} | more
    at = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
    return await keep_refusal(ground, given=given, sentence=sentence, at=at, **kept)


async def test_one_attempt_delivered_twice_is_one_row_and_another_is_a_row_of_its_own(
    ground: Ground,
) -> None:
    given = {"verb": "approve", "actor": "ana", "revision": 1}
    first = await _keep(ground, given)
    assert await _keep(ground, given) == first
    await _keep(ground, given, sentence="another reason")
    await _keep(ground, given | {"actor": "ben"})
    rows = await ledger.rows(ground.engine, "c-1")
    assert [row.actor for row in rows] == ["ana", "ana", "ben"]
    assert rows[0].suggestion == "c-1:need:1"


async def test_an_object_sent_as_text_keeps_its_actor(ground: Ground) -> None:
    row = await _keep(ground, '{"actor": "ana", "verb": "reject"}')
    assert (row.actor, row.verb) == ("ana", "reject")


async def test_the_verb_is_that_of_the_update_that_was_sent(ground: Ground) -> None:
    row = await _keep(ground, {"actor": "ana", "verb": "approve"}, update="reject")
    assert row.verb == "reject"


@pytest.mark.parametrize(
    "given", [None, [], "text", 1.5, float("nan"), b"\xff", Opaque(), "\ud800"]
)
async def test_rubbish_is_kept_too(ground: Ground, given: Any) -> None:
    row = await _keep(ground, given)
    assert (row.actor, row.verb, row.result) == (None, "decide", "refused")


async def test_a_workflow_under_another_id_belongs_to_the_collaboration_it_names(
    ground: Ground,
) -> None:
    row = await _keep(ground, None, workflow_id="8d1f-uuid", collaboration="c-7")
    assert row.collaboration == "c-7"


async def test_of_a_token_only_what_it_claims_is_kept(ground: Ground) -> None:
    token = written(said(pending("ana"), "ana"))
    row = await _keep(ground, {"verb": "approve", "token": token})
    assert (row.actor, row.revision, row.verified) == ("ana", 1, False)
    assert token.split(".")[1] not in row.model_dump_json()
    again = await _keep(ground, json.dumps({"verb": "approve", "token": token}))
    assert again.actor == "ana"
