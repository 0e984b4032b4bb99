import pytest
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import BadInputError
from store import collaborations as store
from tests.store.samples import LATER, NOW, brief


async def test_a_brief_comes_back_as_it_was(engine: AsyncEngine) -> None:
    assert await store.keep_collaboration(engine, brief(), NOW)
    assert await store.brief(engine, "onboarding") == brief()
    assert await store.brief(engine, "another") is None


async def test_the_same_brief_again_changes_nothing(engine: AsyncEngine) -> None:
    await store.keep_collaboration(engine, brief(), NOW)
    assert not await store.keep_collaboration(engine, brief(), LATER)
    (row,) = await store.collaborations(engine)
    assert row.started_at == NOW


async def test_another_brief_under_the_same_id_is_refused(engine: AsyncEngine) -> None:
    await store.keep_collaboration(engine, brief(), NOW)
    with pytest.raises(BadInputError, match="onboarding"):
        await store.keep_collaboration(engine, brief(sponsor="mallory"), NOW)
    assert await store.brief(engine, "onboarding") == brief()


async def test_the_list_shows_each_with_its_last_state_and_its_end(engine: AsyncEngine) -> None:
    await store.keep_collaboration(engine, brief(id="second"), LATER)
    await store.keep_collaboration(engine, brief(), NOW)
    await store.keep_summary(engine, "onboarding", {"stage": "identify"})
    await store.keep_summary(engine, "onboarding", {"stage": "team", "等待": ["李娜"]})
    assert await store.close_collaboration(engine, "onboarding", {"state": "done"}, LATER)
    first, second = await store.collaborations(engine)
    assert first == store.CollaborationRow(
        id="onboarding",
        title="新客户上线提速",
        language="zh",
        sponsor="zhao.min",
        started_at=NOW,
        closed_at=LATER,
        outcome={"state": "done"},
        summary={"stage": "team", "等待": ["李娜"]},
    )
    assert (second.id, second.closed_at, second.outcome, second.summary) == (
        "second",
        None,
        None,
        None,
    )


async def test_the_first_end_stays(engine: AsyncEngine) -> None:
    await store.keep_collaboration(engine, brief(), NOW)
    await store.close_collaboration(engine, "onboarding", {"state": "done"}, NOW)
    assert not await store.close_collaboration(engine, "onboarding", {"state": "closed"}, LATER)
    (row,) = await store.collaborations(engine)
    assert (row.outcome, row.closed_at) == ({"state": "done"}, NOW)


async def test_an_unknown_id_is_named(engine: AsyncEngine) -> None:
    with pytest.raises(BadInputError, match="nowhere") as refusal:
        await store.keep_summary(engine, "nowhere", {})
    assert refusal.value.within("zh") == "没有编号为「nowhere」的协作"
    with pytest.raises(BadInputError, match="nowhere"):
        await store.close_collaboration(engine, "nowhere", {}, NOW)


async def test_what_json_cannot_say_is_refused(engine: AsyncEngine) -> None:
    await store.keep_collaboration(engine, brief(), NOW)
    with pytest.raises(StatementError, match="JSON compliant"):
        await store.keep_summary(engine, "onboarding", {"score": float("nan")})
