import pytest

from activities.evidence import evidence
from activities.model_drafts import resolution
from activities.model_drafts.resolution_judging import fair, own_words
from activities.model_drafts.resolution_shape import ResolutionDraft
from domain.items import Term
from tests import builders
from tests.activities.model_facts import (
    conflict,
    conflict_facts,
)
from tests.organisations import CHINESE, ENGLISH, Organisation


def terms(**more: object) -> ResolutionDraft:
    both = [
        {"department": "客服部", "gives": "安排人预审材料", "gets": "客户当天开户"},
        {"department": "合规部", "gives": "派人参加预审", "gets": "不出合规事故"},
    ]
    return ResolutionDraft.model_validate({"option": "pre", "terms": both} | more)


def resolved(answer: ResolutionDraft) -> list[Term]:
    facts = conflict_facts()
    items = resolution.to_drafts(answer, facts, evidence(facts, "zh"), "zh")
    assert all(f"option:{answer.option}" in item.cites for item in items)
    return [item.body for item in items if isinstance(item.body, Term)]


def test_a_resolution_has_one_term_for_each_party_in_their_order() -> None:
    assert [term.department for term in resolved(terms())] == ["合规部", "客服部"]


def test_a_resolution_is_bound_to_a_fair_option() -> None:
    facts = conflict_facts()
    assert "wait" not in facts.pareto
    with pytest.raises(ValueError, match="option：材料里没有「wait」"):
        resolved(terms(option="wait"))


def changed(place: int, **more: str) -> ResolutionDraft:
    both = list(terms().model_dump()["terms"])
    both[place] |= more
    return terms(terms=both)


def refused(answer: ResolutionDraft) -> str:
    with pytest.raises(ValueError, match=".") as caught:
        resolved(answer)
    return str(caught.value)


def test_a_party_without_a_term_has_its_own_row_and_strangers_fall_away() -> None:
    both = terms().model_dump()["terms"]
    answer = terms(terms=[both[0], both[0], both[0] | {"department": "火星部"}])
    safe, fast = resolved(answer)
    assert (safe.department, safe.gives, safe.gets) == (
        "合规部",
        "在「少加班」上让步",
        "「不出合规事故」得到满足",
    )
    assert (fast.gives, fast.gets) == (both[0]["gives"], both[0]["gets"])
    assert resolution.removed(answer, conflict_facts()) == 3
    stranger = both[0] | {"department": "火星部"}
    said = refused(terms(terms=[stranger, stranger]))
    assert "department：材料里没有「火星部」" in said
    assert "合规部 有 0 条" in said


FALSE = [
    (0, {"gives": "在少加班上让步"}),
    (0, {"gives": "至少减两步"}),
    (0, {"gives": "放弃不出合规事故"}),
    (0, {"gets": "少加班"}),
    (0, {"gets": "三天内开户，省 20 人"}),
    (0, {"gets": "方案 pre_one 里的东西"}),
    (0, {"gets": "货架早上是满的"}),
    (0, {"gets": "详见 https://x.example"}),
    (0, {"gets": "无需审批就开户"}),
    (0, {"gets": "customers open their accounts"}),
    (0, {"gets": "无"}),
    (1, {"gives": "在不出合规事故上让步"}),
    (1, {"gets": "一步都不能少"}),
    (1, {"gets": "客户当天开户"}),
]


@pytest.mark.parametrize(("place", "false"), FALSE)
def test_a_side_that_is_not_in_the_partys_own_row_is_said_by_code_and_counted(
    place: int, false: dict[str, str]
) -> None:
    facts, answer = conflict_facts(), changed(place, **false)
    party = answer.terms[place].department
    own = dict(zip(("gives", "gets"), own_words("pre", party, facts, "zh"), strict=True))
    [term] = [t for t in resolved(answer) if t.department == party]
    side = next(iter(false))
    assert term.model_dump()[side] == own[side]
    assert resolution.removed(answer, facts) == 1
    assert resolution.removed(terms(), facts) == 0


def test_the_same_words_for_both_parties_are_refused_with_what_to_write() -> None:
    same = {"gives": "各退一步", "gets": "各退一步"}
    both = [term.model_dump() | same for term in terms().terms]
    said = refused(terms(terms=both))
    assert "合规部：按方案 pre 中它自己的那一行写，gives 可以写：在「少加班」上让步" in said


def test_the_words_that_a_refusal_offers_stand() -> None:
    facts = conflict_facts()
    sides = ("gives", "gets")
    offered = [
        {"department": party, **dict(zip(sides, own_words("pre", party, facts, "zh"), strict=True))}
        for party in facts.conflict.parties
    ]
    assert resolution.removed(terms(terms=offered), facts) == 0


@pytest.mark.parametrize("org", [CHINESE, ENGLISH], ids=["zh", "en"])
def test_parties_with_one_and_the_same_row_may_say_the_same(org: Organisation) -> None:
    facts = builders.resolution_facts(org)
    option = fair(facts)[0]
    rows = [
        (party, *own_words(option, party, facts, org.language)) for party in facts.conflict.parties
    ]
    said = [{"department": d, "gives": gives, "gets": gets} for d, gives, gets in rows]
    answer = ResolutionDraft.model_validate({"option": option, "terms": said})
    items = resolution.to_drafts(answer, facts, evidence(facts, org.language), org.language)
    found = [i.body for i in items if isinstance(i.body, Term)]
    assert [(t.department, t.gives, t.gets) for t in found] == rows
    assert resolution.removed(answer, facts) == 0


def test_the_prompt_of_a_resolution_holds_no_positions_and_no_points() -> None:
    facts = conflict_facts()
    _, user = resolution.messages(facts, evidence(facts, "zh"), "zh", (), "f")
    assert "一步都不能少" not in user["content"]
    assert "得分" not in user["content"]
    assert "pre | 合规部 | 在「少加班」上让步 | 不出合规事故" in user["content"]


def test_a_resolution_is_not_asked_for_while_a_party_is_silent() -> None:
    facts = conflict_facts()
    half = conflict().model_copy(update={"positions": conflict().positions[:1]})
    assert resolution.ready(facts)
    assert not resolution.ready(facts.model_copy(update={"conflict": half}))
    assert not resolution.ready(facts.model_copy(update={"pareto": ()}))
