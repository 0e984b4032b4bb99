"""How a collaboration starts its suggestions, rounds and conflicts, and tells them things."""

from collections.abc import Iterable
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.requests import ConflictRequest, RoundRequest
    from activities.suggestion_requests import SuggestionRequest, SuggestionRun
    from domain.collaboration import CollaborationState, Started
    from domain.conflict import Conflict
    from domain.details import how_to_decide
    from domain.errors import BadInputError
    from domain.policy import IDEA_DAYS
    from domain.wording import title_of
    from workflows import names, options

_ABANDON = workflow.ParentClosePolicy.ABANDON


async def start_suggestion(state: CollaborationState, started: Started) -> None:
    """Start a suggestion that `state` holds already; it reports by signal, never awaited."""
    brief, kind = state.brief, started.kind
    number = started.id.rpartition(":")[2]
    title = title_of(kind, brief.title, brief.language)
    remind, within = brief.deadlines.remind, brief.deadlines.decide
    if kind == "idea":
        remind, within = min(remind, IDEA_DAYS / 2), IDEA_DAYS
    request = SuggestionRequest(
        id=started.id,
        collaboration=brief.id,
        home=workflow.info().workflow_id,
        kind=kind,
        language=brief.language,
        facts=started.facts,
        title=title if number == "1" else f"{title} {number}",
        department=brief.lead,
        initiator=started.initiator,
        refused=state.refused if kind == "team" else (),
        remind_after=remind,
        decide_within=within,
    )
    await workflow.start_child_workflow(
        "SuggestionWorkflow",
        SuggestionRun(request=request),
        id=names.suggestion_id(started.id),
        parent_close_policy=_ABANDON,
        search_attributes=names.attributes(brief.id, kind=kind, state="drafting"),
        static_summary=names.summary(request.title),
        static_details=how_to_decide(brief.language),
    )


async def start_round(state: CollaborationState, home: str) -> None:
    """Start the feedback round whose number `state` has just used up."""
    brief, number = state.brief, state.counters["round"]
    await workflow.start_child_workflow(
        "FeedbackRoundWorkflow",
        RoundRequest(
            collaboration=brief.id,
            home=home,
            number=number,
            language=brief.language,
            title=brief.title,
            open_for=brief.deadlines.feedback,
            reference=f"{brief.id}:round:{number}",
            today=workflow.now().date(),
            steering=state.steering,
        ),
        id=names.round_id(brief.id, number),
        parent_close_policy=_ABANDON,
        search_attributes=names.attributes(brief.id),
        static_summary=f"feedback round {number} · 意见征集",
    )


async def start_conflict(
    state: CollaborationState, home: str, conflict: Conflict, raised_by: str
) -> None:
    """Start the conflict whose number `state` has just used up."""
    brief, number = state.brief, state.counters["conflict"]
    await workflow.start_child_workflow(
        "ConflictWorkflow",
        ConflictRequest(
            collaboration=brief.id,
            home=home,
            number=number,
            language=brief.language,
            title=brief.title,
            conflict=conflict,
            open_for=brief.deadlines.positions,
            reference=f"{brief.id}:conflict:{number}",
            raised_by=raised_by,
        ),
        id=names.conflict_id(brief.id, number),
        parent_close_policy=_ABANDON,
        search_attributes=names.attributes(brief.id),
        static_summary=f"conflict {number} · 冲突协调",
    )


def unusable(error: BadInputError | ActivityError) -> ApplicationError:
    """Return the failure, one sentence, of a workflow that cannot work on what it was given."""
    if isinstance(error, BadInputError):
        return ApplicationError(error.sentence.both, type="BadInput", non_retryable=True)
    return ApplicationError(options.sentence_of(error), type="BadInput", non_retryable=True)


async def tell_all(workflow_ids: Iterable[str], signal: str, *given: Any) -> None:
    """Signal workflows; one that has ended meanwhile needs to be told nothing."""
    for workflow_id in workflow_ids:
        await report(workflow_id, signal, *given)


async def report(workflow_id: str, signal: str, *given: Any) -> None:
    """Signal a workflow that may have ended: then nobody is left to care."""
    try:
        await workflow.get_external_workflow_handle(workflow_id).signal(signal, args=given)
    except ApplicationError as error:
        workflow.logger.info("%s not told %s: %s", workflow_id, signal, error)


def underway(state: CollaborationState) -> list[str]:
    """Return the workflow ids of what may still run: suggestions, rounds and conflicts."""
    counted = state.counters
    return [
        *(names.suggestion_id(suggestion.id) for suggestion in state.pending),
        *(names.round_id(state.id, n + 1) for n in range(counted.get("round", 0))),
        *(names.conflict_id(state.id, n + 1) for n in range(counted.get("conflict", 0))),
    ]
