"""Each recipe, read out of its document and run against a server that behaves as documented."""

import pytest

from activities.evidence import evidence
from activities.llm_endpoint import Endpoint, endpoints_from
from activities.llm_form import first_form
from activities.llm_reasons import FALLBACK_REASONS, reason
from activities.llm_request import body
from activities.model_drafts.kinds import MODEL_KINDS, ModelKind
from activities.model_drafts.shapes import wire_schema
from domain.facts import Facts
from domain.text import Bilingual
from domain.usage import Spent
from tests.activities.llm_fakes import Remembering
from tests.activities.model_facts import conflict_facts, digest_facts, goals_facts
from tests.providers import openai_api
from tests.providers.asking import CAP, GOOD, WANTED, asked, messages, say
from tests.providers.openai_api import faults
from tests.providers.recipes import (
    DOCUMENTS,
    HOUSE,
    PROVIDERS,
    READMES,
    pointed,
    recipes,
)
from tests.providers.server import Received, Served, serving
from workflows.settings import Settings

EVERYWHERE = [(document, name) for document in (*DOCUMENTS, *READMES) for name in PROVIDERS]
IN_DOCS = [(document, name) for document in DOCUMENTS for name in PROVIDERS]


SENT_TO = {"openai": 200, "deepseek": 400, "dashscope": 200, "ollama": 200, "vllm": 200}
"""How the first request to a real address is answered: DeepSeek knows no JSON Schema."""


def key_of(environ: dict[str, str]) -> str:
    return environ.get("OPENAI_API_KEY", "unused")


def chain(document: str, name: str, served: Served) -> tuple[Endpoint, ...]:
    environ = recipes(document)[name]
    return endpoints_from(pointed(environ, served.instead_of(PROVIDERS[name].url)))


@pytest.mark.parametrize("document", [*DOCUMENTS, *READMES])
def test_there_is_a_recipe_for_each_of_the_five(document: str) -> None:
    assert set(recipes(document)) == set(PROVIDERS)


@pytest.mark.parametrize(("document", "name"), EVERYWHERE)
def test_a_recipe_names_the_real_address_and_nothing_unknown(document: str, name: str) -> None:
    environ = recipes(document)[name]
    first, *_ = endpoints_from(environ)
    assert first.base_url == PROVIDERS[name].url
    assert first.is_local is (name in ("ollama", "vllm"))
    manual = (HOUSE / "docs/operations.md").read_text(encoding="utf-8")
    models = (HOUSE / "docs/models.md").read_text(encoding="utf-8")
    assert all(variable in manual + models for variable in environ)


@pytest.mark.parametrize(("document", "name"), IN_DOCS)
def test_the_prices_of_a_recipe_know_its_models(document: str, name: str) -> None:
    environ = recipes(document)[name]
    prices = Settings.from_environment(environ).prices
    for endpoint in endpoints_from(environ):
        assert prices.cost(Spent(1_000, 100, 500), endpoint.model) is not None


@pytest.mark.parametrize("name", PROVIDERS)
def test_both_languages_and_the_readme_say_the_same(name: str) -> None:
    english, chinese = (recipes(document)[name] for document in DOCUMENTS)
    assert english == chinese
    short, short_zh = (recipes(document)[name] for document in READMES)
    assert short == short_zh
    assert short.items() <= english.items()


@pytest.mark.parametrize(("document", "name"), EVERYWHERE)
async def test_the_recipe_as_written_ends_in_an_accepted_answer(document: str, name: str) -> None:
    provider = PROVIDERS[name]
    rules = provider.fake(say, key=key_of(recipes(document)[name]))
    recorder = Remembering()
    async with serving(rules) as served:
        first, *others = chain(document, name, served)
        answer = await asked(first, recorder=recorder)
        again = await asked(first)
        for other in others:
            assert (await asked(other)).text == GOOD
    assert answer.text == again.text == GOOD
    assert recorder.ended[-1][1] == "ok"
    assert not answer.spent.estimated
    assert served.replies[len(recorder.ended)].status == 200  # it has learnt how to ask


@pytest.mark.parametrize(("document", "name"), EVERYWHERE)
def test_what_leaves_for_the_real_address_is_in_order(document: str, name: str) -> None:
    environ = recipes(document)[name]
    rules = PROVIDERS[name].fake(say, key=key_of(environ))
    path = PROVIDERS[name].url.partition("//")[2].partition("/")[2]
    for endpoint in endpoints_from(environ):
        if endpoint.host != endpoints_from(environ)[0].host:
            continue
        sent = body(endpoint, messages(), WANTED, CAP, first_form(endpoint, WANTED.name))
        there = f"/{path}/chat/completions".replace("//", "/")
        reply = rules(Received(there, key_of(environ), sent))
        assert reply.status == SENT_TO[name], reply.body


async def test_only_deepseek_is_asked_twice_and_only_once() -> None:
    for name, provider in PROVIDERS.items():
        environ = recipes(DOCUMENTS[0])[name]
        async with serving(provider.fake(say, key=key_of(environ))) as served:
            first, *_ = chain(DOCUMENTS[0], name, served)
            await asked(first)
            await asked(first)
        refused = [form for form in served.forms if not form.endswith("200")]
        wanted = {"deepseek": ["json_schema 400"], "openai": ["json_schema 400"]}
        # OpenAI's is `max_tokens`, which Accord does not send to the real address.
        assert refused == wanted.get(name, [])


async def test_cached_and_reasoning_tokens_are_told_where_the_provider_tells_them() -> None:
    for name in ("openai", "deepseek", "dashscope"):
        environ = recipes(DOCUMENTS[0])[name]
        async with serving(PROVIDERS[name].fake(say, key=key_of(environ))) as served:
            answer = await asked(chain(DOCUMENTS[0], name, served)[0])
        assert answer.spent.tokens_cached == answer.spent.tokens_in // 2
        assert answer.spent.tokens_reasoning == 0


@pytest.mark.parametrize("kind", MODEL_KINDS.values(), ids=lambda kind: kind.name)
def test_strict_mode_takes_the_schema_of_every_prompt(kind: ModelKind) -> None:
    assert list(faults(wire_schema(kind.shape))) == []


@pytest.mark.parametrize("facts", [goals_facts(), digest_facts(), conflict_facts()])
def test_strict_mode_takes_a_schema_that_is_narrowed_to_the_facts(facts: Facts) -> None:
    kind = MODEL_KINDS[facts.type]
    narrowing = kind.narrowing(facts, evidence(facts, "zh"), None)
    assert list(faults(wire_schema(kind.shape, narrowing))) == []


async def test_a_key_of_openai_alone_is_enough() -> None:
    (endpoint,) = endpoints_from({"OPENAI_API_KEY": "sk-1"})
    sent = body(endpoint, messages(), WANTED, CAP, first_form(endpoint, WANTED.name))
    reply = openai_api.rules(say, key="sk-1")(Received("/v1/chat/completions", "sk-1", sent))
    assert reply.status == 200, reply.body


def test_the_document_explains_every_sentence_of_a_failure() -> None:
    timeout = Bilingual(
        en="The model endpoint did not answer within 120 seconds.",
        zh="模型端点 120 秒内没有答复。",
    )
    sentences = [*(reason(name) for name in FALLBACK_REASONS), timeout]
    for document, language in zip(DOCUMENTS, ("en", "zh"), strict=True):
        text = (HOUSE / document).read_text(encoding="utf-8")
        missing = [
            sentence
            for sentence in (getattr(one, language) for one in sentences)
            if f"| {sentence} |" not in text
        ]
        assert missing == []
