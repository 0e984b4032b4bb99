"""The whole story of one collaboration, told by a scripted cast; tests and histories use it."""

import asyncio
import csv
import datetime as dt
import re
from typing import Any

from domain.collaboration import CollaborationState
from domain.text import Language
from tests.workflows.cast import Shown, Story, begin, until
from tests.workflows.place import Place, brief, document

WISH = {
    "en": "Say more plainly what we do about it, please.",
    "zh": "请写得更具体一些，说明准备怎么做。",
}


async def tell(at: Place, language: Language, **changes: Any) -> Story:
    """Go through all five stages with a redraft, an edit, a conflict and an idea; then close."""
    plan = {"evaluate_every": "PT5S", "baseline_until": str(eight_weeks_on(at, language))}
    story = await begin(at, brief(language, **plan | changes))
    await story.approve("need")
    await story.approve("resource")
    await story.approve("team")
    await _redraft_roles(story, language)
    await _edit_goals(story)
    await story.approve("cadence")
    await story.end_round()
    await story.approve("digest")
    await story.when(lambda s: s.scheduled, "the schedule")
    await story.handle.execute_update("raise_conflict", document(language, "conflict"))
    await story.handle.execute_update("propose_idea", document(language, "idea"))
    await asyncio.gather(*(story.approve(kind) for kind in ("resolution", "idea", "adjustment")))
    await story.when(_all_decided, "every outcome")
    return story


def eight_weeks_on(at: Place, language: Language) -> dt.date:
    """Return the day by which eight weekly readings were taken: enough to see a change."""
    with (at.data / language / "measures.csv").open(encoding="utf-8-sig") as stream:
        first = next(row for row in csv.DictReader(stream))
    day = next(value for value in first.values() if re.fullmatch(r"\d{4}-\d\d-\d\d", value))
    return dt.date.fromisoformat(day) + dt.timedelta(weeks=8)


def _all_decided(state: CollaborationState) -> bool:
    return not state.pending and not state.arrivals and state.charter_revision == 10


async def _redraft_roles(story: Story, language: Language) -> None:
    first = await story.pending("roles")
    await first.send("request_changes", first.asked[0], comment=WISH[language])
    await story.approve("roles", revision=2)


async def _edit_goals(story: Story) -> None:
    first = await story.pending("goals")
    objective = first.state.items[0]
    body = objective.body.model_dump(mode="json")
    changes = [{"id": objective.id, "body": {"text": body["text"] + " ✎"}}]
    editor = first.asked[0]
    await first.send("edit", editor, changes=changes)
    second: Shown = await story.pending("goals", revision=2)
    assert editor not in second.asked

    async def told() -> bool:
        sent = await story.at.sent(story.id)
        return any(":goals:1:r2:asked:" in note.key for note in sent)

    await until(told, "the message about the changed goals")  # whoever is quicker is asked no more
    await second.all_approve()
