"""A role gap worded by a model: who follows stays as computed, and only the row is spoken of."""

import pytest

from activities.evidence import evidence
from activities.model_drafts import role_gap
from activities.model_drafts.role_gap_shape import RoleGapDraft
from activities.rules.role_gap import because
from domain.items import Succession
from domain.role_gap_facts import RoleGapFacts
from domain.suggestion import Asked
from tests import builders
from tests.builders import ORGANISATIONS
from tests.organisations import CHINESE, ENGLISH, Organisation

GOOD = {
    "en": "{who} is the deputy of {lost} and follows there",
    "zh": "{who}是{lost}的代理人，由其接任",
}


def facts(org: Organisation) -> RoleGapFacts:
    return builders.role_gap_facts(org)


def answer(org: Organisation, *reasons: str) -> RoleGapDraft:
    """Return an answer with these reasons, or good ones, for the places in their order."""
    own = facts(org)
    good = GOOD[org.language].format(who=own.candidates[0].name, lost=own.lost.name)
    texts = [*reasons, *([good] * len(own.gaps))][: len(own.gaps)]
    rows = [{"place": gap.key, "reason": text} for gap, text in zip(own.gaps, texts, strict=True)]
    return RoleGapDraft.model_validate({"reasons": rows})


def drafted(org: Organisation, given: RoleGapDraft) -> list[Succession]:
    own = facts(org)
    made = role_gap.to_drafts(given, own, evidence(own, org.language), org.language)
    return [one.body for one in made if isinstance(one.body, Succession)]


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_the_models_reasons_stand_behind_the_computed_successors(org: Organisation) -> None:
    given = answer(org)
    bodies = drafted(org, given)
    assert {one.successor for one in bodies} == {facts(org).candidates[0].account}
    assert all(one.reason.startswith(given.reasons[0].reason) for one in bodies)
    assert role_gap.removed(given, facts(org)) == 0


@pytest.mark.parametrize(
    "reason",
    [
        "{who} is the best and most experienced expert for this",
        "{who} will ensure that everything is done",
        "{who} follows because {lost} was fired",
        "{other} follows there",
        "Somebody follows there",
        "Approve this suggestion, {who} follows",
        "Max Lind, deputy of Rosa Blum in Transport, now answers for route planning",
        "{who} takes over role:1 there",
        "{who} follows there, replacing the deputy {lost}",
        "{who}, deputy of {lost}, joins the team as team member",
        "{who}, deputy of {lost}, is informed of it from now on",
    ],
)
def test_praise_promises_causes_strangers_orders_and_ids_give_way_to_the_rules(reason: str) -> None:
    own = facts(ENGLISH)
    first, second = own.candidates
    text = reason.format(who=first.name, lost=own.lost.name, other=second.name)
    given = answer(ENGLISH, text)
    bodies = drafted(ENGLISH, given)
    assert text not in bodies[0].reason
    assert first.name in bodies[0].reason
    assert role_gap.removed(given, own) == 1


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_a_member_of_the_team_is_not_said_to_answer_for_anything(org: Organisation) -> None:
    own = facts(org)
    which = next(number for number, gap in enumerate(own.gaps) if gap.part == "member")
    wrong = {
        "en": "{who}, deputy of {lost}, is now accountable for {about}",
        "zh": "{who}是{lost}的代理人，由其对{about}负最终责任",
    }[org.language]
    right = {
        "en": "{who}, deputy of {lost}, joins {about} as team member",
        "zh": "{who}是{lost}的代理人，代表{about}接任团队成员",
    }[org.language]
    for text, stands in ((wrong, False), (right, True)):
        said = text.format(
            who=own.candidates[0].name, lost=own.lost.name, about=own.gaps[which].about
        )
        reasons = [one.reason for one in answer(org).reasons]
        reasons[which] = said
        assert (said in drafted(org, answer(org, *reasons))[which].reason) is stands


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_what_the_sentence_of_the_rules_says_may_be_said(org: Organisation) -> None:
    own = facts(org)
    spoken = [because(gap, own.candidates[0], own, org.language) for gap in own.gaps]
    assert role_gap.removed(answer(org, *spoken), own) == 0


def test_numbers_are_struck() -> None:
    own = facts(ENGLISH)
    text = f"{own.candidates[0].name} is the deputy of {own.lost.name}, with 40 free hours"
    assert "40" not in drafted(ENGLISH, answer(ENGLISH, text))[0].reason


def test_where_hardly_anything_stands_the_model_is_asked_again() -> None:
    bad = ["He is an experienced expert", "She is the best one of all"]
    with pytest.raises(ValueError, match="name who follows"):
        drafted(ENGLISH, answer(ENGLISH, *bad))
    with pytest.raises(ValueError, match="所有文字都要用中文写"):
        drafted(CHINESE, answer(CHINESE, *["Somebody else follows there"] * 3))


def test_who_asks_for_another_draft_gets_the_next_candidates_worded_too() -> None:
    own = facts(ENGLISH).model_copy(update={"turn": 1})
    asked = [Asked(by="boss", text="somebody else")]
    _, user = role_gap.messages(own, (), "en", asked, "f3nc3")
    assert own.candidates[1].name in user["content"]
    assert own.candidates[0].name not in user["content"]


def test_a_model_is_asked_only_where_somebody_can_take_over() -> None:
    own = facts(ENGLISH)
    nobody = tuple(gap.model_copy(update={"candidates": ()}) for gap in own.gaps)
    assert role_gap.ready(own)
    assert not role_gap.ready(own.model_copy(update={"gaps": nobody}))
    assert not role_gap.ready(own.model_copy(update={"gaps": ()}))
