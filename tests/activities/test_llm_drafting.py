import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities import llm_drafting, llm_form
from activities.evidence import evidence
from activities.llm_drafting import ModelDraft, draft_by_model
from domain.facts import Facts, IdeaFacts
from domain.items import Request, Sentence, Term
from domain.suggestion import Asked, DraftItem
from prompts.loading import load
from tests.activities.endpoint import Play, Served, answering, failing, raw, serving, silent
from tests.activities.llm_fakes import Remembering, endpoint_at
from tests.activities.model_facts import conflict_facts, digest_facts

TERMS = [
    {"department": "合规部", "gives": "派人参加预审", "gets": "不出合规事故"},
    {"department": "客服部", "gives": "安排人预审材料", "gets": "客户当天开户"},
]
GOOD = json.dumps({"option": "pre", "terms": TERMS}, ensure_ascii=False)
UNFAIR = json.dumps({"option": "wait", "terms": TERMS}, ensure_ascii=False)


@pytest.fixture(autouse=True)
def _nothing_learnt() -> Iterator[None]:
    llm_form.forget()
    yield
    llm_form.forget()


def content(json_text: str) -> Play:
    return answering(json_text)


async def drafted(
    served: Served,
    facts: Facts | None = None,
    requests: Sequence[Asked] = (),
    findings: Sequence[list[str]] = (),
    recorder: Remembering | None = None,
    deadline: float = 5.0,
) -> ModelDraft:
    facts = facts or conflict_facts()
    left = list(findings)

    def check(items: tuple[DraftItem, ...]) -> list[str]:
        assert items
        return left.pop(0) if left else []

    return await draft_by_model(
        endpoint_at(served, deadline),
        facts,
        evidence(facts, "zh"),
        "zh",
        requests,
        check,
        recorder or Remembering(),
        lambda: None,
    )


async def failure(served: Served, **more: Any) -> ApplicationError:
    with pytest.raises(ApplicationError) as caught:
        await drafted(served, **more)
    return caught.value


async def test_a_good_answer_becomes_a_draft_with_its_provenance() -> None:
    async with serving(content(GOOD)) as served:
        draft = await drafted(served)
    assert [item.body.department for item in draft.items if isinstance(item.body, Term)] == [
        "合规部",
        "客服部",
    ]
    prompt, told = load("resolution", "zh"), draft.provenance
    assert (told.drafted_by, told.prompt, told.prompt_version) == (
        "model",
        "resolution",
        prompt.version,
    )
    assert told.prompt_fingerprint == prompt.fingerprint
    assert (told.model, told.host) == ("test-model-1", endpoint_at(served).host)
    assert (told.tokens_in, told.tokens_out, told.calls) == (11, 7, 1)


async def test_each_correction_names_the_last_problem_only_and_is_counted() -> None:
    recorder = Remembering()
    async with serving(content("not JSON"), content(UNFAIR), content(GOOD)) as served:
        draft = await drafted(served, recorder=recorder)
    first, second, third = (body["messages"] for body in served.bodies)
    assert second[0] == third[0]  # the prefix stays cached
    assert second[0]["content"].startswith(first[0]["content"])  # the schema now stands in words
    assert second[1]["content"].startswith(first[1]["content"])
    assert "JSONDecodeError" in second[1]["content"]
    assert "option：材料里没有「wait」" in third[1]["content"]
    assert "JSONDecodeError" not in third[1]["content"]
    assert (draft.provenance.calls, draft.provenance.tokens_in) == (3, 33)
    assert [end[1] for end in recorder.ended] == ["ok"] * 3


@pytest.mark.parametrize(
    "bad",
    [
        "nothing",
        "[]",
        "{}",
        GOOD.replace("}]}", '}], "approved": true}'),
        GOOD.replace('"pre"', "NaN"),
        '{"option": ' * 3_000,
        UNFAIR,
    ],
)
async def test_a_model_that_does_not_learn_is_given_up_after_two_corrections(bad: str) -> None:
    async with serving(content(bad)) as served:
        error = await failure(served)
    assert error.type == "LLMUnusable"
    assert error.non_retryable
    assert len(served.bodies) == 1 + llm_drafting.REPAIRS


async def test_findings_of_the_checks_are_corrected_too() -> None:
    async with serving(content(GOOD)) as served:
        await drafted(served, findings=[["引用的证据中没有这些数字：3。"]])
    assert len(served.bodies) == 2
    assert "引用的证据中没有这些数字：3。" in served.bodies[1]["messages"][1]["content"]


async def test_reasoning_and_fences_do_not_matter() -> None:
    async with serving(content(f"<think>{{hm</think>\n```json\n{GOOD}\n```")) as served:
        assert (await drafted(served)).items


