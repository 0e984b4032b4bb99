"""Goals by rules: weights, directions, guards, targets that move on request, owners."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.evidence import evidence
from activities.rules import draft
from domain.checks import check
from domain.composing import compose
from domain.errors import BadInputError
from domain.goal_facts import GoalsFacts
from domain.items import KeyResult, SharedObjective
from domain.suggestion import Asked
from tests import builders
from tests.builders import ORGANISATIONS
from tests.organisations import CHINESE, ENGLISH, Organisation


def key_results(
    facts: GoalsFacts, org: Organisation, asked: tuple[Asked, ...] = ()
) -> list[KeyResult]:
    drafts = draft(facts, org.language, asked)
    return [one.body for one in drafts if isinstance(one.body, KeyResult)]


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_three_to_five_key_results_weigh_a_thousand_thousandths(org: Organisation) -> None:
    found = key_results(builders.goals_facts(org), org)
    assert 3 <= len(found) <= 5
    assert sum(one.weight for one in found) == 1000


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_the_measure_of_a_strategic_objective_comes_first(org: Organisation) -> None:
    found = key_results(builders.goals_facts(org), org)
    assert found[0].measure == org.objectives[0].measure
    assert not found[0].keep


def test_a_baseline_is_the_first_weeks_and_current_the_last() -> None:
    first = key_results(builders.goals_facts(CHINESE), CHINESE)[0]
    assert (first.baseline, first.current) == (Decimal("31.5"), Decimal("29.2"))
    assert first.target == Decimal("26.2")
    assert first.text == "把「入职周期」从 31.5 天降到 26.2 天（目前 29.2 天）"


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_the_measure_of_a_goal_conflict_is_guarded_and_the_conflict_named(
    org: Organisation,
) -> None:
    facts = builders.goals_facts(org)
    (conflict,) = facts.conflicts
    guard = next(one for one in key_results(facts, org) if one.measure == conflict.measure)
    assert guard.keep
    assert guard.baseline == guard.target
    assert conflict.first.department in guard.text
    assert conflict.second.department in guard.text
    assert {conflict.first.department, conflict.second.department} <= set(guard.affects)


def test_a_conflict_without_readings_is_named_in_the_objective() -> None:
    facts = builders.goals_facts(CHINESE)
    kept = tuple(one for one in facts.readings if one.measure != "review_depth")
    drafts = draft(facts.model_copy(update={"readings": kept}), "zh", ())
    first = next(one.body for one in drafts if isinstance(one.body, SharedObjective))
    assert "法务部要求提高、采购部要求降低" in first.text


def test_when_every_measure_is_in_conflict_one_still_moves() -> None:
    facts = builders.goals_facts(ENGLISH)
    readings = tuple(one for one in facts.readings if one.measure != "opening")
    conflicts = tuple(
        facts.conflicts[0].model_copy(
            update={
                "measure": one.measure,
                "first": facts.conflicts[0].first.model_copy(update={"measure": one.measure}),
                "second": facts.conflicts[0].second.model_copy(update={"measure": one.measure}),
            }
        )
        for one in readings
    )
    found = key_results(
        facts.model_copy(update={"readings": readings, "conflicts": conflicts}), ENGLISH
    )
    assert [one.keep for one in found].count(False) == 1


def test_the_owner_comes_from_the_department_held_to_the_measure() -> None:
    facts = builders.goals_facts(CHINESE)
    homes = {one.account: one.department for one in facts.members}
    found = {one.measure: one for one in key_results(facts, CHINESE)}
    assert homes[found["lead_time"].owner] == "客户成功部"
    assert homes[found["rework"].owner] == "研发部"


def test_each_request_softens_the_targets_until_there_is_nothing_softer() -> None:
    facts = builders.goals_facts(CHINESE)
    targets = [
        key_results(facts, CHINESE, builders.requests(CHINESE, number))[0].target
        for number in range(4)
    ]
    assert targets[0] < targets[1] < targets[2] == targets[3]


def test_too_few_measures_or_no_member_are_refused_with_their_number() -> None:
    facts = builders.goals_facts(CHINESE)
    with pytest.raises(BadInputError) as caught:
        draft(facts.model_copy(update={"readings": facts.readings[:2]}), "zh", ())
    assert "2 项度量" in caught.value.within("zh")
    with pytest.raises(BadInputError):
        draft(facts.model_copy(update={"members": ()}), "zh", ())


VALUES = st.floats(min_value=0, max_value=100_000, allow_nan=False).map(lambda v: round(v, 2))
MEASURES = st.lists(
    st.tuples(
        st.sampled_from(["天", "%", "次/周", "分（满分 5）", "hours", "7 日均值"]),
        st.sampled_from(["lower", "higher"]),
        VALUES,
        VALUES,
        VALUES,
    ),
    min_size=3,
    max_size=7,
)


@settings(max_examples=60, deadline=None)
@given(measures=MEASURES, rounds=st.integers(min_value=0, max_value=4))
def test_goals_pass_their_own_lint_whatever_was_read(
    measures: list[tuple[str, str, float, float, float]], rounds: int
) -> None:
    org = CHINESE._replace(
        measures=tuple(
            (
                key,
                label,
                unit,
                better,
                first,
                latest,
                (max if better == "higher" else min)(first, latest, best),
            )
            for (key, label), (unit, better, first, latest, best) in zip(
                [*((one[0], one[1]) for one in CHINESE.measures), ("sla", "2 级响应率")],
                measures,
                strict=False,
            )
        ),
        goals=(
            (0, "入职周期降到 25 天以内", "lead_time", "lower"),
            (1, "客户推荐意愿保持在 95% 以上", "nps", "higher"),
            (2, "少做回访", "nps", "lower"),
        ),
    )
    facts = builders.goals_facts(org)
    drafts = draft(facts, "zh", builders.requests(org, rounds))
    items = compose(drafts, builders.directory(org), {})
    found = check("goals", items, evidence(facts, "zh"), "zh")
    assert [one for one in found if one.severity == "error"] == []
