"""Leadership first: without the sponsor's acceptance nothing goes past the need, and it is red."""

import datetime as dt
from decimal import Decimal

import pytest
from temporalio.api.sdk.v1 import WorkflowMetadata

from api.connection import Connection
from api.first_line import first_line
from api.reporting import report
from api.seeing import see
from api.supporting import support_of
from cli.show_collaboration import lines
from cli.support_words import Red
from domain.charter import Charter
from domain.granted import granted
from domain.resource import Funding, WeeklyHours
from domain.text import Language
from store import charters, suggestions
from tests.workflows.cast import Shown, Story, begin, refusal
from tests.workflows.place import Place, brief, document
from workflows.tolerance import METADATA

MAYBE = {"remind": "PT5S", "decide": "PT8S"}
SPONSOR: dict[Language, str] = {
    language: document(language, "brief")["sponsor"] for language in ("en", "zh")
}


async def _charter(at: Place, story: Story) -> Charter:
    row = await charters.charter(at.engine, story.id)
    assert row is not None
    return Charter.model_validate_json(row.body)


async def _page(story: Story) -> str:
    """Return the current details, as the Temporal UI shows them."""
    told: WorkflowMetadata = await story.handle.query(METADATA, result_type=WorkflowMetadata)
    return told.current_details


def _door(at: Place) -> Connection:
    return Connection(at.client, at.address, at.ui, at.engine)


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_nothing_goes_past_the_need_until_the_sponsor_accepts(
    at: Place, language: Language
) -> None:
    story = await begin(at, brief(language))
    await story.approve("need")
    shown = await story.pending("resource")
    assert shown.everybody == {SPONSOR[language]}
    state = await story.state()
    assert (state.stage, state.done, state.leadership.state) == ("identify", (), "awaited")
    assert [s.kind for s in state.suggestions] == ["need", "resource"]
    await _is_red(at, story, language, "awaited")

    await shown.send("reject", SPONSOR[language], comment="No people to spare this quarter.")
    state = await story.when(lambda s: s.parked, "the stage parked")
    assert (state.parked.kind, state.stage, state.done) == ("resource", "identify", ())
    assert [s.kind for s in state.suggestions] == ["need", "resource"]
    await _is_red(at, story, language)

    await story.send("redraft", {"actor": SPONSOR[language], "kind": "resource"})
    await story.approve("resource", 2)
    await story.pending("team")
    assert (await story.state()).leadership.state == "accepted"
    assert "🔴" not in await _page(story)
    await story.close()


async def _is_red(at: Place, story: Story, language: Language, as_: str = "lacking") -> None:
    """Everything that shows the collaboration shows it red, in these words."""
    words = "缺乏领导支持" if language == "zh" else "No leadership support"
    assert f"🔴 **{words}" in await _page(story)
    seen = await see(_door(at), story.id)
    assert seen.leadership
    assert (seen.leadership.state, seen.leadership.red) == (as_, True)
    assert seen.leadership.said.within(language).startswith(words)
    parked = as_ == "lacking"  # else the first line says who is waited for
    assert first_line(seen).within(language).startswith(words) == parked
    first, *rest = lines(seen, None, language)
    assert isinstance(first, Red) == parked
    assert any(isinstance(one, Red) and one.within(language).startswith(words) for one in rest)
    told = await report(at.engine, story.id, audited=False)
    assert told.leadership.red
    assert (seen.support, told.support) == (None, None)


async def test_silence_of_the_sponsor_parks_it_as_red_and_accepts_nothing(at: Place) -> None:
    story = await begin(at, brief("en", deadlines=MAYBE))
    await story.approve("need")
    state = await story.when(
        lambda s: s.parked and s.parked.kind == "resource", "the silence to end"
    )
    assert (state.parked.state, state.leadership.red) == ("expired", True)
    assert "team" not in [s.kind for s in state.suggestions]
    assert (await _charter(at, story)).resource == ()
    await story.close()


async def test_what_is_granted_is_what_the_sponsor_wrote(at: Place) -> None:
    asked = {"hours": 40, "budget": 20000, "currency": "EUR"}
    story = await begin(at, brief("en", support=asked))
    await story.approve("need")
    shown = await story.pending("resource")
    bodies = {item.id: item.body for item in shown.state.items}
    assert isinstance(hours := bodies["hours:1"], WeeklyHours)
    assert isinstance(money := bodies["budget:1"], Funding)
    assert (hours.hours, money.amount, money.currency) == (40, Decimal(20000), "EUR")
    changes = [
        {"id": "hours:1", "body": {"hours": 6}},
        {"id": "budget:1", "body": {"amount": "5000"}},
    ]
    await shown.send("edit", SPONSOR["en"], changes=changes)
    second = await story.pending("resource", revision=2)
    assert SPONSOR["en"] not in second.asked  # nobody's own words pass on their own signature
    assert len(second.asked) == 1
    await second.all_approve()
    team = await story.pending("team")
    given = granted((await _charter(at, story)).resource)
    assert given
    assert (given.hours, given.budget) == (6, Decimal(5000))
    await _takes_too_much(at, story, team)
    await story.close()