async def test_an_answer_that_was_cut_gets_one_more_try_with_more_room() -> None:
    async with serving(answering("{", "length"), content(GOOD)) as served:
        await drafted(served)
    caps = [body["max_tokens"] for body in served.bodies]
    assert caps == [600, 900]
    assert "超出长度上限" in served.bodies[1]["messages"][1]["content"]
    async with serving(answering("{", "length")) as served:
        error = await failure(served)
    assert error.type == "LLMTooLong"
    assert len(served.bodies) == 2


async def test_a_failure_of_the_endpoint_is_left_to_temporal() -> None:
    async with serving(content("not JSON"), failing(503, retry_after="4")) as served:
        error = await failure(served)
    assert error.type == "LLMServer"
    assert error.next_retry_delay is not None
    assert len(served.bodies) == 2


async def test_the_corrections_share_a_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm_drafting, "DEADLINES", 0.5)
    async with serving(silent) as served:
        error = await failure(served, deadline=0.5)
    assert error.type == "LLMTransport"
    assert error.details[:1] == ("timeout",)


async def test_facts_without_matter_ask_nobody() -> None:
    idea = IdeaFacts.model_validate(
        {
            "title": "t",
            "text": "x",
            "author": {"account": "a", "name": "n", "department": "d"},
            "lead_department": "d",
            "related": (),
        }
    )
    unfair = conflict_facts().model_copy(update={"pareto": ()})
    async with serving(content(GOOD)) as served:
        for facts in (idea, unfair):
            error = await failure(served, facts=facts)
            assert error.type == "LLMNothing"
            assert error.non_retryable
    assert served.bodies == []


async def test_a_fault_of_ours_ends_as_an_application_error() -> None:
    async with serving(content(GOOD)) as served:
        with pytest.raises(ApplicationError) as caught:
            await draft_by_model(
                endpoint_at(served),
                conflict_facts(),
                (),
                "zh",
                (),
                lambda items: [][1],
                Remembering(),
                lambda: None,
            )
    assert caught.value.type == "LLMUnusable"


async def test_what_approvers_asked_for_is_sent_as_material_and_kept_word_for_word() -> None:
    asked = Asked(by="li.na", text="请写明谁来做预审")
    async with serving(content(GOOD)) as served:
        draft = await drafted(served, requests=[asked])
    assert "请写明谁来做预审" in served.bodies[0]["messages"][1]["content"]
    body = draft.items[-1].body
    assert isinstance(body, Request)
    assert (body.text, body.asked_by) == ("请写明谁来做预审", "li.na")


async def test_removed_sentences_are_counted() -> None:
    sentences = [
        {"text": said, "quotes": [{"item": item, "text": said}]}
        for item, said in [
            ("A0", "排队进度看不到"),
            ("B0", "材料缺页"),
            ("C0", "系统两边都要录入"),
            ("C1", "没有人说过的话"),
        ]
    ]
    async with serving(content(json.dumps({"sentences": sentences}))) as served:
        draft = await drafted(served, facts=digest_facts())
    assert draft.removed == 1
    assert sum(isinstance(item.body, Sentence) for item in draft.items) == 3


async def test_a_correction_of_a_digest_only_has_to_add_what_is_missing() -> None:
    def said(*quotes: tuple[str, str]) -> Play:
        sentences = [
            {"text": text, "quotes": [{"item": item, "text": text}]} for item, text in quotes
        ]
        return answering(json.dumps({"sentences": sentences}))

    first = said(("A0", "排队进度看不到"), ("B1", "没有的话"), ("C1", "没有的话"))
    second = said(("B0", "材料缺页"), ("C0", "系统两边都要录入"))
    async with serving(first, second) as served:
        draft = await drafted(served, facts=digest_facts())
    bodies = [item.body for item in draft.items]
    assert [b.about for b in bodies if isinstance(b, Sentence)] == [
        ("客服部",),
        ("合规部",),
        ("运营部",),
    ]
    assert draft.removed == 2
    least = [
        body["response_format"]["json_schema"]["schema"]["properties"]["sentences"]["minItems"]
        for body in served.bodies
    ]
    assert least == [3, 1]


async def test_the_fence_is_the_same_for_the_same_material_only() -> None:
    async with serving(content(GOOD)) as served:
        await drafted(served)
        await drafted(served)
        await drafted(served, requests=(Asked(by="chen.yu", text="写短一些"),))
    first, again, other = (body["messages"][1]["content"] for body in served.bodies)
    assert first == again
    fence, another = (re.findall(r"^[0-9a-f]{20}$", text, re.M) for text in (first, other))
    assert len(fence) == len(another) == 2
    assert fence != another


async def test_html_instead_of_an_answer_is_no_draft() -> None:
    async with serving(raw(b"<html>", headers={"content-type": "text/html"})) as served:
        assert (await failure(served)).type == "LLMBadShape"
