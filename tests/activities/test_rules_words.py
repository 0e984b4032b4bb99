"""Digest, resolution, adjustment and idea by rules: other people's words stay their own."""

import datetime as dt
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.evidence import evidence
from activities.rules import draft
from activities.rules.quotations import LONGEST, quotation
from domain.checks import check
from domain.composing import compose
from domain.digest_facts import Concern, DigestFacts, Theme, Voice
from domain.errors import BadInputError
from domain.items import Change, Idea, Sentence, Term
from domain.records import FeedbackItem
from domain.resolution_facts import ResolutionFacts
from domain.text import clean, fold
from tests import builders
from tests.builders import ORGANISATIONS
from tests.organisations import CHINESE, ENGLISH, Organisation


def digest(facts: DigestFacts, org: Organisation) -> list[Sentence]:
    drafts = draft(facts, org.language, ())
    return [one.body for one in drafts if isinstance(one.body, Sentence)]


def terms(facts: ResolutionFacts, org: Organisation, rounds: int = 0) -> list[Term]:
    drafts = draft(facts, org.language, builders.requests(org, rounds))
    return [one.body for one in drafts if isinstance(one.body, Term)]


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_a_digest_quotes_every_department_that_wrote(org: Organisation) -> None:
    facts = builders.digest_facts(org)
    about = {name for one in digest(facts, org) for name in one.about}
    assert about == {item.department for item in facts.items}


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_a_minority_concern_comes_first_and_is_named_as_such(org: Organisation) -> None:
    first = digest(builders.digest_facts(org), org)[0]
    assert first.text.startswith("少数意见" if org.language == "zh" else "Minority concern")
    assert first.about == (org.departments[4],)


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_every_quotation_is_verbatim_and_short(org: Organisation) -> None:
    facts = builders.digest_facts(org)
    texts = {item.id: item.text for item in facts.items}
    for sentence in digest(facts, org):
        for quote in sentence.quotes:
            assert quote.text in texts[quote.item]
            assert len(quote.text) <= LONGEST


def test_a_round_without_any_text_is_refused() -> None:
    facts = builders.digest_facts(CHINESE)
    with pytest.raises(BadInputError) as caught:
        draft(facts.model_copy(update={"items": ()}), "zh", ())
    assert "第 1 轮" in caught.value.within("zh")


def test_a_quotation_is_the_sentence_that_holds_the_term() -> None:
    text = "先说一句。合同卡了 3.5 天，没人管！后面还有。"
    assert quotation(text, ("合同",)) == "合同卡了 3.5 天，没人管！"
    assert quotation("Wait is 3.5 days. Files get lost.", ("lost",)) == "Files get lost."


def test_a_very_long_sentence_is_cut_around_its_term() -> None:
    text = "很长的前文，" * 40 + "关键词在这里，" + "很长的后文，" * 40
    found = quotation(text, ("关键词",))
    assert "关键词" in found
    assert found in text
    assert len(found) <= LONGEST


@given(text=st.text(min_size=1).map(clean).filter(fold), term=st.text(max_size=5))
def test_a_quotation_is_always_a_part_of_its_source(text: str, term: str) -> None:
    found = quotation(text, (term,))
    assert found
    assert found in text
    assert len(found) <= LONGEST


