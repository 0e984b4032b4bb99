import datetime as dt

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.records import MeasureMeaning, MeasurePoint
from store.measures import keep_measures, measures

WAIT = MeasureMeaning(
    measure="wait", label="审批等待", unit="小时", better="lower", source="合同系统"
)
ERRORS = MeasureMeaning(
    measure="errors", label="Errors", unit="count", better="lower", source="tracker"
)


def point(day: int, value: float, measure: str = "wait") -> MeasurePoint:
    return MeasurePoint(
        measure=measure, at=dt.date(2026, 1, 1) + dt.timedelta(days=day), value=value
    )


async def test_readings_come_back_by_date_and_meanings_as_they_came(engine: AsyncEngine) -> None:
    points = [point(1, 0.1), point(0, 1 / 3), point(0, 7, "errors")]
    assert await keep_measures(engine, "onboarding", points, [WAIT, ERRORS]) == 3
    assert await measures(engine, "onboarding") == (
        [point(0, 7, "errors"), point(0, 1 / 3), point(1, 0.1)],
        [WAIT, ERRORS],
    )


async def test_the_same_again_changes_nothing(engine: AsyncEngine) -> None:
    await keep_measures(engine, "onboarding", [point(0, 1), point(1, 2)], [WAIT, ERRORS])
    again = await keep_measures(engine, "onboarding", [point(1, 2), point(2, 3)], [ERRORS, WAIT])
    assert again == 1
    points, meanings = await measures(engine, "onboarding")
    assert points == [point(0, 1), point(1, 2), point(2, 3)]
    assert meanings == [WAIT, ERRORS]


async def test_a_corrected_reading_takes_the_earlier_ones_place(engine: AsyncEngine) -> None:
    renamed = WAIT.model_copy(update={"label": "合同审批等待"})
    await keep_measures(engine, "onboarding", [point(0, 1), point(1, 2)], [WAIT])
    assert await keep_measures(engine, "onboarding", [point(1, 5)], [renamed]) == 1
    assert await measures(engine, "onboarding") == ([point(0, 1), point(1, 5)], [renamed])


async def test_of_one_day_twice_in_a_file_the_later_line_counts(engine: AsyncEngine) -> None:
    assert await keep_measures(engine, "onboarding", [point(0, 1), point(0, 2)], []) == 1
    assert await measures(engine, "onboarding") == ([point(0, 2)], [])


async def test_collaborations_do_not_share_readings(engine: AsyncEngine) -> None:
    await keep_measures(engine, "onboarding", [point(0, 1)], [WAIT])
    await keep_measures(engine, "other", [point(0, 9)], [])
    assert await measures(engine, "onboarding") == ([point(0, 1)], [WAIT])
    assert await measures(engine, "nowhere") == ([], [])


async def test_years_of_readings_are_kept_in_chunks(engine: AsyncEngine) -> None:
    many = [point(day, day) for day in range(1201)]
    assert await keep_measures(engine, "onboarding", many, [WAIT]) == 1201
    assert (await measures(engine, "onboarding"))[0] == many
