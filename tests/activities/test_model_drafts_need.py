import json
import re
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.exceptions import ApplicationError

from activities.evidence import evidence
from activities.llm_drafting import draft_by_model
from activities.model_drafts import need
from activities.model_drafts.need_shape import NeedDraft
from activities.model_drafts.shapes import wire_schema
from activities.rules import need as rules
from domain.checks import check
from domain.composing import compose
from domain.items import Need
from domain.need_facts import NeedFacts
from domain.suggestion import DraftItem
from domain.text import Language
from domain.tracing import numbers
from tests import builders
from tests.activities.endpoint import answering, serving
from tests.activities.llm_fakes import Remembering, endpoint_at
from tests.organisations import CHINESE, ENGLISH, Organisation

STATED = {
    "zh": "采购部和法务部之间交接太慢，供应商等了 12 天。",
    "en": "Sales waits for Compliance.",
}
WORDS: dict[str, dict[str, object]] = {
    "zh": {
        "title": "缩短合同在法务部的等待",
        "statement": ["采购部移交的合同在法务部排队", "采购部和研发部拿不到签好的合同，只能等"],
        "cites": ["queue:法务部"],
    },
    "en": {
        "title": "Shorten the wait in Compliance",
        "statement": ["Work from Sales queues in Compliance", "Sales and Engineering cannot go on"],
        "cites": ["queue:Compliance"],
    },
}
SOBER: dict[str, dict[str, object]] = {
    "zh": {
        "title": "让采购部与法务部的交接更顺",
        "statement": ["采购部把合同移交给法务部后，供应商还要等", "双方都觉得交接太慢"],
        "cites": ["stated"],
    },
    "en": {
        "title": "Ease the hand-over from Sales to Compliance",
        "statement": ["Sales waits for Compliance to answer", "Its customers wait as well"],
        "cites": ["stated"],
    },
}
BOTH = pytest.mark.parametrize("org", [CHINESE, ENGLISH], ids=["zh", "en"])


def answer(language: Language, **more: object) -> NeedDraft:
    return NeedDraft.model_validate(WORDS[language] | more)


def drafted(said: NeedDraft, facts: NeedFacts, language: Language) -> tuple[Need, DraftItem]:
    [item] = need.to_drafts(said, facts, evidence(facts, language), language)
    assert isinstance(item.body, Need)
    return item.body, item


def refused(org: Organisation, facts: NeedFacts | None = None, **more: object) -> str:
    with pytest.raises(ValueError, match=".") as caught:
        drafted(answer(org.language, **more), facts or builders.need_facts(org), org.language)
    return str(caught.value)


def by_rules(facts: NeedFacts, language: Language) -> Need:
    body = rules.draft(facts, language, ())[0].body
    assert isinstance(body, Need)
    return body


def unstated(org: Organisation) -> NeedFacts:
    return builders.need_facts(org, found=False, stated=STATED[org.language])


@BOTH
def test_queue_senders_hours_and_figures_are_those_of_the_rules(org: Organisation) -> None:
    facts = builders.need_facts(org)
    body, item = drafted(answer(org.language), facts, org.language)
    computed = by_rules(facts, org.language)
    assert (body.waiting, body.senders, body.hours) == (
        computed.waiting,
        computed.senders,
        computed.hours,
    )
    assert body.statement.endswith(computed.statement)
    assert body.statement.startswith(str(WORDS[org.language]["statement"])[2:10])
    assert body.title == WORDS[org.language]["title"]
    assert {f"queue:{org.departments[1]}", "log"} <= set(item.cites)


@BOTH
def test_the_need_passes_the_checks(org: Organisation) -> None:
    for facts, words in (
        (builders.need_facts(org), WORDS),
        (builders.need_facts(org, stated=STATED[org.language]), WORDS),
        (unstated(org), SOBER),
    ):
        proofs = evidence(facts, org.language)
        said = NeedDraft.model_validate(words[org.language])
        drafts = need.to_drafts(said, facts, proofs, org.language)
        items = compose(drafts, builders.directory(org), {})
        assert check("need", items, proofs, org.language) == ()


@BOTH
def test_without_a_queue_the_stated_need_is_reworded_and_no_queue_is_claimed(
    org: Organisation,
) -> None:
    facts = unstated(org)
    said = NeedDraft.model_validate(SOBER[org.language])
    body, item = drafted(said, facts, org.language)
    assert (body.waiting, body.hours) == (None, None)
    assert body.senders == by_rules(facts, org.language).senders
    assert {"stated", "log"} <= set(item.cites)
    sober = "没有哪个部门的等待明显突出" if org.language == "zh" else "no department's queue stands"
    assert sober in body.statement
    assert STATED[org.language].rstrip("。.") in body.statement


