"""The verbs that move people and the course of an approval, on a real server."""

import asyncio
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from domain.ledger import Row
from store import ledger
from tests.workflows.cast import Shown, Story, begin, refusal, until
from tests.workflows.place import Place, brief

EARLY = ["identify", "team", "goals"]
SOON = {"remind": "PT5S", "decide": "PT8S"}


async def _need(at: Place, **changes: Any) -> tuple[Story, Shown]:
    story = await begin(at, brief("en", **changes))
    return story, await story.pending("need")


def _stranger(shown: Shown) -> str:
    """Return somebody who could be asked, and is not."""
    return next(p.account for p in shown.state.people if p.account not in shown.everybody)


async def _told(at: Place, story: Story, verb: str) -> list[tuple[str, str]]:
    async def there() -> list[tuple[str, str]] | None:
        sent = await at.sent(story.id)
        return [(n.recipient, n.body) for n in sent if f":{verb}:" in n.key] or None

    return await until(there, f"what {verb} announces")


async def _rows(at: Place, story: Story, verb: str, count: int = 1) -> list[Row]:
    async def there() -> list[Row] | None:
        found = [row for row in await at.ledger(story.id) if row.verb == verb]
        return found if len(found) >= count else None

    return await until(there, f"{count} ledger rows of {verb}")


async def _code(sending: Any) -> str:
    error: ApplicationError = await refusal(sending)
    return str(error.details[0]["code"])


async def test_a_transfer_asks_the_target_and_the_giver_is_out(at: Place) -> None:
    story, shown = await _need(at)
    giver, target = shown.asked[0], _stranger(shown)
    await shown.send("transfer", giver, to=target)
    again = await shown.again()
    assert target in again.asked
    assert giver not in again.asked
    assert await _code(again.send("approve", giver)) == "not_asked"

    async def told() -> bool:
        return target in [who for who, _ in await _told(at, story, "asked")]

    await until(told, "that the target is asked")
    await shown.all_approve()
    assert (await story.ended("need")).state == "approved"
    approved = await _rows(at, story, "approve", len(shown.everybody))
    assert giver not in {row.actor for row in approved if row.result == "recorded"}
    await story.close()


async def test_a_delegates_opinion_comes_back_and_does_not_count(at: Place) -> None:
    story, shown = await _need(at)
    giver, delegate = shown.asked[0], _stranger(shown)
    await shown.send("delegate", giver, to=[delegate])
    asked = await shown.again()
    assert delegate in asked.asked
    await asked.send("approve", delegate, comment="Looks right to me.")
    back = await shown.again()
    assert giver in back.asked
    assert delegate not in back.asked
    assert "Looks right to me." in back.state.remarks[-1].text
    assert not back.state.signatures
    await back.all_approve()
    assert (await story.ended("need")).state == "approved"
    await story.close()


async def test_a_question_stops_the_deadline_until_it_is_answered(at: Place) -> None:
    story = await begin(at, brief("en", skip=EARLY, deadlines=SOON))
    shown = await story.pending("cadence")
    asker, expert = shown.asked[0], _stranger(shown)
    await shown.send("ask", asker, to=expert, comment="Is Monday possible?")
    assert (expert, f"{story.id}:cadence:1 revision 1\n{asker}: Is Monday possible?") in (
        await _told(at, story, "ask")
    )
    await asyncio.sleep(9)  # longer than the whole deadline
    waiting = await shown.again()
    assert waiting.state.status == "pending"
    assert not waiting.state.reminded
    assert await _code(shown.send("answer", asker, comment="Yes")) == "no_open_question"
    await shown.send("answer", expert, comment="Yes, at ten.")
    answered = await shown.again()
    assert answered.state.questions[0].answer == "Yes, at ten."
    assert answered.state.due_at is not None
    assert answered.state.due_at > (waiting.state.due_at or answered.state.due_at)
    assert asker in [who for who, _ in await _told(at, story, "answer")]
    parked = (await story.when(lambda s: s.parked, "the expiry after the answer")).parked
    assert parked.state == "expired"
    await story.close()


async def test_the_evidence_answers_at_once(at: Place) -> None:
    story, shown = await _need(at)
    item = shown.state.items[0]
    await shown.send("ask", shown.asked[0], item=item.id, comment="How long is the wait?")
    (question,) = (await shown.again()).state.questions
    assert question.answer
    cited = [e for e in shown.state.suggestion.evidence if e.id in item.cites]  # type: ignore[union-attr]
    assert all(fact.value in question.answer for fact in cited)
    assert (await shown.again()).state.stopped_at is None
    await story.close()


