"""What is written before anything starts: schemas, and who a policy would ask."""

import datetime as dt
from typing import Any

from fastapi import APIRouter
from pydantic import Field

from api.callers import require_start
from api.footing import Asks, On
from api.route import Once
from api.schemas import SchemaName, schema_of
from domain.brief import Brief
from domain.directory import Directory, Person
from domain.errors import BadInputError
from domain.forecast import Forecast, forecast
from domain.policy_names import unknown_names
from domain.problems import shown
from domain.suggestion import KINDS, Kind
from domain.text import Account, Day, Frozen
from store import people

router = APIRouter(prefix="/v1", tags=["planning · 筹备"], route_class=Once)


class Planned(Frozen):
    """A brief to try on `people`, or on the company's directory."""

    brief: Brief
    people: tuple[Person, ...] | None = Field(default=None, min_length=1, max_length=2_000)
    kind: Kind | None = None
    initiator: Account | None = None
    on: Day | None = None


class Previewed(Frozen):
    """Per kind of suggestion, the steps and their people, as if every department were touched."""

    ok: bool = True
    on: dt.date
    policies: tuple[Forecast, ...]


@router.get("/schemas/{name}")
async def schema(name: SchemaName, asks: Asks) -> dict[str, Any]:
    """Return the JSON Schema of what a person writes: a brief, a conflict, a team request."""
    return schema_of(name)


@router.post("/policies:preview")
async def preview(planned: Planned, on: On, asks: Asks) -> Previewed:
    """Say who would be asked, step by step, before anything is started."""
    brief = planned.brief
    if asks.scopes is not None:  # it names people: of programs, those that may start learn them
        require_start(asks, brief)
    directory = (
        Directory(people=planned.people)
        if planned.people
        else await people.directory(on.store, brief.id)
    )
    if first := next(unknown_names(brief.policies, directory), None):
        raise BadInputError(
            f"{first.path}: {first.sentence.en}", f"{first.path}：{first.sentence.zh}"
        )
    for name, account in (("sponsor", brief.sponsor), ("initiator", planned.initiator)):
        if account is not None and directory.person(account) is None:
            raise BadInputError(
                f"{name}: nobody in the directory has the account {shown(account)}",
                f"{name}：人员名录中没有账号 {shown(account)}",
            )
    day: dt.date = planned.on or dt.datetime.now(dt.UTC).date()
    kinds = (planned.kind,) if planned.kind else KINDS
    policies = tuple(forecast(one, brief, directory, day, planned.initiator) for one in kinds)
    return Previewed(on=day, policies=policies)
