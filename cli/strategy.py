"""`accord strategy`: the company's strategic objectives, shown and replaced as a whole."""

import asyncio
import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from cli.asked import Actor, Expected, read_account
from cli.connection import needed_store
from cli.output import Json, Lang, print_json, say
from cli.yaml_lines import load_checked
from domain.brief import Objective
from domain.reading import moment
from domain.strategy import Strategy, StrategyGiven
from domain.text import Bilingual
from store.strategy import replace_strategy, strategy

group = typer.Typer(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="strategy", help="Strategic objectives · 公司战略目标")


@group.command("show", help="The objectives that hold now · 现行战略目标")
def show(as_json: Json = False, lang: Lang = None) -> None:
    """Show the objectives and their version."""
    _tell(asyncio.run(_read()), as_json)


@group.command("set", help="Replace all of them · 整体替换")
def replace(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="YAML or JSON, `objectives` · 含 objectives 的文件"),
    ],
    actor: Actor,
    expected: Expected = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Put the objectives of a file in the place of the earlier ones."""
    account, given = read_account(actor), load_checked(file, StrategyGiven)
    _tell(asyncio.run(_replace(given.objectives, expected, account)), as_json)


async def _read() -> Strategy:
    async with needed_store() as engine:
        return await strategy(engine)


async def _replace(
    objectives: tuple[Objective, ...], expected: int | None, account: str
) -> Strategy:
    async with needed_store() as engine:
        return await replace_strategy(
            engine, objectives, expected, account, dt.datetime.now(dt.UTC)
        )


def _tell(held: Strategy, as_json: bool) -> None:
    if as_json:
        print_json({"ok": True} | held.model_dump(mode="json"))
        return
    if not held.objectives:
        say(Bilingual(en="No strategic objectives are set.", zh="尚未设置战略目标。"))
        return
    say(
        Bilingual(
            en=f"Version {held.version}, set by {held.by}, {moment(held.at, 'en')}",
            zh=f"第 {held.version} 版，由 {held.by} 于 {moment(held.at, 'zh')}设置",
        )
    )
    for one in held.objectives:
        say(f"  [{one.id}] {one.text}" + (f" · {one.measure}" if one.measure else ""))