TEXTS = st.lists(
    st.tuples(st.integers(min_value=0, max_value=5), st.text(min_size=0, max_size=400)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(said=TEXTS)
def test_any_feedback_makes_a_digest_without_errors(said: list[tuple[int, str]]) -> None:
    items = tuple(
        FeedbackItem(
            id=f"{number}",
            account=builders.contacts(CHINESE)[place].account,
            department=CHINESE.departments[place],
            text=text,
        )
        for number, (place, text) in enumerate(said)
    )
    written = [one for one in items if fold(one.text)]
    names = tuple(dict.fromkeys(one.department for one in written))
    facts = DigestFacts(
        round=2,
        asked=30,
        answered=len(items),
        voices=tuple(
            Voice(
                department=name,
                items=sum(one.department == name for one in written),
                people=1,
                median_rating=None,
            )
            for name in names
        ),
        concerns=tuple(
            Concern(
                department=name,
                terms=("2 级",),
                items=tuple(one.id for one in written if one.department == name),
                share_here=1 / 3,
                share_elsewhere=0.02,
                minority=True,
            )
            for name in names[:1]
        ),
        themes=(Theme(term="3 天", items=tuple(one.id for one in written), departments=names),)
        if names
        else (),
        items=items,
    )
    if not written:
        with pytest.raises(BadInputError):
            draft(facts, "zh", ())
        return
    items_shown = compose(draft(facts, "zh", ()), builders.directory(CHINESE), {})
    sources = {one.id: one.text for one in items}
    assert check("digest", items_shown, evidence(facts, "zh"), "zh", sources) == ()


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_a_resolution_changes_when_interests_weigh_otherwise(org: Organisation) -> None:
    before = terms(builders.resolution_facts(org, (70, 30)), org)
    after = terms(builders.resolution_facts(org, (20, 80)), org)
    for one, other in zip(before, after, strict=True):
        assert (one.gives, one.gets) != (other.gives, other.gets)


def test_each_party_reads_its_own_words_and_points() -> None:
    first, second = terms(builders.resolution_facts(CHINESE), CHINESE)
    assert (first.department, second.department) == ("采购部", "法务部")
    assert "「合同两天内能签出去」（56 分）" in first.gets
    assert "合计 77 分，没有协议时为 30 分" in first.gets


def test_a_request_moves_to_the_nash_option_then_along_the_front() -> None:
    facts = builders.resolution_facts(CHINESE)
    options = [terms(facts, CHINESE, rounds)[0].option for rounds in range(4)]
    assert options == ["A", "C", "B", "B"]
    assert facts.nash == "C"


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_without_a_feasible_option_the_terms_say_who_falls_short(org: Organisation) -> None:
    facts = builders.resolution_facts(org, floors=(95, 95))
    assert facts.chosen is None
    found = terms(facts, org)
    assert {one.option for one in found} == {"A"}
    never = "没有方案能达到每一方的底线" if org.language == "zh" else "clears every floor"
    assert all(never in one.gets for one in found)
    items = compose(draft(facts, org.language, ()), builders.directory(org), {})
    assert check("resolution", items, evidence(facts, org.language), org.language) == ()


def test_a_party_that_stated_nothing_is_not_given_words() -> None:
    facts = builders.resolution_facts(CHINESE)
    silent = facts.conflict.model_copy(update={"positions": facts.conflict.positions[:1]})
    values = tuple(one.model_copy(update={"values": (one.values[0], 0.0)}) for one in facts.values)
    facts = facts.model_copy(update={"conflict": silent, "values": values})
    second = terms(facts, CHINESE)[1]
    assert "没有陈述立场" in second.gives
    items = compose(draft(facts, "zh", ()), builders.directory(CHINESE), {})
    assert check("resolution", items, evidence(facts, "zh"), "zh") == ()


def test_an_adjustment_moves_a_slow_target_to_where_its_pace_ends() -> None:
    changes = [one.body for one in draft(builders.adjustment_facts(CHINESE), "zh", ())]
    first = changes[0]
    assert isinstance(first, Change)
    assert (first.field, first.before, first.after) == ("target", "24", "29")
    assert "得分 0.2" in first.reason


def test_the_words_of_a_key_result_follow_its_new_target() -> None:
    changes = [one.body for one in draft(builders.adjustment_facts(CHINESE), "zh", ())]
    second = changes[1]
    assert isinstance(second, Change)
    assert (second.field, second.after) == ("text", "入职周期 31.5 → 29")


def test_a_result_to_keep_can_only_have_more_time() -> None:
    facts = builders.adjustment_facts(CHINESE)
    kept = [
        one.body
        for one in draft(facts, "zh", ())
        if isinstance(one.body, Change) and one.body.target == "key_result:2"
    ]
    assert [one.field for one in kept] == ["due"]
    assert dt.date.fromisoformat(kept[0].after) == CHINESE.due + dt.timedelta(days=28)


def test_an_evaluation_that_proposes_nothing_is_refused() -> None:
    facts = builders.adjustment_facts(ENGLISH).model_copy(update={"proposes": ()})
    with pytest.raises(BadInputError) as caught:
        draft(facts, "en", ())
    assert "en-evaluation-1" in caught.value.within("en")


@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_an_idea_keeps_its_authors_words(rounds: int) -> None:
    facts = builders.idea_facts(CHINESE)
    idea = draft(facts, "zh", builders.requests(CHINESE, rounds))[0].body
    assert isinstance(idea, Idea)
    assert (idea.title, idea.text) == CHINESE.idea
    assert idea.author == facts.author.account
    assert "法务部" in idea.next_step
    assert "入职周期" in idea.next_step


def test_an_idea_that_touches_nothing_is_asked_what_it_solves() -> None:
    facts = builders.idea_facts(ENGLISH).model_copy(update={"related": ()})
    idea = draft(facts, "en", ())[0].body
    assert isinstance(idea, Idea)
    assert "no charter item is near" in idea.next_step


def test_drafts_are_plain_values_and_the_same_each_time() -> None:
    for facts in builders.every_facts(ENGLISH):
        once, again = (draft(facts, "en", builders.requests(ENGLISH)) for _ in range(2))
        assert [one.model_dump_json() for one in once] == [one.model_dump_json() for one in again]
        assert all(json.loads(one.model_dump_json()) for one in once)