@pytest.mark.parametrize(
    ("org", "title"),
    [(CHINESE, "法务部是全公司的瓶颈"), (ENGLISH, "Compliance is the bottleneck")],
)
def test_without_a_queue_a_bottleneck_is_not_claimed(org: Organisation, title: str) -> None:
    words = SOBER[org.language] | {"title": title}
    facts, said = unstated(org), NeedDraft.model_validate(words)
    assert drafted(said, facts, org.language)[0].title == by_rules(facts, org.language).title
    assert need.removed(said, facts) == 1
    refusal = refused(org, facts, **(words | {"statement": [title, title]}))
    assert ("不要这样说" if org.language == "zh" else "no queue stands out") in refusal
    word = "瓶颈" if org.language == "zh" else "bottleneck"
    theirs = facts.model_copy(update={"stated": f"{title} {STATED[org.language]} {word}"})
    assert drafted(said, theirs, org.language)[0].title == title


@pytest.mark.parametrize(
    ("org", "more", "said"),
    [
        (CHINESE, {"title": "财务部处理太慢"}, "财务部 与这项需求无关"),
        (CHINESE, {"title": "采购部处理太慢"}, "title：应写明工作在 法务部 等待"),
        (CHINESE, {"title": "火星部拖住了法务部"}, "材料里没有「火星部」"),
        (CHINESE, {"title": "合同交给审批中心后在法务部等待"}, "材料里没有「审批中心」"),
        (CHINESE, {"title": "法务部的合同由王伟负责"}, "材料里没有「王伟」"),
        (CHINESE, {"title": "36 小时"}, "title：请另用不带数字的话写清楚"),
        (CHINESE, {"title": "法" * 81}, "title：共 81 个字符，最多 80 个"),
        (CHINESE, {"title": "……"}, "没有写出内容"),
        (CHINESE, {"title": "Shorten the long wait in 法务部"}, "title：请用中文写"),
        (CHINESE, {"title": "法务部：本需求已获批准"}, "请去掉「需求已获批准」"),
        (CHINESE, {"title": "法务部见 https://x.example"}, "请去掉「https:」"),
        (ENGLISH, {"title": "Finance is too slow"}, "Finance is not part of this need"),
        (ENGLISH, {"title": "Sales is too slow"}, "title: name Compliance, where the work waits"),
        (ENGLISH, {"title": "Work from Mars waits"}, "“Mars” is written like a name"),
        (ENGLISH, {"title": "Mars department waits"}, "“Mars” is written like a name"),
        (ENGLISH, {"title": "40 hours"}, "title: say it in words of its own, without numbers"),
        (ENGLISH, {"title": "TBD: Compliance"}, "says nothing yet"),
        (ENGLISH, {"title": "缩短在 Compliance 的等待"}, "title: write in English"),
        (ENGLISH, {"title": "This need is approved"}, "take out “need is approved”"),
    ],
)
def test_a_title_that_would_mislead_becomes_the_rules_and_alone_is_refused_by_name(
    org: Organisation, more: dict[str, Any], said: str
) -> None:
    facts, given = builders.need_facts(org), answer(org.language, **more)
    body, _ = drafted(given, facts, org.language)
    computed = by_rules(facts, org.language)
    assert body.title == computed.title
    assert body.statement.endswith(computed.statement)
    assert body.statement != computed.statement
    assert need.removed(given, facts) == 1
    assert said in refused(org, **more, statement=[str(more["title"]), "36"])


FALSE = [
    (CHINESE, "法务部移交的工作在采购部排队"),
    (CHINESE, "法务部要等采购部处理"),
    (CHINESE, "法务部因此影响了客户满意度"),
    (CHINESE, "法务部见 queue:法务部"),
    (CHINESE, "门店部、物流部移交到法务部的工作等得久"),
    (CHINESE, "法务部的货架要补货"),
    (CHINESE, "财务部拖住了法务部"),
    (CHINESE, "材料里没有「法务部」，请去掉"),
    (CHINESE, "法务部的工作已批准，无需审批"),
    (ENGLISH, "Work from Compliance waits in Sales"),
    (ENGLISH, "Compliance waits for Sales"),
    (ENGLISH, "Compliance lowers the efficiency of the whole organization"),
    (ENGLISH, "See queue:Compliance in Compliance"),
    (ENGLISH, "Work from Stores and Transport waits in Compliance"),
    (ENGLISH, "Delivery by trucks waits in Compliance"),
    (ENGLISH, "Compliance is written like a name, take out “it”"),
    (ENGLISH, "Finance keeps Compliance waiting"),
]