async def test_added_approvers_decide_before_and_after_and_beside(at: Place) -> None:
    story, shown = await _need(at)
    actor = shown.asked[0]
    spare = [p.account for p in shown.state.people if p.account not in shown.everybody][:3]
    await shown.send("add_approver", actor, to=spare[0], place="before")
    first = await shown.again()
    assert first.asked == [spare[0]]
    assert await _code(first.send("approve", actor)) == "not_asked"
    await first.send("approve", spare[0])
    second = await shown.again()
    assert second.asked == shown.asked
    await second.send("add_approver", actor, to=spare[1], place="parallel")
    await second.send("add_approver", actor, to=spare[2], place="after", mode="any")
    assert spare[1] in (await shown.again()).asked
    await shown.send("remove_approver", actor, to=spare[1])
    assert spare[1] not in (await shown.again()).asked
    await shown.all_approve()
    assert (await story.ended("need")).state == "approved"
    signed = {row.actor for row in await _rows(at, story, "approve")}
    assert {spare[0], spare[2]} <= signed
    assert spare[1] not in signed
    assert await ledger.fault(at.engine, story.id) is None
    await story.close()


@pytest.mark.parametrize("then", ["rerun", "return"])
async def test_the_sponsor_sends_it_back_to_the_heads(at: Place, then: str) -> None:
    story, shown = await _need(at)
    for head in shown.asked:
        await shown.send("approve", head)
    last = await shown.again()
    (sponsor,) = last.asked
    assert await _code(last.send("roll_back", sponsor, step="2", comment="no")) == "not_finished"
    await last.send("roll_back", sponsor, step="1", then=then, comment="Look at it again.")
    back = await shown.again()
    assert sorted(back.asked) == sorted(shown.asked)
    notes = [n for n in await at.sent(story.id) if ":asked:" in n.key and n.key.endswith(":1")]
    await until(lambda: _announced(at, story, len(shown.asked)), "that they are asked again")
    assert len(notes) <= len(shown.asked)
    await shown.all_approve()
    assert (await story.ended("need")).state == "approved"
    await story.close()


async def _announced(at: Place, story: Story, many: int) -> bool:
    sent = await at.sent(story.id)
    return len([n for n in sent if ":asked:" in n.key and n.key.endswith(":1")]) == many


async def test_a_steward_terminates_and_it_parks(at: Place) -> None:
    story, shown = await _need(at)
    stranger = _stranger(shown)
    sponsor = (await story.state()).steering[0]
    assert await _code(shown.send("terminate", stranger, comment="x")) == "not_steward"
    assert await _code(shown.send("terminate", sponsor)) == "no_reason"
    await shown.send("terminate", sponsor, comment="The project is merged with another.")
    parked = (await story.when(lambda s: s.parked, "the parking")).parked
    assert (parked.kind, parked.state) == ("need", "terminated")
    assert await shown.handle.result() == "terminated"
    await story.close()


async def test_an_author_withdraws_their_own_idea_and_nobody_else_does(at: Place) -> None:
    story, shown = await _need(at)
    author = _stranger(shown)
    words = {"title": "One list", "text": "Keep one list of parts.", "author": author}
    await story.handle.execute_update("propose_idea", words)
    idea = await story.pending("idea")
    assert await _code(idea.send("withdraw", idea.asked[0])) == "not_initiator"
    await idea.send("withdraw", author)
    assert (await story.ended("idea")).state == "withdrawn"
    rows = await _rows(at, story, "withdraw", 2)
    assert {(row.actor, row.result) for row in rows} == {
        (idea.asked[0], "refused"),
        (author, "recorded"),
    }
    assert (await story.state()).parked is None
    await story.close()


async def test_people_are_reminded_and_told_by_others_within_limits(at: Place) -> None:
    story, shown = await _need(at)
    actor, silent = shown.asked[:2]
    other = _stranger(shown)
    assert await _code(shown.send("remind", other)) == "not_involved"
    await shown.send("remind", actor, comment="We wait for this.")

    async def reminded() -> bool:  # one message after another is put out
        return silent in [who for who, _ in await _told(at, story, "remind")]

    assert await until(reminded, f"a reminder to {silent}")
    assert await _code(shown.send("remind", actor)) == "too_soon"
    await shown.send("cc", actor, to=[other])
    assert [who for who, _ in await _told(at, story, "cc")] == [other]
    assert await _code(shown.send("cc", actor, to=other)) == "copied_already"
    await story.close()


async def test_whoever_stands_above_may_sign_for_the_silent(at: Place) -> None:
    story = await begin(
        at, brief("en", skip=EARLY, deadlines={"remind": "PT5S", "decide": "PT14S"})
    )
    shown = await story.pending("cadence")

    async def escalated() -> Shown | None:
        now = await shown.again()
        return now if now.state.escalated else None

    now = await until(escalated, "the escalation", patience=60)
    assert now.state.current is not None
    above = [c.account for a in now.state.current.approvers for c in a.stand_ins]
    assert above
    assert not set(above) & set(shown.everybody)
    await now.send("approve", above[0])
    assert (await story.ended("cadence")).state == "approved"
    assert [row.actor for row in await _rows(at, story, "escalate")] == [None]
    assert (await _rows(at, story, "approve"))[0].actor == above[0]
    await story.close()
