"""What a worker lets somebody steer by: the permission that they name, as it stands just now."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.ground import Ground
from activities.permitting import Permitting
from activities.requests import SteeringRequest
from domain.granting import Permission
from store import ledger
from tests.permitted import keep, permission
from tests.store.samples import NOW


async def _refused(
    engine: AsyncEngine, named: Permission, account: str = "bo"
) -> ApplicationError | None:
    """Return why somebody who names this permission is not let steer; None means that they are."""
    request = SteeringRequest(
        collaboration="onboarding",
        account=account,
        permission=named.id,
        comment="because",
        workflow="collaboration:onboarding",
        update="pause",
        update_id="u-1",
        language="zh",
    )
    permitting = Permitting(Ground(engine=engine, root=Path()))
    try:
        await ActivityEnvironment().run(permitting.require_steering, request)
    except ApplicationError as error:
        return error
    return None


async def _kept(engine: AsyncEngine) -> list[tuple[str | None, str, str]]:
    rows = await ledger.rows(engine, "onboarding")
    return [(one.actor, one.verb, one.result) for one in rows]


async def test_whoever_has_the_permission_that_they_name_steers(engine: AsyncEngine) -> None:
    await keep(engine, own := permission("bo", "steer"), other := permission("cy", "steer"))
    assert await _refused(engine, own) is None
    assert await _kept(engine) == []
    assert await _refused(engine, other) is not None
    assert await _refused(engine, own, "cy") is not None


async def test_whoever_is_refused_is_told_so_for_good_and_kept(engine: AsyncEngine) -> None:
    await keep(engine, other := permission("cy", "steer"))
    error = await _refused(engine, other)
    assert error is not None
    assert (error.type, error.non_retryable) == ("Refused", True)
    assert "bo 无权进行此操作" in error.message
    assert other.id in error.message
    assert await _kept(engine) == [("bo", "pause", "refused")]


async def test_whoever_audits_by_now_steers_no_more(engine: AsyncEngine) -> None:
    await keep(engine, steers := permission("bo", "steer"), permission("bo", "audit"))
    assert await _refused(engine, steers) is not None


@pytest.mark.parametrize(
    "ended",
    [
        permission("bo", "steer", until=NOW + dt.timedelta(seconds=1)),
        permission("bo", "steer", withdrawn_at=NOW, withdrawn_by="li.na"),
        permission("bo", "steer", refused="audits"),
        permission("bo", "steer", collaboration="another-1"),
        permission("bo", "evaluate"),
    ],
    ids=["expired", "withdrawn", "refused", "of another collaboration", "to do something else"],
)
async def test_what_does_not_stand_lets_nobody_steer(
    engine: AsyncEngine, ended: Permission
) -> None:
    await keep(engine, ended)
    assert await _refused(engine, ended) is not None
