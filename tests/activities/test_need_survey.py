"""A need out of a survey: labelled as self-reported wherever it stands, by rules and by a model."""

import pytest

from activities.evidence import evidence
from activities.model_drafts import need_survey
from activities.model_drafts.need_shape import NeedDraft
from activities.rules import draft
from domain.checks import check
from domain.composing import compose
from domain.errors import BadInputError
from domain.items import Need
from domain.suggestion import DraftItem
from domain.survey_facts import SurveyNeedFacts
from domain.text import Language
from tests import builders
from tests.builders import ORGANISATIONS, Organisation
from tests.organisations import CHINESE, ENGLISH

LABEL: dict[Language, str] = {"en": "self-reported", "zh": "自报"}
STATED = {"zh": "采购部和法务部之间交接太慢。", "en": "Sales waits for Compliance."}
BOTH = pytest.mark.parametrize("org", ORGANISATIONS, ids=["zh", "en"])


def findings(
    facts: SurveyNeedFacts, org: Organisation, drafts: tuple[DraftItem, ...]
) -> tuple[object, ...]:
    items = compose(drafts, builders.directory(org), builders.targets(org))
    return check("need", items, evidence(facts, org.language), org.language)


def need(drafts: tuple[DraftItem, ...]) -> Need:
    body = drafts[0].body
    assert isinstance(body, Need)
    return body


@BOTH
@pytest.mark.parametrize("rounds", [0, 1, 5])
@pytest.mark.parametrize("found", [True, False])
def test_the_rules_draft_has_no_finding_and_says_that_it_is_self_reported(
    org: Organisation, rounds: int, found: bool
) -> None:
    for stated in (None, STATED[org.language]):
        if not (found or stated):
            continue
        facts = builders.survey_need_facts(org, found, stated)
        drafts = draft(facts, org.language, builders.requests(org, rounds))
        assert findings(facts, org, drafts) == ()
        label = LABEL[org.language]
        assert label in need(drafts).statement.casefold()
        assert not found or label in need(drafts).title


@BOTH
def test_no_hours_pass_for_measured_ones(org: Organisation) -> None:
    drafts = draft(builders.survey_need_facts(org), org.language, ())
    assert need(drafts).waiting == org.departments[1]
    assert need(drafts).hours is None


@BOTH
def test_every_piece_of_evidence_about_the_survey_is_labelled(org: Organisation) -> None:
    for one in evidence(builders.survey_need_facts(org), org.language):
        assert LABEL[org.language] in one.label


def test_the_figures_are_said_as_they_were_given() -> None:
    facts = builders.survey_need_facts(CHINESE)
    said = need(draft(facts, "zh", ())).statement
    assert "自报每周损失 26.5 小时（采购部 19.88 小时、研发部 6.62 小时）" in said
    assert "4 条说法中有 1 条只有一方提出" in said


def test_without_a_claim_that_is_borne_out_the_brief_has_to_say_the_need() -> None:
    with pytest.raises(BadInputError, match="Nobody bears out a claim in en/survey.csv"):
        draft(builders.survey_need_facts(ENGLISH, found=False), "en", ())


WORDS: dict[Language, dict[str, object]] = {
    "zh": {
        "title": "缩短合同在法务部的等待",
        "statement": ["采购部反映移交的合同在法务部排队", "采购部和研发部反映只能跟着等"],
        "cites": ["queue:法务部"],
    },
    "en": {
        "title": "Shorten the wait in Compliance",
        "statement": ["Sales reports that its work queues in Compliance", "Sales is held up by it"],
        "cites": ["queue:Compliance"],
    },
}


@BOTH
def test_the_words_of_a_model_stand_under_their_label_before_the_rules_figures(
    org: Organisation,
) -> None:
    facts, language = builders.survey_need_facts(org), org.language
    answer = NeedDraft.model_validate(WORDS[language])
    drafts = need_survey.to_drafts(answer, facts, evidence(facts, language), language)
    body, computed = need(drafts), need(draft(facts, language, ()))
    assert findings(facts, org, drafts) == ()
    opening = "Self-reported: " if language == "en" else "自报："
    assert body.statement.startswith(opening)
    assert body.statement.endswith(computed.statement)
    assert body.title.startswith(str(WORDS[language]["title"]))
    assert LABEL[language] in body.title
    assert (body.waiting, body.senders, body.hours) == (
        computed.waiting,
        computed.senders,
        None,
    )
    assert need_survey.removed(answer, facts) == 0


@BOTH
def test_a_model_that_names_another_department_is_refused(org: Organisation) -> None:
    facts, other = builders.survey_need_facts(org), org.departments[4]
    words = WORDS[org.language] | {"statement": [f"{other} {other}", f"{other} {other} {other}"]}
    with pytest.raises(ValueError, match=other):
        need_survey.to_drafts(
            NeedDraft.model_validate(words), facts, evidence(facts, org.language), org.language
        )


@BOTH
def test_the_prompt_says_that_it_is_self_reported_and_shows_no_figure(org: Organisation) -> None:
    facts = builders.survey_need_facts(org)
    system, user = need_survey.messages(facts, (), org.language, (), "f3nc3")
    assert LABEL[org.language] in system["content"]
    assert LABEL[org.language] in user["content"]
    assert "26.5" not in user["content"]
    assert need_survey.ready(facts)
    assert not need_survey.ready(builders.survey_need_facts(org, found=False))
