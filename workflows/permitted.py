"""Steering by a permission, and reporting by a head: a validator can look nothing up.

So the handler does.
"""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.permitting import Permitting
    from activities.requests import SteeringRequest
    from activities.succeeding import Succeeding
    from activities.succession_requests import ReporterRequest
    from domain.collaboration import SteerPermitted
    from domain.departure import Report
    from domain.text import Language
    from workflows import options


async def require_permission(
    steer: SteerPermitted, steering: tuple[str, ...], collaboration: str, language: Language
) -> None:
    """Let whoever steers by what they are go on, and anybody else by a permission that stands.

    Raises ApplicationError, which ends the update and nothing else.
    """
    if steer.permission is None or steer.actor in steering:
        return
    update = workflow.current_update_info()
    request = SteeringRequest(
        collaboration=collaboration,
        account=steer.actor,
        permission=steer.permission,
        comment=steer.comment,
        workflow=workflow.info().workflow_id,
        update=update.name if update else "",
        update_id=update.id if update else "",
        language=language,
    )
    await _require(Permitting.require_steering, request, "permission · 授权")


async def require_reporter(
    report: Report, steering: tuple[str, ...], collaboration: str, language: Language
) -> None:
    """Let whoever leaves, and who steers, go on; anybody else as the head of who leaves.

    Raises ApplicationError, which ends the update and nothing else.
    """
    if report.actor in (report.account, *steering):
        return
    update = workflow.current_update_info()
    request = ReporterRequest(
        collaboration=collaboration,
        actor=report.actor,
        account=report.account,
        comment=report.comment,
        workflow=workflow.info().workflow_id,
        update=update.name if update else "",
        update_id=update.id if update else "",
        language=language,
        surface=report.surface,
    )
    await _require(Succeeding.require_reporter, request, "who reports · 核对报告人")


async def _require(act: Any, request: SteeringRequest | ReporterRequest, summary: str) -> None:
    """Have it looked up; a refusal is passed on in its own words."""
    try:
        await workflow.execute_activity_method(act, request, summary=summary, **options.RECORD)
    except ActivityError as error:
        if isinstance(error.cause, ApplicationError):
            raise error.cause from None
        raise
