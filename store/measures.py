"""Measures: what they mean, and their readings over time."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.records import MeasureMeaning, MeasurePoint
from store.engine import reading, writing
from store.inserting import add_or_correct
from store.postgresql import alone
from store.tables.evidence import measure_meanings, measure_points


async def keep_measures(
    engine: AsyncEngine,
    collaboration: str,
    points: Sequence[MeasurePoint],
    meanings: Sequence[MeasureMeaning],
) -> int:
    """Keep readings and meanings; return how many readings were new or corrected.

    A reading of the same measure and date takes the place of the earlier one, since source
    systems correct their figures. What an evaluation rested on is kept with its facts.
    """
    owner = {"collaboration": collaboration}
    async with writing(engine) as connection:
        await alone(connection, f"measures:{collaboration}")
        await add_or_correct(
            connection,
            measure_meanings,
            [owner | meaning.model_dump() for meaning in meanings],
            key=("collaboration", "measure"),
        )
        return await add_or_correct(
            connection,
            measure_points,
            [owner | point.model_dump() for point in points],
            key=("collaboration", "measure", "at"),
        )


async def measures(
    engine: AsyncEngine, collaboration: str
) -> tuple[list[MeasurePoint], list[MeasureMeaning]]:
    """Return the readings by measure and date, and the meanings in the order they came in."""
    point, meaning = measure_points.c, measure_meanings.c
    by_date = (
        select(point.measure, point.at, point.value)
        .where(point.collaboration == collaboration)
        .order_by(point.measure, point.at)
    )
    by_arrival = (
        select(meaning.measure, meaning.label, meaning.unit, meaning.better, meaning.source)
        .where(meaning.collaboration == collaboration)
        .order_by(meaning.number)
    )
    async with reading(engine) as connection:
        points = (await connection.execute(by_date)).mappings()
        meanings = (await connection.execute(by_arrival)).mappings()
        return (
            [MeasurePoint(**row) for row in points],
            [MeasureMeaning(**row) for row in meanings],
        )
