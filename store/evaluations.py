"""Evaluations: each periodic reading of the measures, and whether it proposed anything."""

import dataclasses
import datetime as dt
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from store.engine import reading, writing
from store.inserting import add_new
from store.tables.collaborations import evaluations as table

EvaluationOutcome = Literal["proposed", "no change"]


@dataclasses.dataclass(frozen=True, slots=True)
class Evaluation:
    """One evaluation; `evidence_key` changes only when the evidence does."""

    collaboration: str
    id: str
    outcome: EvaluationOutcome
    facts_reference: str
    evidence_key: str
    at: dt.datetime


async def keep_evaluation(
    engine: AsyncEngine,
    collaboration: str,
    id: str,
    outcome: EvaluationOutcome,
    facts_reference: str,
    evidence_key: str,
    at: dt.datetime,
) -> bool:
    """Keep one evaluation; False when this one was kept before, which then stays."""
    made = Evaluation(collaboration, id, outcome, facts_reference, evidence_key, at)
    async with writing(engine) as connection:
        return await add_new(connection, table, [dataclasses.asdict(made)]) == 1


async def evaluations(engine: AsyncEngine, collaboration: str) -> list[Evaluation]:
    """Return the evaluations of a collaboration, the earliest first."""
    columns = [table.c[field.name] for field in dataclasses.fields(Evaluation)]
    statement = select(*columns).where(table.c.collaboration == collaboration)
    async with reading(engine) as connection:
        rows = await connection.execute(statement.order_by(table.c.at, table.c.number))
        return [Evaluation(**row) for row in rows.mappings()]
