"""The steps of a suggestion that touch the world: each one activity, with what it is asked."""

from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.drafting import Drafting
    from activities.gathering import Gathering
    from activities.requests import GatherRequest
    from activities.succeeding import Succeeding
    from activities.succession_requests import InsteadRequest
    from activities.suggestion_requests import Drafted, DraftRequest, SuggestionRequest, TurnRequest
    from activities.turns import Turns
    from domain import releasing
    from domain.signing import ApprovalState
    from domain.turn import Turn, accounts
    from workflows import options


async def gather_team(request: SuggestionRequest, state: ApprovalState) -> None:
    """Have a team solved anew, without whom a head does not release."""
    await workflow.execute_activity_method(
        Gathering.gather_team,
        GatherRequest(
            collaboration=request.collaboration,
            reference=releasing.reference(state, request.facts),
            today=workflow.now().date(),
            team=releasing.so_far(state),
        ),
        summary=f"evidence · 依据: team r{state.revision + 1}",
        **options.GATHER,
    )


async def draft(
    request: SuggestionRequest, state: ApprovalState, because: str | None, how: dict[str, Any]
) -> Drafted:
    """Have the next revision drafted; by rules alone where there is a reason `because`."""
    drafted: Drafted = await workflow.execute_activity_method(
        Drafting.method(request.kind),
        DraftRequest(
            suggestion=request.id,
            collaboration=request.collaboration,
            kind=request.kind,
            language=request.language,
            facts=releasing.reference(state, request.facts),
            title=request.title,
            revision=state.revision + 1,
            initiator=request.initiator,
            asked=state.asked,
            now=workflow.now(),
            remind_after=state.remind_after,
            decide_within=state.decide_within,
            rules_because=because,
            released=releasing.released(state),
        ),
        summary=f"{request.kind} r{state.revision + 1}",
        **how,
    )
    return drafted


async def read_turn(request: SuggestionRequest, state: ApprovalState) -> Turn:
    """Return whose turn it is by calendars and absences, and until when."""
    return await workflow.execute_activity_method(
        Turns.turn,
        TurnRequest(
            collaboration=request.collaboration,
            accounts=accounts(state),
            initiator=state.initiator,
            asked_at=state.waiting_since or workflow.now(),
            now=workflow.now(),
            remind_after=state.remind_after,
            decide_within=state.decide_within,
        ),
        **options.RECORD,
    )


async def find_instead(request: SuggestionRequest, lost: str) -> tuple[str, ...]:
    """Return who may sign in the place of somebody; nobody, while the directory has them there."""
    return await workflow.execute_activity_method(
        Succeeding.find_instead,
        InsteadRequest(
            collaboration=request.collaboration, account=lost, today=workflow.now().date()
        ),
        **options.RECORD,
    )
