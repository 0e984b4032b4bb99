"""`accord llm --stats`: how the model did, prompt by prompt, and how often rules stepped in."""

import asyncio
from typing import Annotated

import typer

from analysis.model_usage import KindDrafts, PromptUsage, by_kind, by_prompt
from cli.asked import read_collaboration
from cli.connection import needed_store
from cli.output import Json, Lang, print_json, say
from cli.sending import unknown
from domain.text import Bilingual
from domain.wording import KIND_NAMES
from store import collaborations, suggestions, usage


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("llm", help="How the model did · 模型使用统计")(llm)


def llm(
    collaboration: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One collaboration only · 只统计一项协作")
    ] = None,
    stats: Annotated[
        bool, typer.Option("--stats", help="Print the figures (the default) · 输出统计（默认）")
    ] = True,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print calls, failures, tokens and times, and the share of drafts by rules."""
    name = read_collaboration(collaboration) if collaboration else None
    prompts, kinds = asyncio.run(_figures(name))
    if as_json:
        print_json(
            {
                "ok": True,
                "collaboration": name,
                "prompts": [one.model_dump(mode="json") for one in prompts],
                "kinds": [one.model_dump(mode="json") for one in kinds],
            }
        )
        return
    for prompt in prompts:
        say(_prompt_line(prompt))
    if not prompts:
        say(Bilingual(en="No model was asked.", zh="尚未调用过模型。"))
    for kind in kinds:
        say(_kind_line(kind))


async def _figures(
    name: str | None,
) -> tuple[tuple[PromptUsage, ...], tuple[KindDrafts, ...]]:
    async with needed_store() as engine:
        if name and await collaborations.brief(engine, name) is None:
            raise unknown(name)
        attempts = await usage.attempts(engine, name)
        return by_prompt(attempts), by_kind(await suggestions.provenances(engine, name))


def _prompt_line(one: PromptUsage) -> Bilingual:
    failed = ", ".join(f"{name} {count}" for name, count in one.failures.items()) or "0"
    times = f"p50 {_seconds(one.p50_seconds)}, p95 {_seconds(one.p95_seconds)}"
    place = f"{one.prompt} · {one.model} @ {one.host}"
    return Bilingual(
        en=f"{place}: {one.calls} calls, failed: {failed}; "
        f"tokens {one.tokens_in} in, {one.tokens_out} out; {times}",
        zh=f"{place}：调用 {one.calls} 次，失败：{failed}；"
        f"输入 {one.tokens_in}、输出 {one.tokens_out} 个 token；{times}",
    )


def _kind_line(one: KindDrafts) -> Bilingual:
    name, share = KIND_NAMES[one.kind], round(100 * one.by_rules / one.drafts)
    return Bilingual(
        en=f"{name.en}: {one.drafts} drafts, by the model {one.by_model} "
        f"({one.repairs} repairs), by rules {one.by_rules} ({share}%)",
        zh=f"{name.zh}：草稿 {one.drafts} 份，模型 {one.by_model} 份（修正 {one.repairs} 次），"
        f"规则 {one.by_rules} 份（{share}%）",
    )


def _seconds(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f} s"
