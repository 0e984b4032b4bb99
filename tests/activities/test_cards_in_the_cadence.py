"""Department cards in the cadence: facts of its draft by rules and by model, quoted as evidence."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import ActivityEnvironment

from activities.evidence import evidence
from activities.gathering import Gathering
from activities.ground import Ground
from activities.model_drafts import cadence
from activities.model_drafts.cadence_judging import agreed
from activities.requests import GatherRequest
from activities.rules import draft
from domain.card import Card, CardGiven
from domain.facts import CadenceFacts
from domain.items import Practice
from domain.suggestion import DraftItem
from store import charters
from store.cards import replace_card
from store.collaborations import keep_collaboration
from store.facts import facts as kept_facts
from store.facts import keep_facts
from store.people import COMPANY, keep_directory
from tests import builders
from tests.activities.test_model_drafts_cadence import answer
from tests.activities.test_rules import findings
from tests.approvals import brief
from tests.builders import ORGANISATIONS
from tests.charters import DIRECTORY, ON, charter
from tests.domain.test_card import CARD
from tests.organisations import CHINESE, ENGLISH, Organisation
from tests.store.samples import NOW


def card(department: str, **changes: Any) -> Card:
    given = CardGiven.model_validate(CARD | changes)
    return Card(department=department, version=3, card=given, by="wang.fa", at=NOW)


def with_cards(org: Organisation, *departments: str, **changes: Any) -> CadenceFacts:
    cards = tuple(card(name, **changes) for name in departments)
    return builders.cadence_facts(org).model_copy(update={"cards": cards})


def texts(items: tuple[DraftItem, ...]) -> list[str]:
    return [one.body.text for one in items if isinstance(one.body, Practice)]


def test_a_card_is_evidence_with_its_version_and_who_wrote_it() -> None:
    own = CHINESE.departments[1]
    found = {one.id: one for one in evidence(with_cards(CHINESE, own), "zh")}
    assert found[f"card:{own}"].value == (
        "工作时间 周一、周二 09:00–18:00（Asia/Shanghai，CN）；联系渠道：legal@example.com；"
        "通常在 4 个工作小时内答复"
    )
    assert found[f"words:{own}"].value == "「urgent」本部门指today，其他部门指this week"
    assert found[f"card:{own}"].source == "部门协作名片第 3 版（wang.fa 填写）"
    (english,) = (
        one for one in evidence(with_cards(ENGLISH, "Sales", words=[]), "en") if "Card" in one.label
    )
    assert english.value.endswith("usually answers within 4 working hours")


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_the_rules_quote_every_card_and_cite_it(org: Organisation) -> None:
    facts = with_cards(org, *org.departments[:2])
    items = draft(facts, org.language, ())
    known = {one.id: one.value for one in evidence(facts, org.language)}
    cited = {cite for one in items for cite in one.cites}
    assert cited <= set(known)
    told = "\n".join(texts(items))
    for name in org.departments[:2]:
        for sort in ("card", "words"):
            assert f"{sort}:{name}" in cited
            assert known[f"{sort}:{name}"] in told
    assert findings(facts, org, org.language, ()) == ()


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_how_soon_a_department_answers_stands_beside_the_two_days(org: Organisation) -> None:
    own = org.departments[0]
    without = texts(draft(builders.cadence_facts(org), org.language, ()))
    said = texts(draft(with_cards(org, own, response_hours=24), org.language, ()))
    words = {"zh": f"（名片另有说明的：{own} 24 个工作小时）", "en": f"({own} within 24 working"}
    assert any(words[org.language] in one for one in said)
    assert not any(words[org.language] in one for one in without)


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_without_cards_nothing_is_said_of_them_and_facts_are_kept_as_before(
    org: Organisation,
) -> None:
    facts = builders.cadence_facts(org)
    told = evidence(facts, org.language)
    assert not [one for one in told if one.id.startswith(("card:", "words:"))]
    assert '"cards"' not in facts.model_dump_json()
    assert CadenceFacts.model_validate_json(facts.model_dump_json()) == facts
    empty = facts.model_copy(update={"cards": (Card(department=org.departments[0]),)})
    assert draft(empty, org.language, ()) == draft(facts, org.language, ())


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_a_model_may_stand_on_a_card_and_what_it_says_is_put_in_by_code(
    org: Organisation,
) -> None:
    own = org.departments[1]
    facts = with_cards(org, own)
    told = evidence(facts, org.language)
    assert f"card:{own}" in [one.id for one in agreed(facts, org.language)]
    whole = answer(org)
    first, *rest = whole.agreements
    asked = whole.model_copy(
        update={"agreements": (first.model_copy(update={"cites": (f"card:{own}",)}), *rest)}
    )
    items = cadence.to_drafts(asked, facts, told, org.language)
    (quoting,) = (one for one in items if f"card:{own}" in one.cites)
    value = next(one.value for one in told if one.id == f"card:{own}")
    assert isinstance(quoting.body, Practice)
    assert quoting.body.text.endswith((f"{value}.", f"{value}。"))
    assert first.text[:6] in quoting.body.text


@pytest.mark.parametrize("org", ORGANISATIONS)
def test_what_the_model_leaves_out_of_the_cards_the_rules_add(org: Organisation) -> None:
    facts = with_cards(org, *org.departments[:2])
    told = evidence(facts, org.language)
    items = cadence.to_drafts(answer(org), facts, told, org.language)
    before = cadence.to_drafts(answer(org), builders.cadence_facts(org), told, org.language)
    assert items[: len(before)] == before
    assert [one.cites[0].partition(":")[0] for one in items[len(before) :]] == ["card", "words"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_prompt_names_the_cards_as_grounds_and_shows_no_figure_of_them(language: str) -> None:
    org = CHINESE if language == "zh" else ENGLISH
    facts = with_cards(org, org.departments[0])
    told = evidence(facts, org.language)
    sent = cadence.messages(facts, told, org.language, (), "FENCE")
    whole = "\n".join(one["content"] for one in sent)
    assert f"card:{org.departments[0]}" in whole
    assert "legal@example.com" not in whole


async def test_the_cards_of_the_departments_that_take_part_are_gathered(
    engine: AsyncEngine,
) -> None:
    own = brief()
    await keep_collaboration(engine, own, NOW)
    await keep_directory(engine, COMPANY, DIRECTORY)
    made = charter()
    body = made.model_dump_json()
    await charters.keep_charter(engine, own.id, 1, body, made.fingerprint, "x:roles:1", NOW)
    given = CardGiven.model_validate(CARD)
    for name in (own.departments[1], "Elsewhere"):
        await replace_card(engine, name, given, None, "wang.fa", NOW)
    gathering = Gathering(Ground(engine=engine, root=Path()))
    request = GatherRequest(collaboration=own.id, reference=f"{own.id}:cadence:1", today=ON)
    await ActivityEnvironment().run(gathering.gather_cadence, request)
    found = await kept_facts(engine, request.reference)
    assert isinstance(found, CadenceFacts)
    assert [(one.department, one.card) for one in found.cards] == [(own.departments[1], given)]
    assert not await keep_facts(engine, request.reference, found)
