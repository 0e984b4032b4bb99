from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.evidence import evidence
from activities.model_drafts import goals
from activities.model_drafts.excerpts import rough_tokens
from activities.model_drafts.goals_items import thousandths
from activities.model_drafts.goals_shape import GoalsDraft
from activities.model_drafts.shapes import wire_schema
from activities.model_drafts.targets import allowed, offered
from domain.brief import Objective
from domain.items import KeyResult, SharedObjective
from tests.activities.goals_answers import by_measure, first_target, goals_answer, key_result
from tests.activities.model_facts import (
    goals_facts,
    reading,
)


def drafted(answer: GoalsDraft) -> list[KeyResult]:
    facts = goals_facts()
    items = goals.to_drafts(answer, facts, evidence(facts, "zh"), "zh")
    return [item.body for item in items if isinstance(item.body, KeyResult)]


def refused(answer: GoalsDraft) -> str:
    with pytest.raises(ValueError, match=".") as caught:
        drafted(answer)
    return str(caught.value)


def test_goals_take_every_number_from_the_facts() -> None:
    wait, checks, rework = drafted(goals_answer())
    assert (wait.baseline, wait.target, wait.current) == (
        Decimal("26.4"),
        first_target("wait_hours"),
        Decimal(25),
    )
    assert (wait.unit, wait.source, wait.due) == ("小时", "measures.csv", goals_facts().due)
    assert 18 <= wait.target < 25
    assert wait.text == f"wait_hours 一路向好：从 26.4 小时到 {wait.target} 小时"
    assert rework.text.endswith(f"从 14%到 {rework.target}%")
    assert not wait.keep
    assert checks.keep
    assert checks.baseline == checks.target == checks.current == 6
    assert checks.text.endswith("：不低于 6 步")


def test_a_draft_cannot_keep_a_department_out_of_what_touches_it() -> None:
    _, checks, _ = drafted(goals_answer())
    assert checks.affects == ("客服部", "合规部")


def test_goals_cite_what_code_read_for_them() -> None:
    facts = goals_facts()
    items = goals.to_drafts(goals_answer(), facts, evidence(facts, "zh"), "zh")
    assert isinstance(items[0].body, SharedObjective)
    assert items[0].cites == ("need",)
    assert {"measure:wait_hours", "targets:wait_hours", "due"} <= set(items[1].cites)
    assert {"goal:1", "goal:2", "conflict:checks:合规部:客服部"} <= set(items[2].cites)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"measure": "invented"}, "measure：材料里没有「invented」"),
        ({"owner": "nobody"}, "owner：材料里没有「nobody」"),
        ({"affects": ["火星部"]}, "affects：材料里没有「火星部」"),
        ({"cites": ["measure:moon"]}, "cites：材料里没有「measure:moon」"),
        ({"target": 17.77}, "target 17.77 不在可选目标内"),
        ({"target": 30}, "target 30 不在可选目标内"),
        ({"target": 25}, "target 25 不在可选目标内"),
    ],
)
def test_what_is_not_in_the_material_is_refused_by_name(wrong: dict[str, Any], said: str) -> None:
    good = goals_answer().model_dump()["key_results"]
    assert said in refused(goals_answer(key_results=[good[0] | wrong, *good[1:]]))


def test_an_objective_serves_a_strategic_objective_that_exists() -> None:
    objective = {"text": "客户不再久等", "serves": "S9", "cites": ["need"]}
    assert "serves：材料里没有「S9」" in refused(goals_answer(objectives=[objective]))


def test_a_goal_conflict_needs_a_key_result() -> None:
    others = [key_result("wait_hours"), key_result("rework"), key_result("nps")]
    assert "没有关键结果回应目标冲突，应使用指标 checks" in refused(
        goals_answer(key_results=others)
    )


def test_a_measure_that_is_used_twice_counts_once() -> None:
    good = goals_answer().model_dump()["key_results"]
    twice = goals_answer(key_results=[*good, good[0]])
    assert [result.measure for result in drafted(twice)] == ["wait_hours", "checks", "rework"]
    assert goals.removed(twice, goals_facts()) == 1
    assert "只用了 1 个指标" in refused(goals_answer(key_results=[good[0], good[0], good[0]]))


