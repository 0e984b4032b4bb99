"""Somebody is lost while the charter runs: others take over, once, and by decision."""

import asyncio
import uuid
from typing import Any

import pytest

from api.losses import missed, tell
from domain.charter import Charter
from domain.directory import Directory
from domain.items import Member, Role, Succession
from domain.ledger import Row
from domain.reading import Reader
from domain.succession import named, places
from domain.text import Language
from store import charters, people
from tests.charters import team
from tests.workflows.cast import Shown, Story, begin, refusal, until
from tests.workflows.place import Place, brief
from tests.workflows.test_showing import _details

LATER = ["identify", "goals", "communication"]


async def running(at: Place, language: Language = "en") -> Story:
    """Start a collaboration with an approved team and matrix, and nothing else."""
    story = await begin(at, brief(language, skip=LATER))
    for kind in ("resource", "team", "roles"):
        await story.approve(kind)
    await story.when(lambda state: "roles" in state.approved and state.scheduled, "the last stage")
    return story


async def charter_of(at: Place, story: Story) -> Charter:
    row = await charters.charter(at.engine, story.id)
    assert row
    return Charter.model_validate_json(row.body)


async def accountable(at: Place, story: Story) -> str:
    """Return who answers for a row and is neither head nor sponsor."""
    directory = await people.directory(at.engine, story.id)
    bodies = [item.body for item in (await charter_of(at, story)).roles]
    members = [b.accountable for b in bodies if isinstance(b, Role)]
    plain = (a for a in members if (p := directory.person(a)) and not p.head)
    return next(plain)


async def report(story: Story, account: str, actor: str | None = None, **more: Any) -> str:
    by = actor or (await story.state()).steering[0]
    return await story.send("report_departure", {"actor": by, "account": account, **more})


async def gone(at: Place, story: Story, *accounts: str) -> None:
    """Take people out of the directory, as an import of it does."""
    before = await people.directory(at.engine, story.id)
    left = tuple(
        one.model_copy(
            update={
                "superior": None if one.superior in accounts else one.superior,
                "deputy": None if one.deputy in accounts else one.deputy,
            }
        )
        for one in before.people
        if one.account not in accounts
    )
    await people.keep_directory(at.engine, story.id, Directory(people=left))


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_losing_who_answers_for_a_row_raises_a_suggestion_and_approving_it_renews_the_charter(
    at: Place, language: Language
) -> None:
    story = await running(at, language)
    lost = await accountable(at, story)
    held = places(await charter_of(at, story), lost)
    await report(story, lost, comment="moves to another plant")

    gap = await story.pending("role_gap")
    assert gap.state.suggestion
    assert not gap.state.suggestion.errors
    bodies = [item.body for item in gap.state.items]
    assert [(b.target, b.part) for b in bodies if isinstance(b, Succession)] == [
        (one.target, one.part) for one in held
    ]
    assert lost not in gap.everybody
    (vacancy,) = (await story.state()).vacancies
    assert (vacancy.account, len(vacancy.places)) == (lost, len(held))
    assert vacancy.name in await _details(story.handle)
    lines = Reader(language, {}).lines(gap.state.items[0].body)
    assert lost in lines[0]
    assert lines[0].split(" · ")[0] in await _details(gap.handle)

    await gap.all_approve()
    assert (await story.ended("role_gap")).state == "approved"
    after = await charter_of(at, story)
    assert lost not in named(after)
    assert after.approvals[-1].kind == "role_gap"
    assert (await story.state()).vacancies == ()
    assert vacancy.name not in (await _details(story.handle)).split("##")[0]
    await story.close()


async def test_two_reports_at_once_make_one_suggestion(at: Place) -> None:
    story = await running(at)
    lost = await accountable(at, story)
    await asyncio.gather(report(story, lost), report(story, lost, lost))
    await story.when(lambda state: len(state.became) == 2, "both reports")
    await report(story, lost)
    state = await story.when(lambda state: len(state.became) == 3, "the third report")
    assert set(state.became.values()) == {f"{story.id}:role_gap:1"}
    assert state.counters["role_gap"] == 1
    await story.close()


async def test_after_a_rejected_gap_a_person_may_report_the_loss_again(at: Place) -> None:
    story = await running(at)
    lost = await accountable(at, story)
    await report(story, lost)
    gap = await story.pending("role_gap")
    await gap.send("reject", gap.asked[0], comment="she stays")
    await story.ended("role_gap")
    state = await story.state()
    assert state.vacancies == ()
    assert state.parked is None
    await report(story, lost)
    await story.pending("role_gap", 2)
    await story.close()


async def test_a_colleague_may_not_report_somebody_and_the_ledger_keeps_that_they_tried(
    at: Place,
) -> None:
    story = await running(at)
    lost = await accountable(at, story)
    directory = await people.directory(at.engine, story.id)
    person = directory.person(lost)
    assert person
    stranger = next(
        p.account
        for p in directory.people
        if not p.head and p.department != person.department and p.account != lost
    )
    sent = {"actor": stranger, "account": lost}
    refused = await refusal(story.handle.execute_update("report_departure", sent))
    assert "may not report this" in refused.message
    assert (await story.state()).counters.get("role_gap") is None

    async def kept() -> bool:
        return any(
            row.verb == "report_departure" and row.result == "refused"
            for row in await at.ledger(story.id)
        )

    await until(kept, "the refused attempt")
    head = directory.head_of(person.department)
    assert head
    await report(story, lost, head.account)
    await story.pending("role_gap")
    await story.close()


