"""`accord llm --stats`: how the model did, what it cost, and how often rules stepped in."""

import asyncio
import dataclasses
import datetime as dt
import os
from typing import Annotated, Any

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from analysis.model_usage import Drafts, PromptUsage, by_kind, by_prompt, totals
from cli.asked import read_collaboration
from cli.connection import needed_store
from cli.llm_words import BudgetUse, Rest, budget_line, kind_lines, prompt_lines, rest_line, sums
from cli.output import Json, Lang, print_json, say
from domain.budget import budget_from
from domain.circuit import LOOK_BACK, Closed, Open, circuit
from domain.errors import UnknownError
from domain.text import Bilingual
from domain.usage import Attempt
from store import beginning, collaborations, suggestions, usage
from store.beginning import Used


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
    """Print calls, failures, tokens, cost and times, the share of rules, and the budget."""
    name = read_collaboration(collaboration) if collaboration else None
    seen = asyncio.run(_seen(name))
    if as_json:
        print_json({"ok": True, "collaboration": name} | _document(seen))
        return
    for line in _lines(seen):
        say(line)


@dataclasses.dataclass(frozen=True)
class _Seen:
    """What is known about the calls of one collaboration, or of all."""

    attempts: list[Attempt]
    drafts: Drafts
    prompts: tuple[PromptUsage, ...]
    budgets: list[BudgetUse]
    resting: list[Rest]


async def _seen(name: str | None) -> _Seen:
    now = dt.datetime.now(dt.UTC)
    async with needed_store() as engine:
        if name and await collaborations.brief(engine, name) is None:
            raise UnknownError(name)
        attempts = await usage.attempts(engine, name)
        drafts = await suggestions.provenances(engine, name)
        prompts = by_prompt(attempts, drafts)
        budgets = _budgets(name, await beginning.used(engine, name or "", now))
        places = sorted({(one.host, one.model) for one in prompts})
        resting = [await _rest(engine, host, model, now) for host, model in places]
    return _Seen(attempts, drafts, prompts, budgets, [one for one in resting if one])


async def _rest(engine: AsyncEngine, host: str, model: str, now: dt.datetime) -> Rest | None:
    state = circuit(await usage.recent(engine, host, model, now - LOOK_BACK), now)
    if isinstance(state, Closed):
        return None
    return Rest(host=host, model=model, until=state.until if isinstance(state, Open) else None)


def _budgets(name: str | None, used: Used) -> list[BudgetUse]:
    """Return how much of the budgets set here is used; a worker elsewhere may have others."""
    budget, found = budget_from(os.environ), []
    if budget.per_day is not None:
        found.append(BudgetUse(scope="day", used=used.day, limit=budget.per_day))
    if name and budget.per_collaboration is not None:
        limit = budget.per_collaboration
        found.append(BudgetUse(scope="collaboration", used=used.collaboration, limit=limit))
    return found


def _document(seen: _Seen) -> dict[str, Any]:
    return {
        "totals": totals(seen.attempts).model_dump(mode="json"),
        "prompts": [one.model_dump(mode="json") for one in seen.prompts],
        "kinds": [one.model_dump(mode="json") for one in by_kind(seen.drafts)],
        "budgets": [one.model_dump(mode="json") for one in seen.budgets],
        "resting": [one.model_dump(mode="json") for one in seen.resting],
    }


def _lines(seen: _Seen) -> list[Bilingual]:
    lines = [line for one in seen.prompts for line in prompt_lines(one)]
    if not seen.prompts:
        lines = [Bilingual(en="No model was asked.", zh="尚未调用过模型。")]
    if len(seen.prompts) > 1:
        lines += [Bilingual(en="All calls", zh="全部调用"), *sums(totals(seen.attempts))]
    lines += [line for one in by_kind(seen.drafts) for line in kind_lines(one)]
    lines += [budget_line(one) for one in seen.budgets]
    return lines + [rest_line(one) for one in seen.resting]
