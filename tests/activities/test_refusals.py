import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from activities.ground import Ground
from activities.refusals import keep_refusal
from domain.ledger import Row
from store import ledger
from store.engine import close, open_store
from store.migrating import migrate


@dataclasses.dataclass
class Opaque:
    """Something that is no JSON at all."""


@pytest.fixture
async def ground(tmp_path: Path) -> Any:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    migrate(url)
    engine = open_store(url)
    yield Ground(engine=engine, root=tmp_path)
    await close(engine)


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
