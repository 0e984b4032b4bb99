"""Whole drafts with the recipes, and what happens when the first endpoint of one fails."""

import json
from collections.abc import Sequence

import pytest

from activities.evidence import evidence
from activities.llm_chain import first_draft
from activities.llm_drafting import ModelDraft, draft_by_model
from activities.llm_endpoint import Endpoint, endpoints_from
from domain.circuit import Recent
from domain.items import Term
from tests.activities.llm_fakes import Remembering
from tests.activities.model_facts import conflict_facts
from tests.providers import dashscope, ollama, vllm
from tests.providers.recipes import PROVIDERS, pointed, recipes
from tests.providers.server import Body, Rules, serving

CHINESE = "docs/models.zh-CN.md"


def resolution(_: Body) -> str:
    terms = [
        {"department": "合规部", "gives": "派人参加预审", "gets": "不出合规事故"},
        {"department": "客服部", "gives": "安排人预审材料", "gets": "客户当天开户"},
    ]
    return json.dumps({"option": "pre", "terms": terms}, ensure_ascii=False)


async def drafted(endpoint: Endpoint) -> ModelDraft:
    facts = conflict_facts()
    told = evidence(facts, "zh")
    return await draft_by_model(
        endpoint, facts, told, "zh", (), lambda _: [], Remembering(), lambda: None
    )


@pytest.mark.parametrize("name", PROVIDERS)
async def test_a_whole_draft_is_worded_with_the_recipe(name: str) -> None:
    environ = recipes(CHINESE)[name]
    async with serving(
        PROVIDERS[name].fake(resolution, key=environ.get("OPENAI_API_KEY", ""))
    ) as served:
        url = served.instead_of(PROVIDERS[name].url)
        draft = await drafted(endpoints_from(pointed(environ, url))[0])
    terms = [item.body for item in draft.items if isinstance(item.body, Term)]
    assert [term.department for term in terms] == ["合规部", "客服部"]
    assert draft.provenance.drafted_by == "model"
    assert draft.provenance.tokens_in > 0


async def nothing_seen(_: Endpoint) -> Sequence[Recent]:
    return ()


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (vllm.rules(resolution, key="local-key", trouble="starting"), "模型端点自身出现故障。"),
        (vllm.rules(resolution, key="another"), "模型端点不接受所配置的密钥。"),
    ],
)
async def test_a_fallback_elsewhere_takes_over_with_its_own_words(rules: Rules, why: str) -> None:
    environ = recipes(CHINESE)["vllm"]
    async with serving(rules) as first, serving(ollama.rules(resolution)) as second:
        there = {
            "OPENAI_BASE_URL": first.instead_of(vllm.URL),
            "ACCORD_FALLBACK_BASE_URL": second.instead_of(ollama.URL),
        }
        endpoints = endpoints_from(environ | there)
        draft = await first_draft(endpoints, nothing_seen, drafted, "zh")
    assert draft.provenance.model == "qwen3:8b"
    assert why in (draft.provenance.reason or "")
    assert [one.key for one in second.received] != ["local-key"] * len(second.received)
    assert all("chat_template_kwargs" not in one.body for one in second.received)


async def test_a_fallback_at_the_same_address_takes_over_an_empty_account() -> None:
    environ = recipes(CHINESE)["dashscope"]
    key = environ["OPENAI_API_KEY"]
    good = dashscope.rules(resolution, key=key)
    empty = dashscope.rules(resolution, key=key, trouble="free tier")

    async with serving(lambda one: (good, empty)[one.body["model"] == "qwen-plus"](one)) as served:
        endpoints = endpoints_from(pointed(environ, served.instead_of(dashscope.URL)))
        draft = await first_draft(endpoints, nothing_seen, drafted, "zh")
    assert draft.provenance.model == "qwen-flash"
    assert "模型账户的额度已用完。" in (draft.provenance.reason or "")