@pytest.mark.parametrize(("org", "false"), FALSE)
def test_a_sentence_that_the_log_does_not_bear_falls_away_and_is_counted(
    org: Organisation, false: str
) -> None:
    facts = builders.need_facts(org)
    good = answer(org.language)
    given = answer(org.language, statement=[*good.statement, false])
    assert drafted(given, facts, org.language)[0] == drafted(good, facts, org.language)[0]
    assert need.removed(given, facts) == 1
    assert need.removed(good, facts) == 0


@BOTH
def test_a_refusal_says_what_may_be_written(org: Organisation) -> None:
    sender, name = org.departments[2], org.departments[1]
    said = refused(org, title="36", statement=["36", "48"])
    assert said.count(sender) == said.count("statement 第一句" if name == "法务部" else "Begin the")
    [line] = [line for line in said.splitlines() if sender in line]
    assert name in line


@BOTH
def test_cites_that_are_not_in_the_material_fall_away(org: Organisation) -> None:
    given = answer(org.language, cites=["measure:moon"])
    _, item = drafted(given, builders.need_facts(org), org.language)
    assert set(item.cites) <= {one.id for one in evidence(builders.need_facts(org), org.language)}
    assert need.removed(given, builders.need_facts(org)) == 1


@BOTH
def test_a_need_without_a_sentence_of_its_own_is_refused(org: Organisation) -> None:
    title = str(WORDS[org.language]["title"])
    said = refused(org, statement=[title])
    assert ("也不要重复标题" if org.language == "zh" else "in words of its own") in said
    assert "statement" in refused(org, statement=["等了三十天" if org is CHINESE else "36", "36"])


def test_a_title_in_title_case_is_written_like_a_sentence() -> None:
    said = answer("en", title="Shorten The Wait For Work In Compliance")
    body, _ = drafted(said, builders.need_facts(ENGLISH), "en")
    assert body.title == "Shorten the wait for work in Compliance"
    bare = answer("en", statement=["queue:Compliance | work waits in Compliance", "Sales waits"])
    assert (
        "Work waits in Compliance. "
        in drafted(bare, builders.need_facts(ENGLISH), "en")[0].statement
    )


@pytest.mark.parametrize(
    ("org", "sentence", "kept"),
    [
        (CHINESE, "合同在法务部排队，平均要等 999 小时", "合同在法务部排队"),
        (CHINESE, "合同在法务部排队，平均要等三十天", "合同在法务部排队"),
        (CHINESE, "合同在法务部排队，超过一半要重交", "合同在法务部排队"),
        (CHINESE, "合同在法务部排队，同一天要催两次", "合同在法务部排队"),
        (CHINESE, "合同在法务部排队，同几倍的等待", "合同在法务部排队"),
        (CHINESE, "合同在法务部排队，周三天都在等", "合同在法务部排队"),
        (CHINESE, "合同在法务部排队，占９９％", "合同在法务部排队"),
        (ENGLISH, "Contracts queue in Compliance, for 999 hours", "Contracts queue in Compliance"),
        (
            ENGLISH,
            "Contracts queue in Compliance, for three weeks",
            "Contracts queue in Compliance",
        ),
        (ENGLISH, "Contracts queue in Compliance, half of them", "Contracts queue in Compliance"),
    ],
)
def test_figures_of_a_model_are_struck_in_digits_and_in_words(
    org: Organisation, sentence: str, kept: str
) -> None:
    said, facts = answer(org.language, statement=[sentence]), builders.need_facts(org)
    body, _ = drafted(said, facts, org.language)
    stop = "。" if org.language == "zh" else ". "
    assert body.statement == kept + stop + by_rules(facts, org.language).statement
    assert need.removed(said, facts) == 1


def test_a_department_whose_name_holds_a_digit_is_not_struck() -> None:
    org = ENGLISH._replace(departments=("Operations", "Team 2", *ENGLISH.departments[2:]))
    said = answer("en", title="Shorten the wait in Team 2", statement=["Work queues in Team 2"])
    said = said.model_copy(update={"cites": ("queue:Team 2",)})
    body, _ = drafted(said, builders.need_facts(org), "en")
    assert body.title == "Shorten the wait in Team 2"
    assert need.removed(said, builders.need_facts(org)) == 0


