import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import BadInputError
from store import suggestions as store
from tests.store.samples import LATER, NOW, suggestion


async def test_a_suggestion_comes_back_as_people_saw_it(engine: AsyncEngine) -> None:
    assert await store.keep_suggestion(engine, "onboarding", suggestion())
    kept = await store.suggestion(engine, "onboarding:need:1")
    assert kept == suggestion()
    assert kept.model_dump_json() == suggestion().model_dump_json()


async def test_the_newest_revision_is_returned_unless_another_is_named(
    engine: AsyncEngine,
) -> None:
    for revision in (2, 10, 1):
        await store.keep_suggestion(engine, "onboarding", suggestion(revision=revision))
    newest = await store.suggestion(engine, "onboarding:need:1")
    named = await store.suggestion(engine, "onboarding:need:1", 2)
    assert newest is not None
    assert named is not None
    assert (newest.revision, named.revision) == (10, 2)
    assert await store.suggestion(engine, "onboarding:need:1", 10**20) is None
    every = await store.revisions(engine, "onboarding:need:1")
    assert [one.revision for one in every] == [1, 2, 10]


async def test_what_is_not_there_is_none(engine: AsyncEngine) -> None:
    await store.keep_suggestion(engine, "onboarding", suggestion())
    assert await store.suggestion(engine, "onboarding:need:2") is None
    assert await store.suggestion(engine, "onboarding:need:1", 2) is None
    assert await store.revisions(engine, "onboarding:need:2") == []


async def test_a_retry_of_the_same_content_adds_nothing(engine: AsyncEngine) -> None:
    await store.keep_suggestion(engine, "onboarding", suggestion())
    assert not await store.keep_suggestion(engine, "onboarding", suggestion(made_at=LATER))
    assert await store.revisions(engine, "onboarding:need:1") == [suggestion()]


async def test_other_content_under_the_same_revision_is_refused(engine: AsyncEngine) -> None:
    await store.keep_suggestion(engine, "onboarding", suggestion())
    for other in (suggestion(title="另一份"), suggestion(items=suggestion().items[:1])):
        with pytest.raises(BadInputError, match="other content") as refusal:
            await store.keep_suggestion(engine, "onboarding", other)
        assert "第 1 版已存在" in refusal.value.within("zh")
    assert await store.suggestion(engine, "onboarding:need:1") == suggestion()


async def test_a_suggestion_of_another_collaboration_is_refused(engine: AsyncEngine) -> None:
    with pytest.raises(BadInputError, match="not of collaboration other"):
        await store.keep_suggestion(engine, "other", suggestion())


async def test_the_first_outcome_of_a_suggestion_stays(engine: AsyncEngine) -> None:
    assert await store.keep_outcome(engine, "onboarding:need:1", "approved", NOW)
    assert not await store.keep_outcome(engine, "onboarding:need:1", "expired", LATER)
    assert await store.outcomes(engine, "onboarding") == [
        store.Outcome("onboarding:need:1", "approved", NOW)
    ]


async def test_outcomes_are_listed_by_time_and_collaboration(engine: AsyncEngine) -> None:
    await store.keep_outcome(engine, "onboarding:team:1", "rejected", LATER)
    await store.keep_outcome(engine, "onboarding:need:1", "approved", NOW)
    await store.keep_outcome(engine, "onboarding-2:need:1", "expired", NOW)
    ended = await store.outcomes(engine, "onboarding")
    assert [one.suggestion for one in ended] == ["onboarding:need:1", "onboarding:team:1"]


async def test_provenances_of_every_revision_come_back(engine: AsyncEngine) -> None:
    for revision in (1, 2):
        await store.keep_suggestion(engine, "onboarding", suggestion(revision=revision))
    made = (suggestion().kind, suggestion().provenance)
    assert await store.provenances(engine, "onboarding") == [made, made]
    assert await store.provenances(engine, "other") == []
    assert await store.provenances(engine) == [made, made]