async def test_a_person_without_a_place_raises_nothing_and_it_is_said(at: Place) -> None:
    story = await running(at)
    directory = await people.directory(at.engine, story.id)
    inside = named(await charter_of(at, story))
    other = next(p.account for p in directory.people if p.account not in inside)
    await report(story, other)
    state = await story.when(lambda state: state.notes, "the note")
    assert "holds no place in the charter" in state.notes[-1]
    await report(story, "never.heard.of")
    state = await story.when(lambda state: len(state.notes) == 2, "the second note")
    assert "neither in the directory nor in the charter" in state.notes[-1]
    assert state.counters.get("role_gap") is None
    await story.close()


async def test_where_nobody_can_take_over_it_ends_as_impossible_and_says_who_must_act(
    at: Place,
) -> None:
    story = await running(at)
    lost = await accountable(at, story)
    directory = await people.directory(at.engine, story.id)
    person = directory.person(lost)
    assert person
    away = [p.account for p in directory.people if p.department == person.department or p.head]
    lead = [
        one.account
        for one in team(await charter_of(at, story))
        if isinstance(one, Member) and one.lead
    ]
    await gone(at, story, *away, *lead, *(await story.state()).steering)
    await report(story, lost, lost)
    assert (await story.ended("role_gap")).state == "impossible"
    state = await story.state()
    assert "Nobody can take over" in state.notes[-1]
    assert f"the head of {person.department}" in state.notes[-1]
    assert [one.account for one in state.vacancies] == [lost]
    await story.close()


async def test_an_import_without_somebody_raises_the_gap_and_the_same_again_none(
    at: Place,
) -> None:
    story = await running(at)
    lost = await accountable(at, story)
    await gone(at, story, lost)
    found = await missed(at.engine, story.id)
    assert [(one.collaboration, one.accounts) for one in found] == [(story.id, (lost,))]
    assert [one.told for one in await tell(at.client, found)] == [True]
    gap = await story.pending("role_gap")
    assert gap.state.suggestion
    assert "no longer in the directory" in gap.state.suggestion.evidence[0].value
    await tell(at.client, found)
    await story.when(
        lambda state: len([k for k in state.attended if k.startswith("people:")]) == 2, "both"
    )
    assert (await story.state()).counters["role_gap"] == 1
    await gap.all_approve()
    await story.ended("role_gap")
    assert await missed(at.engine, story.id) == ()
    await story.close()


async def test_what_nobody_was_told_of_is_found_by_the_next_evaluation(at: Place) -> None:
    story = await running(at)
    lost = await accountable(at, story)
    await gone(at, story, lost)
    id = f"evaluation-{uuid.uuid4().hex}"
    told = await at.client.execute_workflow(
        "EvaluationWorkflow", story.id, id=id, task_queue=at.queue
    )
    assert told["outcome"] == "no change"
    await story.pending("role_gap")
    await story.close()


async def test_what_a_lost_head_was_asked_for_goes_to_who_stands_above_them(at: Place) -> None:
    story = await begin(at, brief("en", skip=LATER))
    await story.approve("resource")
    await story.approve("team")
    shown = await story.pending("roles")
    sponsor = (await story.state()).steering[0]
    head = next(account for account in shown.asked if account != sponsor)
    await gone(at, story, head)
    await story.handle.signal("people_changed", "import-1")

    async def handed() -> Shown | None:
        now = await story.shown("roles")
        return now if head not in now.everybody else None

    async def kept() -> list[Row]:
        return [row for row in await at.ledger(story.id) if row.verb == "hand_on"]

    now = await until(handed, "another in the place")
    rows = await until(kept, "the row of the ledger")  # it is written after the place is handed on
    assert len(rows) == 1
    assert rows[0].actor is None
    assert rows[0].comment.startswith(f"{head} → ")
    new = rows[0].comment.rpartition(" → ")[2]
    assert new in now.everybody

    async def told() -> bool:
        return any(
            note.recipient == new and ":roles:" in note.key for note in await at.sent(story.id)
        )

    await until(told, "the message to who came")
    await story.close()


async def test_a_signal_alone_moves_nobody_who_is_still_there(at: Place) -> None:
    story = await begin(at, brief("en", skip=LATER))
    await story.approve("resource")
    await story.approve("team")
    shown = await story.pending("roles")
    await shown.settled()
    head = shown.asked[0]
    await shown.handle.signal("departed", head)

    async def looked() -> bool:
        events = await shown.events()
        after = events[events.index("WORKFLOW_EXECUTION_SIGNALED") :]
        return "ACTIVITY_TASK_COMPLETED" in after

    await until(looked, "the look at the directory")
    assert head in (await shown.again()).everybody
    await story.close()
