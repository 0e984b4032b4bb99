from typing import Literal

from analysis.goals import goal_conflicts
from domain.brief import DepartmentGoal
from domain.records import MeasureMeaning

MEANING = MeasureMeaning(
    measure="stock", label="库存金额", unit="万元", better="lower", source="ERP"
)


def goal(
    department: str, direction: Literal["lower", "higher", "keep"], measure: str = "stock"
) -> DepartmentGoal:
    text = f"{department}: {measure} {direction}"
    return DepartmentGoal(department=department, text=text, measure=measure, direction=direction)


def test_opposite_directions_of_one_measure_are_a_conflict() -> None:
    low, high = goal("财务部", "lower"), goal("销售部", "higher")
    (conflict,) = goal_conflicts([low, high], [MEANING])
    assert (conflict.label, conflict.first, conflict.second) == ("库存金额", low, high)


def test_the_same_direction_keep_or_another_measure_is_none() -> None:
    goals = [
        goal("财务部", "lower"),
        goal("采购部", "lower"),
        goal("生产部", "keep"),
        goal("销售部", "higher", "orders"),
    ]
    assert goal_conflicts(goals, [MEANING]) == ()


def test_one_department_is_not_in_conflict_with_itself() -> None:
    assert goal_conflicts([goal("财务部", "lower"), goal("财务部", "higher")], []) == ()


def test_each_pair_is_named_once_in_the_order_of_the_brief() -> None:
    goals = [
        goal("A", "higher"),
        goal("B", "lower", "cost"),
        goal("C", "lower"),
        goal("A", "higher"),
        goal("D", "lower"),
        goal("A", "higher", "cost"),
    ]
    found = [
        (c.measure, c.first.department, c.second.department) for c in goal_conflicts(goals, [])
    ]
    assert found == [("stock", "A", "C"), ("stock", "A", "D"), ("cost", "B", "A")]


def test_a_measure_without_a_meaning_keeps_its_own_name() -> None:
    assert goal_conflicts([goal("A", "lower"), goal("B", "higher")], [])[0].label == "stock"
