"""Suggestions: every revision exactly as people saw it, and how each suggestion ended."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import BadInputError
from domain.suggestion import Kind, Provenance, Suggestion
from store.columns import MOST
from store.engine import reading, writing
from store.inserting import add_new
from store.tables.suggestions import outcomes as outcome_table
from store.tables.suggestions import suggestions as table


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """How one suggestion ended: `state` as the lifecycle names it."""

    suggestion: str
    state: str
    at: dt.datetime


async def keep_suggestion(engine: AsyncEngine, collaboration: str, suggestion: Suggestion) -> bool:
    """Keep one revision; False when it was there already.

    A retry makes the same content at another time, so `made_at` does not count as content.
    Raises BadInputError when the id is of another collaboration or the revision holds other
    content: what people may have signed is never replaced.
    """
    if _collaboration(suggestion.id) != collaboration:
        raise BadInputError(
            f"suggestion {suggestion.id} is not of collaboration {collaboration}",
            f"建议稿「{suggestion.id}」不属于协作「{collaboration}」",
        )
    async with writing(engine) as connection:
        if await add_new(connection, table, [_row(collaboration, suggestion)]):
            return True
        statement = select(table.c.body).where(
            table.c.id == suggestion.id, table.c.revision == suggestion.revision
        )
        body = (await connection.execute(statement)).scalar_one()
    earlier = Suggestion.model_validate_json(body)
    if earlier.model_copy(update={"made_at": suggestion.made_at}) != suggestion:
        raise BadInputError(
            f"revision {suggestion.revision} of {suggestion.id} holds other content already",
            f"建议稿「{suggestion.id}」第 {suggestion.revision} 版已存在，且内容不同",
        )
    return False


async def suggestion(
    engine: AsyncEngine, id: str, revision: int | None = None
) -> Suggestion | None:
    """Return one revision of a suggestion, the newest by default; None when it is not there."""
    if revision is not None and revision > MOST:
        return None
    statement = select(table.c.body).where(table.c.id == id)
    if revision is not None:
        statement = statement.where(table.c.revision == revision)
    async with reading(engine) as connection:
        found = await connection.execute(statement.order_by(table.c.revision.desc()).limit(1))
        body = found.scalar_one_or_none()
    return None if body is None else Suggestion.model_validate_json(body)


async def revisions(engine: AsyncEngine, id: str) -> list[Suggestion]:
    """Return every revision of a suggestion, the first one first."""
    statement = select(table.c.body).where(table.c.id == id).order_by(table.c.revision)
    async with reading(engine) as connection:
        bodies = (await connection.execute(statement)).scalars()
        return [Suggestion.model_validate_json(body) for body in bodies]


async def provenances(
    engine: AsyncEngine, collaboration: str | None = None
) -> list[tuple[Kind, Provenance]]:
    """Return the kind and provenance of every revision, of one collaboration or of all."""
    statement = select(table.c.body).order_by(table.c.id, table.c.revision)
    if collaboration is not None:
        statement = statement.where(table.c.collaboration == collaboration)
    async with reading(engine) as connection:
        bodies = (await connection.execute(statement)).scalars()
        found = [Suggestion.model_validate_json(body) for body in bodies]
    return [(one.kind, one.provenance) for one in found]


async def keep_outcome(engine: AsyncEngine, id: str, state: str, at: dt.datetime) -> bool:
    """Record how a suggestion ended; False when its end was recorded before, which then stays."""
    row = {"suggestion": id, "collaboration": _collaboration(id), "state": state, "at": at}
    async with writing(engine) as connection:
        return await add_new(connection, outcome_table, [row]) == 1


async def outcomes(engine: AsyncEngine, collaboration: str) -> list[Outcome]:
    """Return how the suggestions of a collaboration ended, the earliest first."""
    return (await outcomes_of(engine, [collaboration]))[collaboration]


async def outcomes_of(
    engine: AsyncEngine, collaborations: Sequence[str]
) -> dict[str, list[Outcome]]:
    """Return the same of several collaborations, by one statement."""
    own = outcome_table.c.collaboration
    columns = (own, outcome_table.c.suggestion, outcome_table.c.state, outcome_table.c.at)
    statement = (
        select(*columns)
        .where(own.in_(collaborations))
        .order_by(outcome_table.c.at, outcome_table.c.suggestion)
    )
    found: dict[str, list[Outcome]] = {name: [] for name in collaborations}
    async with reading(engine) as connection:
        for name, suggestion, state, at in await connection.execute(statement):
            found[name].append(Outcome(suggestion, state, at))
    return found


def _row(collaboration: str, suggestion: Suggestion) -> dict[str, object]:
    return {
        "id": suggestion.id,
        "revision": suggestion.revision,
        "collaboration": collaboration,
        "kind": suggestion.kind,
        "fingerprint": suggestion.fingerprint,
        "body": suggestion.model_dump_json(),
        "made_at": suggestion.made_at,
    }


def _collaboration(id: str) -> str:
    """Return the part of a suggestion's id before the kind: collaboration:kind:number."""
    return id.partition(":")[0]
