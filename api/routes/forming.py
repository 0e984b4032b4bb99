"""Teams proved and role matrices checked, for whoever is signed in: nothing is read or kept."""

import asyncio
import datetime as dt
import time
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import Field

from analysis.team_plan import team_plan
from api.footing import Asks
from api.languages import language_of
from api.route import Once
from domain.errors import BadInputError
from domain.matrix_checks import check_matrix
from domain.role_matrix import RoleMatrix
from domain.team_names import strangers
from domain.team_plan import TeamPlan
from domain.team_request import TeamRequest
from domain.text import Day, Frozen

router = APIRouter(prefix="/v1", tags=["forming · 组队与分工"], route_class=Once)
LONGEST = 10.0
"""Deterministic time of the solver that one request may take here, whatever its `limit` says."""
_AT_ONCE = asyncio.Semaphore(1)
"""One team at a time: the solver takes a core, and decisions go first."""


class FoundInMatrix(Frozen):
    """One finding, as `accord roles --json` prints it."""

    rule: str
    row: str | None
    severity: Literal["error", "warning"]
    message: str


class Checked(Frozen):
    """What is wrong with a role matrix, errors first."""

    findings: tuple[FoundInMatrix, ...] = Field(description="empty when no rule is broken")


@router.post("/teams:plan")
async def plan(team: TeamRequest, asks: Asks, on: Day | None = None) -> TeamPlan:
    """Form a proved best team of the people in the request, as `accord team` does."""
    _no_file(team.directory)
    if not team.people:
        raise BadInputError("people: list at least one person", "people：请至少列出一人")
    if first := next(strangers(team), None):
        raise BadInputError(
            f"{first.path}: {first.sentence.en}", f"{first.path}：{first.sentence.zh}"
        )
    bounded = team.model_copy(update={"limit": min(team.limit, LONGEST)})
    async with _AT_ONCE:
        started = time.perf_counter()
        found = await asyncio.to_thread(team_plan, bounded, on or dt.datetime.now(dt.UTC).date())
        seconds = round(time.perf_counter() - started, 3)
    return found.model_copy(update={"seconds": seconds})


@router.post("/roles:check")
async def check(matrix: RoleMatrix, request: Request, asks: Asks, on: Day | None = None) -> Checked:
    """Check a role matrix by every rule, as `accord roles` does."""
    _no_file(matrix.directory)
    language = language_of(request)
    found = check_matrix(matrix, on or dt.datetime.now(dt.UTC).date())
    findings = (
        FoundInMatrix(
            rule=one.rule, row=one.item, severity=one.severity, message=one.said.within(language)
        )
        for one in found
    )
    return Checked(findings=tuple(findings))


def _no_file(directory: str | None) -> None:
    if directory is not None:
        raise BadInputError(
            "directory: no file is read here; list the people instead",
            "directory：此处不读取文件，请直接列出人员",
        )
