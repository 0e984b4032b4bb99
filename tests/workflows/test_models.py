"""A model endpoint that fails: rules draft, the draft says why, and nothing is stuck."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from domain import circuit
from domain.text import Language
from tests.activities.endpoint import Play, Served, answering, failing, resetting, serving, silent
from tests.workflows.cast import Story, begin
from tests.workflows.place import Place, brief, place

FAULTS: dict[str, tuple[Play, Language, str]] = {
    "mute": (silent, "zh", "模型端点 4 秒内没有答复"),
    "reset": (resetting, "en", "could not be reached"),
    "locked": (failing(401), "zh", "模型端点不接受所配置的密钥"),
    "broken": (failing(500), "en", "a fault of its own"),
    "babble": (answering("lorem ipsum"), "en", "did not pass the checks"),
    "empty": (answering(""), "zh", "答复里没有文本"),
}


@pytest.fixture(scope="module")
async def faulty(tmp_path_factory: pytest.TempPathFactory, impatient: None) -> AsyncIterator[Place]:
    """A place whose model fails in the way that the brief's objective names.

    All of them at one endpoint: it is not left alone here, however often it fails.
    """

    async def play(writer: asyncio.StreamWriter) -> None:
        asked = json.dumps(served[0].bodies[-1])
        fault = next(word for word in FAULTS if f"fault-{word}" in asked)
        await FAULTS[fault][0](writer)

    served: list[Served] = []
    patient = pytest.MonkeyPatch()
    patient.setattr(circuit, "FAILURES", 1_000)
    async with serving(play) as endpoint:
        served.append(endpoint)
        environ = {
            "OPENAI_BASE_URL": endpoint.url,
            "ACCORD_MODEL": "test",
            "ACCORD_MODEL_DEADLINE": "4",
        }
        async with place(tmp_path_factory.mktemp("faulty"), environ=environ) as opened:
            yield opened
    patient.undo()


async def _fails(at: Place, fault: str) -> str:
    """Go through the goals stage; return why the draft of the goals is not the model's."""
    language = FAULTS[fault][1]
    given = brief(language, skip=["identify", "team"])
    given["objectives"][0]["text"] += f" (fault-{fault})"
    story: Story = await begin(at, given)
    goals = await story.approve("goals")
    assert (await story.ended("goals")).state == "approved"
    await story.close()
    assert goals.state.suggestion is not None
    provenance = goals.state.suggestion.provenance
    assert provenance.drafted_by == "rules"
    return provenance.reason


async def test_every_way_to_fail_ends_in_a_draft_by_rules_that_says_why(faulty: Place) -> None:
    reasons = await asyncio.gather(*(_fails(faulty, fault) for fault in FAULTS))
    for (fault, (_, _, words)), reason in zip(FAULTS.items(), reasons, strict=True):
        assert words in reason, (fault, reasons)


async def test_closing_while_a_model_is_silent_waits_for_nothing(faulty: Place) -> None:
    given = brief("en", skip=["identify", "team"])
    given["objectives"][0]["text"] += " (fault-mute)"
    story = await begin(faulty, given)
    await story.when(lambda s: s.pending_of("goals"), "the drafting")
    await story.close()
    handle = faulty.suggestion(f"{story.id}:goals:1")
    assert await handle.result() == "withdrawn"
    described = await handle.describe()
    history = await handle.fetch_history()
    scheduled = [
        e for e in history.events if e.HasField("activity_task_scheduled_event_attributes")
    ]
    names = [e.activity_task_scheduled_event_attributes.activity_type.name for e in scheduled]
    assert names.count("draft_goals") == 1  # no draft by rules for what is withdrawn
    assert [row.verb for row in await faulty.ledger(story.id)] == ["withdraw"]
    states = [
        v
        for p in described.typed_search_attributes
        if p.key.name == "AccordState"
        for v in [p.value]
    ]
    assert states == ["withdrawn"]
