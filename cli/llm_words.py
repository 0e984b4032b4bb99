"""The figures of `accord llm` in words: one block for each prompt and each kind."""

import datetime as dt
from typing import Literal

from rich.cells import set_cell_size

from analysis.model_usage import UNFINISHED, KindDrafts, PromptUsage, Totals
from domain.pricing import money
from domain.text import Bilingual, Frozen, Language, counted
from domain.wording import KIND_NAMES

_LABEL = {"en": 8, "zh": 6}
"""How wide the labels are, in columns of the terminal."""

OUTCOMES: dict[str, Bilingual] = {
    UNFINISHED: Bilingual(en="not ended", zh="没有结束"),
    "cancelled": Bilingual(en="cancelled", zh="已取消"),
    "LLMTransport": Bilingual(en="no or broken answer", zh="无答复或答复不完整"),
    "LLMServer": Bilingual(en="fault of the endpoint", zh="端点故障"),
    "LLMRateLimited": Bilingual(en="too many requests", zh="限流"),
    "LLMQuota": Bilingual(en="quota used up", zh="额度用完"),
    "LLMRefusedRequest": Bilingual(en="request refused", zh="请求被拒绝"),
    "LLMStreamed": Bilingual(en="answered as a stream", zh="以流式答复"),
    "LLMPromptTooLong": Bilingual(en="prompt too long", zh="提示超长"),
    "LLMDeclined": Bilingual(en="declined", zh="模型拒答"),
    "LLMTooLong": Bilingual(en="answer cut", zh="答复被截断"),
    "LLMBadShape": Bilingual(en="answer without text", zh="答复没有文本"),
}
"""By the outcome of a call; one that is not here is told by its own name."""


class BudgetUse(Frozen):
    """How much of one budget, in tokens, is used or reserved."""

    scope: Literal["collaboration", "day"]
    used: int
    limit: int


class Rest(Frozen):
    """An endpoint that failed again and again; without `until` one call may try it now."""

    host: str
    model: str
    until: dt.datetime | None


def prompt_lines(one: PromptUsage) -> list[Bilingual]:
    """Return the block of one prompt at one model."""
    place = f"{one.prompt} · {one.model} @ {one.host}"
    drafts = Bilingual(
        en=f"{one.drafts:,}, repairs {one.repairs:,}",
        zh=f"{one.drafts:,} 份，修正 {one.repairs:,} 次",
    )
    times = f"p50 {_seconds(one.p50_seconds)}, p95 {_seconds(one.p95_seconds)}"
    return [
        Bilingual(en=place, zh=place),
        *sums(one),
        _line("time", "耗时", Bilingual(en=times, zh=times.replace(", ", "，"))),
        _line("drafts", "草稿", drafts),
    ]


def sums(one: Totals) -> list[Bilingual]:
    """Return the lines of calls, tokens and cost."""
    return [
        _line("calls", "调用", Bilingual(en=_calls(one, "en"), zh=_calls(one, "zh"))),
        _line("tokens", "token", _tokens(one)),
        _line("cost", "费用", _cost(one)),
    ]


def kind_lines(one: KindDrafts) -> list[Bilingual]:
    """Return who drafted one kind, and why rules did."""
    name, share = KIND_NAMES[one.kind], round(100 * one.by_rules / one.drafts)
    first = Bilingual(
        en=f"{name.en}: {counted(one.drafts, 'draft', 'drafts')}, by the model {one.by_model} "
        f"({counted(one.repairs, 'repair', 'repairs')}), by rules {one.by_rules} ({share}%)",
        zh=f"{name.zh}：草稿 {one.drafts} 份，模型 {one.by_model} 份（修正 {one.repairs} 次），"
        f"规则 {one.by_rules} 份（{share}%）",
    )
    reasons = (f"  {count} × {why}" for why, count in one.reasons.items())
    return [first, *(Bilingual(en=line, zh=line) for line in reasons)]


def budget_line(one: BudgetUse) -> Bilingual:
    """Return how much of a budget is used."""
    share = round(100 * one.used / one.limit)
    today = one.scope == "day"
    return Bilingual(
        en=f"Budget {'of today (UTC)' if today else 'of this collaboration'}: "
        f"{one.used:,} of {one.limit:,} tokens ({share}%)",
        zh=f"{'今日（UTC）' if today else '本项协作的'}预算："
        f"已用 {one.used:,} / {one.limit:,} 个 token（{share}%）",
    )


def rest_line(one: Rest) -> Bilingual:
    """Return what is being done about an endpoint that failed again and again."""
    place = f"{one.model} @ {one.host}"
    if one.until is None:
        return Bilingual(
            en=f"{place}: failed again and again; the next call tries it once",
            zh=f"{place}：连续出错，下一次调用将试探一次",
        )
    at = f"{one.until.astimezone(dt.UTC):%H:%M:%S} UTC"
    return Bilingual(
        en=f"{place}: failed again and again; left alone until {at}",
        zh=f"{place}：连续出错，{at} 前暂停调用",
    )


def _calls(one: Totals, language: Language) -> str:
    told = [
        f"{OUTCOMES[name].within(language) if name in OUTCOMES else name} {count:,}"
        for name, count in one.failures.items()
    ]
    failed = sum(one.failures.values())
    if language == "zh":
        return f"{one.calls:,} 次，失败 {failed:,} 次" + (f"（{'，'.join(told)}）" if told else "")
    return f"{one.calls:,}, failed {failed:,}" + (f" ({', '.join(told)})" if told else "")


def _tokens(one: Totals) -> Bilingual:
    en = (
        f"{one.tokens_in:,} in (cached {one.tokens_cached:,}), "
        f"{one.tokens_out:,} out (reasoning {one.tokens_reasoning:,})"
    )
    zh = (
        f"输入 {one.tokens_in:,}（缓存命中 {one.tokens_cached:,}），"
        f"输出 {one.tokens_out:,}（推理 {one.tokens_reasoning:,}）"
    )
    if one.estimated:
        en += f"; estimated for {one.estimated:,} of {one.calls:,} calls"
        zh += f"；其中 {one.estimated:,} / {one.calls:,} 次调用为估算"
    return Bilingual(en=en, zh=zh)


def _cost(one: Totals) -> Bilingual:
    known = [money(amount, currency) for currency, amount in one.cost.items()]
    en, zh = " + ".join(known), " + ".join(known)
    if one.unpriced:
        en += (
            "; " if en else ""
        ) + f"unknown for {counted(one.unpriced, 'call', 'calls')}: no price is set"
        zh += ("；" if zh else "") + f"{one.unpriced:,} 次调用费用未知（未设置价格）"
    return Bilingual(en=en or "nothing was used", zh=zh or "没有用量")


def _line(en: str, zh: str, told: Bilingual) -> Bilingual:
    return Bilingual(
        en=f"  {set_cell_size(en, _LABEL['en'])}{told.en}",
        zh=f"  {set_cell_size(zh, _LABEL['zh'])}{told.zh}",
    )


def _seconds(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f} s"
