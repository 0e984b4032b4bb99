import asyncio

import pytest
from temporalio.client import WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey
from temporalio.service import RPCError

from domain.charter import Charter
from domain.suggestion import Kind
from domain.text import Language
from store import charters, evaluations, ledger
from tests.workflows.cast import Story, until
from tests.workflows.place import Place
from tests.workflows.telling import tell
from workflows.names import evaluation_id

STAGES = ["identify", "team", "goals", "communication", "evaluation"]
PARTS: tuple[Kind, ...] = (
    "need",
    "resource",
    "team",
    "roles",
    "goals",
    "cadence",
    "digest",
)
LANGUAGES: tuple[Language, ...] = ("zh", "en")
SCHEDULED_BY = SearchAttributeKey.for_keyword("TemporalScheduledById")


@pytest.fixture(scope="module")
async def stories(at: Place) -> dict[str, Story]:
    """One collaboration in each language, everything in it decided, not closed yet."""
    told = await asyncio.gather(*(tell(at, language) for language in LANGUAGES))
    return dict(zip(LANGUAGES, told, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_real_schedule_starts_the_evaluations(
    at: Place, stories: dict[str, Story], language: Language
) -> None:
    story = stories[language]
    kept = (await evaluations.evaluations(at.engine, story.id))[0]
    described = await at.client.get_workflow_handle(kept.id).describe()
    assert described.typed_search_attributes.get(SCHEDULED_BY) == evaluation_id(story.id)
    assert kept.id.startswith(f"{evaluation_id(story.id)}-")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_part_of_the_charter_comes_from_an_approved_suggestion(
    at: Place, stories: dict[str, Story], language: Language
) -> None:
    charter = await _charter(at, stories[language])
    assert charter.language == language
    assert all(getattr(charter, part) for part in (*PARTS, "resolution", "adjustment", "idea"))
    assert [approval.kind for approval in charter.approvals][: len(PARTS)] == list(PARTS)
    assert "✎" in charter.goals[0].model_dump_json()
    assert next(a for a in charter.approvals if a.kind == "goals").drafted_by == "person"
    assert next(a for a in charter.approvals if a.kind == "roles").revision == 2


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_person_was_asked_once_about_each_revision(
    at: Place, stories: dict[str, Story], language: Language
) -> None:
    sent = await at.sent(stories[language].id)
    keys = [note.key for note in sent]
    assert len(keys) == len(set(keys))
    goals = [key for key in keys if ":goals:1:r" in key and ":asked:" in key]
    assert {key.split(":")[3] for key in goals} == {"r1", "r2"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_ledger_holds_every_decision_once(
    at: Place, stories: dict[str, Story], language: Language
) -> None:
    story = stories[language]
    rows = await at.ledger(story.id)
    charter = await _charter(at, story)
    signed = {(row.suggestion, row.actor) for row in rows if row.verb in ("approve", "edit")}
    assert {(a.suggestion, by) for a in charter.approvals for by in a.decided_by} == signed
    assert [row.verb for row in rows].count("edit") == 1
    assert [row.verb for row in rows].count("request_changes") == 1
    assert await ledger.fault(at.engine, story.id) is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_closing_withdraws_what_is_pending_and_removes_the_schedule(
    at: Place, stories: dict[str, Story], language: Language
) -> None:
    story = stories[language]
    idea = {"title": "One more", "text": "Later.", "author": (await story.state()).steering[0]}
    await story.handle.execute_update("propose_idea", idea)
    late = await story.pending("idea", 2)
    result = await story.close()

    assert result["stages"] == STAGES
    assert await late.handle.result() == "withdrawn"
    assert [r.verb for r in await at.ledger(story.id)][-1] == "withdraw"
    described = await story.handle.describe()
    assert described.status is WorkflowExecutionStatus.COMPLETED
    await until(lambda: _no_schedule(at, story), "the removal of the schedule")


async def _charter(at: Place, story: Story) -> Charter:
    row = await charters.charter(at.engine, story.id)
    assert row is not None
    return Charter.model_validate_json(row.body)


async def _no_schedule(at: Place, story: Story) -> bool:
    try:
        await at.client.get_schedule_handle(evaluation_id(story.id)).describe()
    except RPCError:
        return True
    return False
