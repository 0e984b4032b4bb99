import asyncio
import datetime as dt
from decimal import Decimal

import pytest

from domain.budget import PER_COLLABORATION, PER_DAY
from domain.suggestion import Provenance
from domain.usage import Call, Cost, Kept, Spent
from store import beginning, collaborations, suggestions, usage
from store.engine import close, open_store
from store.migrating import migrate
from tests.cli.desk import Desk
from tests.store.samples import NOW, brief, suggestion

QWEN = Call("goals", "qwen-plus", "127.0.0.1:9115", "r1", 700, 1000)
OTHER = Call("digest", "else", "models.example", "r2", 700, 1000)


async def _called(url: str) -> None:
    """Two prompts: one priced, repaired and estimated; one without a price that fails for good."""
    engine = open_store(url)
    now = dt.datetime.now(dt.UTC)
    try:
        await collaborations.keep_collaboration(engine, brief(), NOW)
        for key, cost in (("1", Cost(Decimal("0.00123"), "CNY")), ("2", None)):
            await beginning.begin_attempt(
                engine, key, "onboarding", f"onboarding:goals:{key}", QWEN, now
            )
            told = Spent(1000, 200, 400, 50, estimated=cost is None)
            answer = Kept("{}", "qwen-plus-2026", 1000, 200)
            await usage.end_attempt(engine, key, "ok", told, 2.0, cost, answer)
        for number in range(5):
            key = f"b{number}"
            await beginning.begin_attempt(engine, key, "else", "else:digest:1", OTHER, now)
            await usage.end_attempt(engine, key, "LLMServer", Spent(), 0.5)
        where = {"prompt": "goals", "host": QWEN.host, "model": "qwen-plus-2026", "calls": 2}
        by = Provenance.model_validate({"drafted_by": "model", "language": "zh"} | where)
        goals = {"id": "onboarding:goals:1", "kind": "goals"}
        first = suggestion(provenance=by, **goals)
        rules = Provenance(drafted_by="rules", language="zh", reason="今天的模型预算已用完。")
        await suggestions.keep_suggestion(engine, "onboarding", first)
        second = suggestion(revision=2, provenance=rules, **goals)
        await suggestions.keep_suggestion(engine, "onboarding", second)
    finally:
        await close(engine)


@pytest.fixture
def store(empty: Desk) -> str:
    url = f"sqlite:///{empty.folder}/llm.db"
    migrate(url)
    asyncio.run(_called(url))
    return url


def test_the_figures_say_that_rules_drafted_and_no_model_was_asked(desk: Desk) -> None:
    desk.start("llm-1")
    desk.asked("llm-1:need:1")
    told = desk("llm", "--stats", "llm-1", "--json")
    assert told.code == 0
    assert told.document["prompts"] == []
    assert told.document["totals"]["calls"] == 0
    [need] = told.document["kinds"]
    assert (need["kind"], need["drafts"], need["by_rules"]) == ("need", 1, 1)
    words = desk("llm", "llm-1", "--lang", "zh").out.splitlines()
    assert words[:2] == [
        "尚未调用过模型。",
        "协作需求：草稿 1 份，模型 0 份（修正 0 次），规则 1 份（100%）",
    ]
    assert need["reasons"] == {words[2].removeprefix("  1 × "): 1}


def test_a_collaboration_that_nobody_knows_is_told(desk: Desk) -> None:
    answer = desk("llm", "--stats", "nobody-knows")
    assert (answer.code, answer.err) == (2, "there is nothing called nobody-knows\n")


def test_the_figures_of_one_collaboration_are_told_with_its_budgets(
    empty: Desk, store: str
) -> None:
    limits = {PER_COLLABORATION: "4800", PER_DAY: "1000000"}
    told = empty("llm", "onboarding", "--stats", ACCORD_STORE=store, **limits)
    assert told.code == 0, told
    assert told.out.splitlines() == [
        "goals · qwen-plus @ 127.0.0.1:9115",
        "  calls   2, failed 0",
        "  tokens  2,000 in (cached 800), 400 out (reasoning 100); estimated for 1 of 2 calls",
        "  cost    CNY 0.0012; unknown for 1 call: no price is set",
        "  time    p50 2.0 s, p95 2.0 s",
        "  drafts  1, repairs 1",
        "shared goals: 2 drafts, by the model 1 (1 repair), by rules 1 (50%)",
        "  1 × 今天的模型预算已用完。",
        "Budget of today (UTC): 2,400 of 1,000,000 tokens (0%)",
        "Budget of this collaboration: 2,400 of 4,800 tokens (50%)",
    ]


def test_all_is_told_in_chinese_too_with_the_endpoint_that_is_left_alone(
    empty: Desk, store: str
) -> None:
    lines = empty("llm", "--lang", "zh", ACCORD_STORE=store).out.splitlines()
    assert lines[:6] == [
        "digest · else @ models.example",
        "  调用  5 次，失败 5 次（端点故障 5）",
        "  token 输入 0（缓存命中 0），输出 0（推理 0）",
        "  费用  没有用量",
        "  耗时  p50 0.5 s，p95 0.5 s",
        "  草稿  0 份，修正 0 次",
    ]
    assert "  费用  CNY 0.0012；1 次调用费用未知（未设置价格）" in lines
    assert "全部调用" in lines
    assert lines[-1].startswith("else @ models.example：连续出错，")
    assert lines[-1].endswith(" UTC 前暂停调用")


def test_the_document_holds_the_same(empty: Desk, store: str) -> None:
    limits = {PER_COLLABORATION: "4800", PER_DAY: "1000000"}
    told = empty("llm", "--json", ACCORD_STORE=store, **limits).document
    digest, goals = told["prompts"]
    assert digest["failures"] == {"LLMServer": 5}
    assert (goals["cost"], goals["unpriced"], goals["estimated"]) == ({"CNY": "0.00123"}, 1, 1)
    assert (goals["drafts"], goals["repairs"], goals["p95_seconds"]) == (1, 1, 2.0)
    assert told["totals"]["calls"] == 7
    assert told["kinds"][0]["reasons"] == {"今天的模型预算已用完。": 1}
    assert told["budgets"] == [{"scope": "day", "used": 2400, "limit": 1_000_000}]
    [resting] = told["resting"]
    assert (resting["host"], resting["model"]) == ("models.example", "else")
    assert dt.datetime.fromisoformat(resting["until"]) > dt.datetime.now(dt.UTC)


def test_a_budget_that_is_none_is_told_in_one_sentence(empty: Desk, store: str) -> None:
    answer = empty("llm", ACCORD_STORE=store, **{PER_DAY: "plenty"})
    assert answer.code == 2
    assert answer.err.startswith(f"{PER_DAY}: “plenty” is not a number of tokens")