def test_problems_are_worded_in_the_language_of_the_collaboration() -> None:
    facts, bad = goals_facts(), goals_answer(key_results=[key_result("wait_hours", 1)] * 3)
    with pytest.raises(ValueError, match="is not offered; choose one of"):
        goals.to_drafts(bad, facts, evidence(facts, "en"), "en")


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=5))
def test_weights_sum_to_exactly_a_thousand_and_keep_their_order(weights: list[int]) -> None:
    shares = thousandths(weights)
    assert sum(shares) == 1000
    assert min(shares) >= 1
    pairs = [(w, s) for w, s in zip(weights, shares, strict=True)]
    assert all(a[1] >= b[1] - 1 for a in pairs for b in pairs if a[0] > b[0])


def test_goals_are_not_asked_for_without_three_measures_and_people() -> None:
    facts = goals_facts()
    assert goals.ready(facts)
    assert not goals.ready(facts.model_copy(update={"readings": facts.readings[:2]}))
    assert not goals.ready(facts.model_copy(update={"members": ()}))


def test_a_large_organisation_does_not_make_the_goals_prompt_large() -> None:
    facts = goals_facts()
    many = facts.model_copy(
        update={
            "readings": tuple(reading(f"m{n}", f"指标{n}") for n in range(40)),
            "objectives": tuple(Objective(id=f"S{n}", text="话" * 290) for n in range(10)),
        }
    )
    _, user = goals.messages(many, evidence(many, "zh"), "zh", (), "f")
    assert rough_tokens(user["content"]) < 3_000


def test_a_number_in_the_words_of_a_model_does_not_reach_the_draft() -> None:
    good = goals_answer().model_dump()["key_results"]
    false = goals_answer(
        key_results=[good[0] | {"text": "等待时长：最近几周 9 小时"}, *good[1:]],
        objectives=[{"text": "客户不再久等，降到 5 天", "serves": "S1", "cites": ["need"]}],
    )
    assert drafted(false)[0].text.startswith("等待时长：从 26.4 小时到 ")
    assert goals.removed(false, goals_facts()) == 2
    only = goals_answer(key_results=[good[0] | {"text": "等待在 9 小时内"}, *good[1:]])
    assert drafted(only)[0].text.startswith("工单等待时长：从 26.4 小时到 ")
    bare = {"text": "降到 5 天", "serves": "S1", "cites": ["need"]}
    assert "「降到 5 天」里有数字" in refused(goals_answer(objectives=[bare]))


def test_the_schema_offers_accounts_and_ties_each_measure_to_its_own_targets() -> None:
    facts = goals_facts()
    shape = wire_schema(GoalsDraft, goals.narrowing(facts, evidence(facts, "zh"), None))
    measures = shape["$defs"]["KeyResultDraft"]["anyOf"]
    for part in measures:
        fields = part["properties"]
        assert fields["owner"]["enum"] == ["li.na", "wang.wei", "zhao.min"]
        assert fields["affects"]["items"]["enum"] == list(facts.departments)
        assert "need" in fields["cites"]["items"]["enum"]
        [measure] = fields["measure"]["enum"]
        assert fields["target"]["enum"] == [float(t) for t in allowed(facts, by_measure(measure))]
    assert [part["properties"]["measure"]["enum"] for part in measures] == [
        [one.measure] for one in offered(facts)
    ]


def test_repeated_words_are_said_once_and_counted() -> None:
    facts = goals_facts()
    answer = GoalsDraft.model_validate(goals_answer())
    again = [r.model_copy(update={"text": "一起做好"}) for r in answer.key_results]
    twice = (*answer.objectives, answer.objectives[0])
    repeating = answer.model_copy(update={"key_results": tuple(again), "objectives": twice})
    drafts = goals.to_drafts(repeating, facts, evidence(facts, "zh"), "zh")
    results = [d.body.text for d in drafts if isinstance(d.body, KeyResult)]
    shared = [d.body.text for d in drafts if isinstance(d.body, SharedObjective)]
    labels = {r.label for r in facts.readings}
    assert results[0].startswith("一起做好")
    assert all(any(text.startswith(label) for label in labels) for text in results[1:])
    assert len(shared) == len(set(shared)) == len(answer.objectives)
    before = goals.removed(answer, facts)
    assert goals.removed(repeating, facts) == before + len(again) - 1 + 1
