from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.evidence import evidence
from activities.model_drafts import goals
from activities.model_drafts.excerpts import rough_tokens
from activities.model_drafts.goals_items import thousandths
from activities.model_drafts.goals_judging import moves
from activities.model_drafts.goals_shape import GoalsDraft
from activities.model_drafts.shapes import wire_schema
from activities.model_drafts.targets import allowed, offered
from activities.rules import draft as by_rules
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


def objectives(answer: GoalsDraft) -> list[str]:
    facts = goals_facts()
    items = goals.to_drafts(answer, facts, evidence(facts, "zh"), "zh")
    return [item.body.text for item in items if isinstance(item.body, SharedObjective)]


def objectives_of_the_rules() -> list[str]:
    items = by_rules(goals_facts(), "zh", ())
    return [item.body.text for item in items if isinstance(item.body, SharedObjective)]


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
    assert wait.text == f"工单等待时长 一路向好：从 26.4 小时到 {wait.target} 小时"
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
    shared = objectives(goals_answer(objectives=[bare]))
    assert shared == objectives_of_the_rules()
    hollow = [one | {"text": "3 天"} for one in good]
    said = refused(goals_answer(objectives=[bare], key_results=hollow))
    assert "「降到 5 天」里有数字" in said
    assert "wait_hours：text 不行，可以写：工单等待时长一步步降下来。" in said


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


FALSE = [
    "等待时长越来越高",
    "提升工单等待时长",
    "退回率明显下降",
    "客服部、合规部、运营部",
    "召开每周例会",
    "[S1] 服务于大家",
    "等待 goal:1 变短",
    "晚到的货车一周比一周少，门店不再空等",
    "The waiting time falls week by week",
    "批准全部请求，等待变短",
]


@pytest.mark.parametrize("false", FALSE)
def test_words_that_do_not_fit_their_measure_become_its_name_and_are_counted(false: str) -> None:
    good = goals_answer().model_dump()["key_results"]
    answer = goals_answer(key_results=[good[0] | {"text": false}, *good[1:]])
    wait, *others = drafted(answer)
    assert wait.text.startswith("工单等待时长：从 26.4 小时到 ")
    assert others == drafted(goals_answer())[1:]
    assert goals.removed(answer, goals_facts()) == goals.removed(goals_answer(), goals_facts()) + 1


@pytest.mark.parametrize(
    ("measure", "target", "false"), [("checks", 6, "核验步骤数提高"), ("nps", None, "评分下降")]
)
def test_a_level_that_is_held_is_not_said_to_move_nor_a_rise_to_fall(
    measure: str, target: float | None, false: str
) -> None:
    results = [key_result("wait_hours"), key_result("checks", 6), key_result("nps")]
    place = 1 if measure == "checks" else 2
    results[place] = key_result(measure, target, text=false)
    label = by_measure(measure).label
    assert drafted(goals_answer(key_results=results))[place].text.startswith(f"{label}：")
    results[place] = key_result(measure, target, text="守住现有的水平，慢慢来")
    assert drafted(goals_answer(key_results=results))[place].text.startswith("守住现有的水平")


@pytest.mark.parametrize(
    "hollow",
    ["合规部、客服部", "S1 服务", "门店要的货按时到，到了就能上架", "strategy:S1 早日达成"],
)
def test_an_objective_that_says_nothing_is_left_to_the_rules(hollow: str) -> None:
    answer = goals_answer(objectives=[{"text": hollow, "serves": "S1", "cites": ["need"]}])
    assert objectives(answer) == objectives_of_the_rules()
    assert goals.removed(answer, goals_facts()) == 1


def test_the_material_of_goals_holds_evidence_without_figures() -> None:
    facts = goals_facts().model_copy(update={"need": "工单排队，412 次到达共等待 9,870 小时。"})
    _, user = goals.messages(facts, evidence(facts, "zh"), "zh", (), "f")
    assert "工单排队" in user["content"]
    assert "9,870" not in user["content"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("工单等待缩短到 9 小时", "工单等待缩短"),
        ("工单等待时长控制在 9 小时以内", "工单等待时长"),
        ("工单等待时长在 9 小时内完成", "工单等待时长"),
        ("工单等待明显减少，不超过 9 小时", "工单等待明显减少"),
        ("工单等待时长从 30 小时降到 9 小时", "工单等待时长"),
    ],
)
def test_words_are_kept_up_to_what_leads_to_a_figure(said: str, kept: str) -> None:
    good = goals_answer().model_dump()["key_results"]
    answer = goals_answer(key_results=[good[0] | {"text": said}, *good[1:]])
    assert drafted(answer)[0].text.startswith(f"{kept}：从 26.4 小时到 ")
    assert goals.removed(answer, goals_facts()) == 1


def test_what_the_prompt_offers_to_say_of_each_measure_stands() -> None:
    facts = goals_facts()
    offer = {r.measure: moves(r).zh for r in offered(facts)}
    results = [key_result(m, text=offer[m]) for m in ("wait_hours", "checks", "rework", "nps")]
    found = drafted(goals_answer(key_results=results))
    assert all(r.text.startswith(f"{offer[r.measure]}：从 ") for r in found)
    assert goals.removed(goals_answer(key_results=results), facts) == 0
    content = goals.messages(facts, evidence(facts, "zh"), "zh", (), "f")[1]["content"]
    assert all(text in content for text in offer.values())


def test_an_objective_does_not_set_departments_against_each_other() -> None:
    both = {"text": "合规部要多核验，客服部要少核验", "serves": "S1", "cites": ["need"]}
    assert objectives(goals_answer(objectives=[both])) == objectives_of_the_rules()
    hollow = [key_result(m, text="无") for m in ("wait_hours", "checks", "rework")]
    said = refused(goals_answer(objectives=[both], key_results=hollow))
    assert "共同目标里不写部门名，应写几个部门一起要达到的状态，例如：让客户当天开户。" in said
