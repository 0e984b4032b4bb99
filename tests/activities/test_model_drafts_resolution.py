import pytest

from activities.evidence import evidence
from activities.model_drafts import resolution
from activities.model_drafts.resolution_shape import ResolutionDraft
from domain.items import Term
from tests.activities.model_facts import (
    conflict,
    conflict_facts,
)


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


def test_a_party_without_a_term_or_with_two_and_a_stranger_are_refused() -> None:
    both = terms().model_dump()["terms"]
    with pytest.raises(ValueError, match="合规部 有 0 条") as caught:
        resolved(terms(terms=[both[0], both[0], both[0] | {"department": "火星部"}]))
    assert "客服部 有 2 条" in str(caught.value)
    assert "department：材料里没有「火星部」" in str(caught.value)


def test_a_resolution_is_not_asked_for_while_a_party_is_silent() -> None:
    facts = conflict_facts()
    half = conflict().model_copy(update={"positions": conflict().positions[:1]})
    assert resolution.ready(facts)
    assert not resolution.ready(facts.model_copy(update={"conflict": half}))
    assert not resolution.ready(facts.model_copy(update={"pareto": ()}))