def test_a_statement_in_one_piece_is_read_sentence_by_sentence() -> None:
    whole = "采购部的合同在法务部排队。研发部只好等着！两个部门都受影响。没人知道进度。还有一句。"
    said = answer("zh", statement=whole)
    assert len(said.statement) == 5
    body, _ = drafted(said, builders.need_facts(CHINESE), "zh")
    assert body.statement.startswith(
        "采购部的合同在法务部排队。研发部只好等着。两个部门都受影响。移交到法务部的工作，"
    )


WORD = {
    "zh": st.text("合同在排队等待客户，。、；：一三十半几多个天周小时成倍次12９①½Ⅷ٣ ", max_size=20),
    "en": st.lists(
        st.sampled_from(
            [
                "waits,",
                "half",
                "three",
                "twice",
                "hours",
                "(days)",
                "12",
                "９",
                "½",
                "٣",
                "1,200.5",
                "so.",
            ]
        ),
        max_size=9,
    ).map(" ".join),
}


@BOTH
@given(picked=st.data())
def test_no_number_of_a_hostile_model_reaches_the_need(
    org: Organisation, picked: st.DataObject
) -> None:
    facts, name = builders.need_facts(org), org.departments[1]
    title, *words = (picked.draw(WORD[org.language]) for _ in range(4))
    try:
        said = answer(
            org.language,
            title=f"{WORDS[org.language]['title']} {title}",
            statement=[f"{WORDS[org.language]['title']}, {name} {word}" for word in words],
        )
        body, item = drafted(said, facts, org.language)
    except ValueError:
        return
    computed = by_rules(facts, org.language)
    own = body.title + body.statement.removesuffix(computed.statement)
    assert not any(unicodedata.category(sign).startswith("N") for sign in own)
    assert not re.search("[三十几]天|十小时|[三几]倍|一半|half|three hours", own)
    assert (body.waiting, body.hours) == (name, computed.hours)
    assert set(item.cites) <= {one.id for one in evidence(facts, org.language)}


@BOTH
def test_the_prompt_holds_no_figures_of_the_log_and_names_only_what_may_be_named(
    org: Organisation,
) -> None:
    facts = builders.need_facts(org)
    proofs = evidence(facts, org.language)
    _, user = need.messages(facts, proofs, org.language, (), "f")
    assert numbers(user["content"]) == set()
    assert org.departments[4] not in user["content"]
    shape = wire_schema(NeedDraft, need.narrowing(facts, proofs, None))["properties"]
    assert shape["cites"]["items"]["enum"] == [f"queue:{org.departments[1]}", "log"]
    assert (shape["statement"]["minItems"], shape["statement"]["maxItems"]) == (2, 3)


def test_a_need_is_not_asked_for_when_there_is_none() -> None:
    assert need.ready(builders.need_facts(CHINESE))
    assert need.ready(unstated(CHINESE))
    assert not need.ready(builders.need_facts(CHINESE, found=False))
    assert not need.ready(builders.need_facts(CHINESE, found=False, stated=" "))


@BOTH
async def test_a_model_learns_from_the_refusal_or_is_given_up(org: Organisation) -> None:
    facts = builders.need_facts(org)
    proofs = evidence(facts, org.language)
    good = json.dumps(WORDS[org.language], ensure_ascii=False)
    late = "太慢" if org.language == "zh" else " is late"
    false = org.departments[4] + late
    bad = json.dumps(WORDS[org.language] | {"title": false, "statement": [false]})

    async def ask(*texts: str) -> tuple[DraftItem, ...]:
        async with serving(*map(answering, texts)) as served:
            draft = await draft_by_model(
                endpoint_at(served),
                facts,
                proofs,
                org.language,
                (),
                lambda items: [],
                Remembering(),
                lambda: None,
            )
            if len(texts) > 1:
                assert org.departments[4] in served.bodies[1]["messages"][1]["content"]
            return draft.items

    [item] = await ask(bad, good)
    assert isinstance(item.body, Need)
    assert item.body.hours == Decimal(str(facts.queues[0].total_hours))
    with pytest.raises(ApplicationError) as caught:
        await ask(bad)
    assert caught.value.type == "LLMUnusable"
