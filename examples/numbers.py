"""Twelve weeks of measures, and the goals that the departments are held to."""

import datetime as dt
import random
from collections.abc import Iterator

from domain.brief import DepartmentGoal
from domain.records import MeasureMeaning, MeasurePoint
from examples.log import FIRST_DAY, WEEKS
from examples.plan import Plan
from examples.setting import Gauge

_STEADY = 8
_HIGHEST_SHARE = 95.0


def meanings(plan: Plan) -> list[MeasureMeaning]:
    """Return what each measure of the setting means."""
    return [
        MeasureMeaning(
            measure=gauge.measure,
            label=gauge.label,
            unit=gauge.unit,
            better=gauge.better,
            source=gauge.source,
        )
        for gauge in plan.setting.gauges
    ]


def points(plan: Plan) -> list[MeasurePoint]:
    """Return one reading a week, Mondays; a planted measure gets clearly worse from week nine."""
    rng = plan.rng("measures")
    return [
        MeasurePoint(
            measure=gauge.measure, at=FIRST_DAY + dt.timedelta(weeks=week), value=_rounded(value)
        )
        for gauge in plan.setting.gauges
        for week, value in enumerate(_series(plan, rng, gauge))
    ]


def level(plan: Plan, gauge: Gauge) -> float:
    """Return the usual level of a measure here: within 12 % of that of the setting."""
    return gauge.level * plan.rng(f"level:{gauge.measure}").uniform(0.88, 1.12)


def _series(plan: Plan, rng: random.Random, gauge: Gauge) -> Iterator[float]:
    usual = level(plan, gauge)
    worse = 1 if gauge.better == "lower" else -1
    for week in range(WEEKS):
        noise = max(-2.0, min(2.0, rng.gauss(0, 1))) * 0.02
        slide = 0.0
        if gauge.measure == plan.worsening and week >= _STEADY:
            slide = worse * (0.12 + 0.03 * (week - _STEADY))
        yield usual * (1 + noise + slide)


def _rounded(value: float) -> float:
    return round(value, 1 if value >= 10 else 2)


def goals(plan: Plan) -> tuple[DepartmentGoal, ...]:
    """Return one goal a department; only a planted conflict sets two of them against each other."""
    gauges = {gauge.measure: gauge for gauge in plan.setting.gauges}
    opposed = _opposed(plan)
    found = []
    for index, name in plan.names.items():
        rng = plan.rng(f"goal:{index}")
        if index in opposed:
            measure, text, direction = opposed[index]
        else:
            desk = plan.desk(index)
            measure, text, direction = desk.measure, desk.goal, gauges[desk.measure].better
        aim = rng.uniform(0.7, 0.85) if direction == "lower" else rng.uniform(1.15, 1.3)
        target = level(plan, gauges[measure]) * aim
        if gauges[measure].unit == "%":
            target = min(target, _HIGHEST_SHARE)
        found.append(
            DepartmentGoal.model_validate(
                {
                    "department": name,
                    "text": text.format(target=_written(target)),
                    "measure": measure,
                    "direction": direction,
                }
            )
        )
    return tuple(found)


def _opposed(plan: Plan) -> dict[int, tuple[str, str, str]]:
    if plan.tension is None:
        return {}
    tension = plan.tension
    return {
        tension.lowers[0]: (tension.measure, tension.lowers[1], "lower"),
        tension.raises[0]: (tension.measure, tension.raises[1], "higher"),
    }


def _written(target: float) -> str:
    return f"{target:.0f}" if target >= 10 else f"{target:.1f}"
