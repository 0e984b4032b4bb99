"""Answers of a model about goals, for the tests of what becomes of them."""

from decimal import Decimal
from typing import Any

from activities.model_drafts.goals_shape import GoalsDraft
from activities.model_drafts.targets import allowed
from domain.goal_facts import Reading
from tests.activities.model_facts import (
    goals_facts,
)


def key_result(measure: str, target: float | None = None, **more: object) -> dict[str, Any]:
    return {
        "text": f"{measure} 一路向好",
        "measure": measure,
        "target": float(first_target(measure)) if target is None else target,
        "owner": "li.na",
        "affects": ["客服部"],
        "weight": 30,
        "cites": [f"measure:{measure}"],
    } | more


def first_target(measure: str) -> Decimal:
    """The most ambitious target that the evidence names."""
    return allowed(goals_facts(), by_measure(measure))[0]


def by_measure(measure: str) -> Reading:
    return next(one for one in goals_facts().readings if one.measure == measure)


def goals_answer(**more: object) -> GoalsDraft:
    whole = {
        "objectives": [{"text": "客户不再久等", "serves": "S1", "cites": ["need"]}],
        "key_results": [
            key_result("wait_hours"),
            key_result("checks", 6),
            key_result("rework"),
        ],
    }
    return GoalsDraft.model_validate(whole | more)
