"""The steps of a collaboration that touch the world: each one activity, with what it is asked."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.charting import Charting
    from activities.founding import Founding
    from activities.gathering import Gathering
    from activities.requests import (
        AmendRequest,
        Closed,
        GatherRequest,
        IdeaRequest,
        Opened,
        OpenRequest,
        ScheduleRequest,
    )
    from activities.scheduling import Scheduling
    from activities.succeeding import Succeeding
    from activities.succession_requests import Found, GapFound, GapRequest, LostRequest
    from domain.collaboration import Arrival, Closing, CollaborationState, Outcome, ProposedIdea
    from domain.departure import Departure
    from domain.releasing import TeamSoFar
    from domain.suggestion import Kind
    from workflows import options


async def open_collaboration(state: CollaborationState) -> Opened:
    """Have every source read once."""
    info = workflow.info()
    return await workflow.execute_activity_method(
        Founding.open_collaboration,
        OpenRequest(
            brief=state.brief,
            workflow=info.workflow_id,
            owner=f"{info.workflow_id}/{info.first_execution_run_id}",
            now=workflow.now(),
        ),
        summary="read the sources · 读取数据来源",
        **options.GATHER,
    )


async def gather(state: CollaborationState, kind: Kind, reference: str) -> None:
    """Have the facts of a required kind computed and kept under `reference`."""
    await workflow.execute_activity_method(
        Gathering.method(kind),
        GatherRequest(
            collaboration=state.id,
            reference=reference,
            today=workflow.now().date(),
            team=TeamSoFar(refused=state.refused) if kind == "team" else None,
        ),
        summary=f"evidence · 依据: {kind}",
        **options.GATHER,
    )


async def gather_idea(state: CollaborationState, reference: str, idea: ProposedIdea) -> None:
    """Have an idea kept under `reference`, beside what it touches."""
    await workflow.execute_activity_method(
        Gathering.gather_idea,
        IdeaRequest(
            collaboration=state.id,
            reference=reference,
            title=idea.title,
            text=idea.text,
            author=idea.author,
        ),
        **options.GATHER,
    )


async def find_lost(state: CollaborationState, arrival: Arrival) -> Found:
    """Return who of the charter, or of those asked just now, is lost, and who is promised twice."""
    return await workflow.execute_activity_method(
        Succeeding.find_lost,
        LostRequest(
            collaboration=state.id,
            today=workflow.now().date(),
            look=arrival.key,
            known=tuple(one.account for one in state.booked),
            tell=arrival.people,
        ),
        summary="charter and directory · 核对章程与人员名录",
        **options.GATHER,
    )


async def gather_role_gap(
    state: CollaborationState, reference: str, departure: Departure
) -> GapFound:
    """Return what somebody held; who could take it over is kept under `reference`."""
    return await workflow.execute_activity_method(
        Succeeding.gather_role_gap,
        GapRequest(
            collaboration=state.id,
            reference=reference,
            departure=departure,
            today=workflow.now().date(),
        ),
        summary="successors · 接任人选",
        **options.GATHER,
    )


async def amend(state: CollaborationState, outcome: Outcome) -> int:
    """Have what was approved put into the charter; return its revision, 0 when nothing was."""
    return await workflow.execute_activity_method(
        Charting.amend_charter,
        AmendRequest(
            collaboration=state.id,
            suggestion=outcome.suggestion,
            revision=outcome.revision,
            decided_by=outcome.decided_by,
            at=outcome.at,
        ),
        summary=f"charter · 章程: {outcome.suggestion}",
        **options.RECORD,
    )


async def set_schedule(state: CollaborationState) -> None:
    """Have evaluations start at the brief's interval."""
    await workflow.execute_activity_method(
        Scheduling.set_schedule,
        ScheduleRequest(
            collaboration=state.id,
            home=workflow.info().workflow_id,
            every=state.brief.evaluate_every,
            title=state.brief.title,
        ),
        summary="evaluation schedule · 评估日程",
        **options.RECORD,
    )


async def hold_schedule(state: CollaborationState, paused: bool) -> None:
    """Have evaluations stop for a while, or go on."""
    act = Scheduling.pause_schedule if paused else Scheduling.resume_schedule
    await workflow.execute_activity_method(act, state.id, **options.RECORD)


async def remove_schedule(state: CollaborationState) -> None:
    """Have no more evaluations start."""
    await workflow.execute_activity_method(Scheduling.remove_schedule, state.id, **options.RECORD)


async def keep_closed(state: CollaborationState, closing: Closing) -> None:
    """Have the end of the collaboration kept in the store."""
    await workflow.execute_activity_method(
        Founding.close_collaboration,
        Closed(
            collaboration=state.id,
            by=closing.by,
            reason=closing.reason,
            at=workflow.now(),
            stages=state.done,
            suggestions=state.suggestions,
            notes=state.notes,
        ),
        **options.RECORD,
    )