async def _takes_too_much(at: Place, story: Story, team: Shown) -> None:
    """The team says that it goes beyond the grant, and what is told of it is over."""
    assert team.state.suggestion
    assert "team.beyond_hours" in [one.rule for one in team.state.suggestion.checks]
    await team.all_approve()
    await story.pending("roles")
    found = await support_of(at.engine, story.id)
    assert found
    assert SPONSOR["en"] in found.accepted_by
    assert (found.hours.granted_weekly, found.hours.over, found.over) == (6, True, True)


async def test_without_a_budget_in_the_brief_none_is_invented(at: Place) -> None:
    story = await begin(at, brief("zh"))
    await story.approve("need")
    shown = await story.pending("resource")
    money = next(i.body for i in shown.state.items if isinstance(i.body, Funding))
    assert (money.amount, money.currency) == (None, None)
    assert "未提出预算" in money.reason
    kept = await suggestions.suggestion(at.engine, f"{story.id}:resource:1")
    assert kept
    assert any(one.id == "loss" and "每周排队等待" in one.value for one in kept.evidence)
    assert kept.errors == ()
    await story.close()


async def test_a_brief_that_names_the_need_still_needs_the_sponsor_before_a_team(
    at: Place,
) -> None:
    story = await begin(at, brief("en", skip=["identify"], need="Contracts wait too long."))
    await story.pending("resource")
    state = await story.state()
    assert state.stage == "team"
    assert [s.kind for s in state.suggestions] == ["resource"]
    await story.approve("resource")
    await story.pending("team")
    await story.close()


AGAIN = {"actor": SPONSOR["en"], "kind": "resource"}


async def test_the_sponsor_can_be_asked_for_more_and_a_no_leaves_what_was_granted(
    at: Place,
) -> None:
    story = await _granted(at)
    before = (await _charter(at, story)).resource
    await story.send("redraft", AGAIN)
    second = await story.pending("resource", 2)
    refused = await refusal(story.handle.execute_update("redraft", AGAIN))
    assert "not parked" in str(refused)
    await second.send("reject", SPONSOR["en"], comment="It is enough.")
    await story.ended("resource", 2)
    state = await story.state()
    assert (state.parked, state.leadership.state) == (None, "accepted")
    assert (await _charter(at, story)).resource == before
    await story.close()


async def _granted(at: Place) -> Story:
    story = await begin(at, brief("en"))
    await story.approve("need")
    await story.approve("resource")
    await story.pending("team")
    return story


async def test_a_second_grant_takes_the_place_of_the_first(at: Place) -> None:
    story = await _granted(at)
    before = granted((await _charter(at, story)).resource)
    await story.send("redraft", AGAIN)
    second = await story.pending("resource", 2)
    hours = next(i.body.hours for i in second.state.items if isinstance(i.body, WeeklyHours))
    changes = [{"id": "hours:1", "body": {"hours": hours + 8}}]
    await second.send("edit", SPONSOR["en"], changes=changes)
    await story.approve("resource", 2, revision=2)
    await story.ended("resource", 2)
    after = granted((await _charter(at, story)).resource)
    assert before
    assert after
    assert (after.hours, after.people) == (before.hours + 8, before.people)
    await story.close()


async def test_a_brief_that_skips_need_and_team_says_that_nobody_accepted(at: Place) -> None:
    story = await begin(at, brief("zh", skip=["identify", "team"]))
    await story.pending("goals")
    assert (await story.state()).leadership.state == "not asked"
    assert "🔴 **缺乏领导支持" in await _page(story)
    await story.send("redraft", {"actor": SPONSOR["zh"], "kind": "resource"})
    await story.approve("resource")
    await story.when(lambda s: s.leadership.state == "accepted", "the acceptance")
    assert "🔴" not in await _page(story)
    await story.close()


async def test_after_the_end_it_still_says_what_was_granted_and_spent(at: Place) -> None:
    story = await begin(at, brief("en"))
    await story.approve("need")
    await story.approve("resource")
    await story.approve("team")
    await story.pending("roles")
    await story.close()
    told = await report(at.engine, story.id, audited=False)
    assert told.support
    assert told.leadership.state == "accepted"
    later = dt.datetime.now(dt.UTC) - told.started_at
    assert told.support.hours.by_team <= Decimal(later.total_seconds())
