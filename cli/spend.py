"""`accord spend`: report hours or money spent, or list what was granted, is spent and is left."""

import re
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from api import supporting
from api.permitting import named
from api.sending import new_id
from api.supporting import Spending, SpendingReported
from cli.asked import CollaborationId, OptionalActor, read_account, read_collaboration
from cli.connection import in_store
from cli.output import Console, Json, Lang, print_json, say
from cli.support_words import say_lines, support_lines
from domain.errors import BadInputError, UnknownError
from domain.given import read_as
from domain.problems import shown
from domain.reading import moment, number
from domain.spending import SpendingEntry, Spent
from domain.text import Bilingual
from store.collaborations import brief

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("spend", help="Report what was spent, or list it · 登记或查看支出")(spend)


def spend(
    collaboration: CollaborationId,
    hours: Annotated[
        str | None, typer.Option("--hours", metavar="H", help="Beyond the team's own · 额外工时")
    ] = None,
    budget: Annotated[
        str | None, typer.Option("--budget", metavar="B", help="In its currency · 金额")
    ] = None,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="说明")] = None,
    actor: OptionalActor = None,
    key: Annotated[
        str | None,
        typer.Option(
            "--key", metavar="KEY", help="The same again counts once · 用同一编号重发，只记一次"
        ),
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Report hours or money that were spent; without either, list everything."""
    name = read_collaboration(collaboration)
    if hours is None and budget is None:
        if note is not None or key is not None:
            raise BadInputError(
                "say what was spent: --hours, --budget, or both",
                "请写明支出：--hours、--budget 或两者",
            )
        _print_list(in_store(lambda store: _all(store, name)), as_json)
        return
    if actor is None:
        raise BadInputError("--as: say who reports it: your account", "--as：请写明由谁登记")
    spent = _spent(hours, budget, note)
    _report(name, spent, read_account(actor), _key(key), as_json)


def _spent(hours: str | None, budget: str | None, note: str | None) -> Spent:
    if note is None:
        raise BadInputError("--note: say what for", "--note：请写明用途")
    given = {"hours": hours, "budget": budget, "note": note}
    return read_as(Spent, {name: value for name, value in given.items() if value is not None})


def _key(given: str | None) -> str:
    if given is None:
        return new_id()
    if not _KEY.fullmatch(given):
        raise BadInputError(
            f"--key: “{shown(given)}” must be 1 to 200 letters, digits and . _ : -",
            f"--key：「{shown(given)}」应为 1 到 200 个字母、数字或 . _ : -",
        )
    return given


def _report(name: str, spent: Spent, actor: str, key: str, as_json: bool) -> None:
    async def keep(store: AsyncEngine) -> SpendingReported:
        return await supporting.report(store, await named(store, actor), name, spent, key)

    told = in_store(keep)
    if as_json:
        print_json(told)
        return
    say(_line(told.entry, told.support.budget.currency))
    say_lines(support_lines(told.support))


async def _all(store: AsyncEngine, name: str) -> Spending:
    if await brief(store, name) is None:
        raise UnknownError(name)
    return await supporting.listed(store, name)


def _print_list(told: Spending, as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    currency = told.support.budget.currency if told.support else None
    for entry in told.entries:
        say(_line(entry, currency))
    if told.support:
        say_lines(support_lines(told.support))
    else:
        say(Bilingual(en="Nothing was granted yet.", zh="尚未承诺资源。"))


def _line(entry: SpendingEntry, currency: str | None) -> Bilingual:
    at = moment(entry.at, Console.language)
    en, zh = [], []
    if entry.hours:
        en.append(f"{number(entry.hours)} hours")
        zh.append(f"{number(entry.hours)} 小时")
    if entry.budget:
        en.append(f"{number(entry.budget)} {currency or ''}".strip())
        zh.append(en[-1])
    return Bilingual(
        en=f"{entry.id} · {', '.join(en)} · {entry.note} · {entry.by}, {at}",
        zh=f"{entry.id} · {'，'.join(zh)} · {entry.note} · {entry.by} 于 {at}",
    )
