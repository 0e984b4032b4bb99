"""Rules drafted because the model failed; it answers again, and people have it draft anew."""

import asyncio
import json
from pathlib import Path
from typing import Any

from activities.model_drafts.targets import allowed, offered
from domain.goal_facts import GoalsFacts
from domain.signing import standing
from domain.suggestion import Provenance
from store import facts as stored_facts
from tests.activities.endpoint import Play, answering, failing, serving
from tests.workflows.cast import Shown, Story, begin, refusal
from tests.workflows.place import Place, brief, place


async def test_when_the_model_answers_again_people_have_it_draft_what_rules_drafted(
    tmp_path: Path,
) -> None:
    plays: list[Play] = [failing(401)]

    async def play(writer: asyncio.StreamWriter) -> None:
        await plays[-1](writer)

    async with serving(play) as endpoint:
        environ = {"OPENAI_BASE_URL": endpoint.url, "ACCORD_MODEL": "test"}
        async with place(tmp_path, environ=environ) as at:
            story = await begin(at, brief("en", skip=["identify", "team"]))
            first = await _still_down(story)
            plays.append(answering(json.dumps(await _answer(at, story))))
            second = await story.pending("goals", revision=2)
            await second.send("redraft", second.asked[0], comment="It answers again.")
            third = await story.approve("goals", revision=3)
            assert (await story.ended("goals")).state == "approved"
            await _by_model_with_signatures_on_what_stayed(first, third)
            await _recorded(at, story, third)
            await story.close()


async def _still_down(story: Story) -> Shown:
    """Redraft while the model still fails: the same words, so the signature on them holds."""
    shown = await story.pending("goals")
    assert _told(shown).drafted_by == "rules"
    assert "did not accept the key" in _told(shown).reason
    signer, other, *_ = shown.asked
    await shown.send("approve", signer)
    shown = await shown.again()
    refused = await refusal(shown.send("redraft", signer))
    assert refused.details[0]["code"] == "signed_already"
    await shown.send("redraft", other)
    again = await story.pending("goals", revision=2)
    assert _told(again).drafted_by == "rules"
    assert signer not in again.asked
    assert again.asked == shown.asked
    return again


async def _answer(at: Place, story: Story) -> dict[str, Any]:
    """Return what a model would answer: three of the measures that it is offered."""
    found = await stored_facts.facts(at.engine, f"{story.id}:goals:1")
    assert isinstance(found, GoalsFacts)
    evidence = (await story.shown("goals")).state.suggestion
    assert evidence is not None
    cites = [next(e.id for e in evidence.evidence if e.id.startswith("strategy"))]
    return {
        "objectives": [
            {
                "text": "Nobody waits for another department",
                "serves": found.objectives[0].id,
                "cites": cites,
            }
        ],
        "key_results": [
            {
                "text": f"{reading.label} gets better for those who wait",
                "measure": reading.measure,
                "target": float(allowed(found, reading)[0]),
                "owner": found.members[0].account,
                "affects": list(found.departments[:1]),
                "weight": 30,
                "cites": cites,
            }
            for reading in offered(found)[:4]
        ],
    }


async def _by_model_with_signatures_on_what_stayed(before: Shown, after: Shown) -> None:
    told = _told(after)
    assert (told.drafted_by, told.model, told.reason) == ("model", "test-model-1", "")
    read = {(item.id, item.fingerprint) for item in before.state.items}
    held = {(s.item, s.fingerprint) for s in standing(after.state)}
    assert held <= read
    assert len(held) < len(read)
    signers = {signature.actor for signature in before.state.signatures}
    assert signers
    assert signers <= set(after.asked)  # their words have changed: they are asked again
    assert after.state.asked == ()


async def _recorded(at: Place, story: Story, shown: Shown) -> None:
    rows = await at.ledger(story.id)
    done = [r for r in rows if (r.verb, r.result) == ("redraft", "recorded")]
    assert {r.suggestion for r in done} == {shown.state.id}
    assert [(r.revision, r.comment) for r in done] == [(1, ""), (2, "It answers again.")]
    # The refused attempt is not looked for: another test's worker in this process may have
    # written it to its own ledger. tests/cli has a worker in a process of its own.
    notes = [note.key for note in await at.sent(story.id)]
    assert all(f"{shown.state.id}:r3:asked:{account}" in notes for account in shown.asked)


def _told(shown: Shown) -> Provenance:
    assert shown.state.suggestion is not None
    return shown.state.suggestion.provenance
