"""Questions before a decision: to a person, or to the evidence (要求补充说明)."""

import datetime as dt

from domain.asking import Question
from domain.command import Command
from domain.refusals import Refusal, refusal
from domain.signing import ENDED, ApprovalState
from domain.suggestion import Evidence

MOST_QUESTIONS = 10
"""Each stops the deadline: without a bound, asking would be a way never to decide."""


def may_ask(state: ApprovalState, command: Command) -> Refusal | None:
    """Say whether the question has a text and somebody, or something, that can answer it."""
    if not command.comment.strip():
        return refusal("no_question", state)
    if len(state.questions) >= MOST_QUESTIONS:
        return refusal("too_many_questions", state, str(MOST_QUESTIONS))
    if len(command.to) > 1:
        return refusal("one_person", state)
    if not command.to:
        return None if evidence_of(state, command) else refusal("no_evidence", state)
    if command.item is not None:
        return refusal("item_or_person", state)
    if command.to[0] == command.actor:
        return refusal("asked_oneself", state)
    return None if state.contact(command.to[0]) else refusal("unknown_person", state, command.to[0])


def asked(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    """Put the question; what the evidence can answer is answered at once."""
    known = "" if command.to else told(evidence_of(state, command))
    question = Question(
        id=f"q{len(state.questions) + 1}",
        by=command.actor or "",
        text=command.comment,
        at=now,
        to=command.to[0] if command.to else None,
        item=command.item,
        answer=known or None,
        answered_at=now if known else None,
    )
    return stopped(state.model_copy(update={"questions": (*state.questions, question)}), now)


def may_answer(state: ApprovalState, command: Command) -> Refusal | None:
    """Say whether this person was asked, and answers with something."""
    mine = [question for question in state.open_questions if question.to == command.actor]
    if command.question is not None:
        mine = [question for question in mine if question.id == command.question]
    if not mine:
        return refusal("no_open_question", state, command.actor or "")
    if len(mine) > 1:
        return refusal("which_question", state, ", ".join(question.id for question in mine))
    return None if command.comment.strip() else refusal("no_answer", state)


def answered(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    """Keep the answer; the deadline runs on when it was the last that was waited for."""
    mine = [question.id for question in state.open_questions if question.to == command.actor]
    wanted = command.question or (mine[0] if mine else "")
    questions = tuple(
        one.model_copy(update={"answer": command.comment, "answered_at": now})
        if one.id == wanted and one.id in mine
        else one
        for one in state.questions
    )
    return going_on(state.model_copy(update={"questions": questions}), now)


def mooted(state: ApprovalState, now: dt.datetime, by: str | None = None) -> ApprovalState:
    """Wait no longer for answers: to this person's questions, or to all of them."""
    questions = tuple(
        one.model_copy(update={"moot": True}) if one.open and by in (None, one.by) else one
        for one in state.questions
    )
    return going_on(state.model_copy(update={"questions": questions}), now)


def evidence_of(state: ApprovalState, command: Command) -> tuple[Evidence, ...]:
    """Return the evidence that the named item cites; without an item, what the text names."""
    evidence = state.suggestion.evidence if state.suggestion else ()
    if command.item is not None:
        cites = {cite for item in state.items if item.id == command.item for cite in item.cites}
        return tuple(one for one in evidence if one.id in cites)
    text = command.comment.casefold()
    return tuple(
        one for one in evidence if one.id.casefold() in text or one.label.casefold() in text
    )


def told(evidence: tuple[Evidence, ...]) -> str:
    """Return the evidence as the answer to a question, one fact a line."""
    return "\n".join(f"{one.label}: {one.value} ({one.id}, {one.source})" for one in evidence)


def stopped(state: ApprovalState, now: dt.datetime) -> ApprovalState:
    """Stop the deadline if there is a reason to, and it runs."""
    held = state.paused_at or state.open_questions
    if state.status in ENDED or state.stopped_at or not held:
        return state
    return state.model_copy(update={"stopped_at": now})


def going_on(state: ApprovalState, now: dt.datetime) -> ApprovalState:
    """Let the deadline run on with the time that was left, if nothing holds it any more."""
    held = state.paused_at or state.open_questions
    if state.status in ENDED or not state.stopped_at or held:
        return state
    lost = now - state.stopped_at
    shift = {
        name: at + lost
        for name, at in (
            ("remind_at", state.remind_at),
            ("escalate_at", state.escalate_at),
            ("due_at", state.due_at),
        )
        if at is not None
    }
    return state.model_copy(update={"stopped_at": None, **shift})
