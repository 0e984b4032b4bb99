import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ledger import Entry
from domain.oversight import End, Opened, Watched
from store.ledger import append
from store.openings import note_opening
from store.outbox import announce
from store.oversight import watched
from store.suggestions import keep_outcome, keep_suggestion
from tests.store.samples import LATER, NOW, suggestion


def entry(collaboration: str, key: str = "1") -> Entry:
    return Entry(
        collaboration=collaboration,
        suggestion=f"{collaboration}:need:1",
        key=key,
        verb="approve",
        result="recorded",
        actor="li.na",
        surface="cli",
        revision=1,
        at=NOW,
    )


async def told(engine: AsyncEngine, key: str, at: dt.datetime = NOW) -> None:
    await announce(engine, key, key.partition(":")[0], "li.na", "s", "b", at)


@pytest.fixture
async def kept(engine: AsyncEngine) -> AsyncEngine:
    for name in ("onboarding", "other"):
        await append(engine, entry(name))
        await keep_suggestion(engine, name, suggestion(id=f"{name}:need:1"))
        await told(engine, f"{name}:need:1:r1:asked:li.na")
        await told(engine, f"{name}:need:1:r1:reminded:li.na", LATER)
        await keep_outcome(engine, f"{name}:need:1", "approved", LATER)
        await note_opening(engine, f"{name}:need:1", 1, "li.na", NOW)
    return engine


async def test_rows_messages_texts_and_ends_of_all_collaborations_come_together(
    kept: AsyncEngine,
) -> None:
    found = await watched(kept)
    assert [row.collaboration for row in found.rows] == ["onboarding", "other"]
    assert [(a.asking.suggestion, a.asking.account, a.at) for a in found.asked] == [
        ("onboarding:need:1", "li.na", NOW),
        ("other:need:1", "li.na", NOW),
    ]
    assert [text.id for text in found.texts] == ["onboarding:need:1", "other:need:1"]
    assert End("other:need:1", "approved", LATER) in found.ends


async def test_one_collaboration_can_be_looked_at_alone(kept: AsyncEngine) -> None:
    found = await watched(kept, ["other", "other"])
    assert [row.collaboration for row in found.rows] == ["other"]
    assert [text.id for text in found.texts] == ["other:need:1"]
    assert found.opened == (Opened("other:need:1", 1, "li.na", NOW),)
    assert (len(found.asked), len(found.ends)) == (1, 1)


async def test_an_escalation_asks_and_the_way_back_counts(kept: AsyncEngine) -> None:
    await told(kept, "other:need:1:r1:escalated:zhao.min", LATER)
    await told(kept, "other:need:1:r1:asked:li.na:2", LATER)
    _, up, again = (await watched(kept, ["other"])).asked
    assert (up.asking.sort, up.asking.account, up.at) == ("escalated", "zhao.min", LATER)
    assert again.asking.again == 2


async def test_an_empty_store_has_nothing(engine: AsyncEngine) -> None:
    assert await watched(engine) == Watched()
