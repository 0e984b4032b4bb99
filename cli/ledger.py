"""`accord ledger`: every decision and every refused attempt, and whether the chain is intact."""

import asyncio
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from cli.asked import CollaborationId, read_collaboration
from cli.connection import needed_store
from cli.output import Console, Json, Lang, print_json, say
from cli.sending import unknown
from domain.errors import BadInputError
from domain.ledger import Row
from domain.problems import shown
from domain.reading import moment
from domain.text import Bilingual
from domain.wording import VERB_NAMES
from store import collaborations, ledger

group = typer.Typer(no_args_is_help=True)
NOTE = 400
"""Characters of a comment or a reason that are shown on its line."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="ledger", help="Show or verify the ledger · 查看或核验决策台账")


@group.command("show", help="Every decision and refused attempt · 全部决定与被拒尝试")
def show(collaboration: CollaborationId, as_json: Json = False, lang: Lang = None) -> None:
    """Show the rows of a collaboration's ledger in order."""
    name = read_collaboration(collaboration)
    rows = asyncio.run(_rows(name))
    if as_json:
        shown_rows = [row.model_dump(mode="json") for row in rows]
        print_json({"ok": True, "collaboration": name, "rows": shown_rows})
        return
    for row in rows:
        say(_line(row))
    if not rows:
        say(Bilingual(en=f"Nothing was decided in {name} yet.", zh=f"{name} 尚无任何决定。"))


@group.command("verify", help="Is the chain of hashes intact? · 核验哈希链是否完整")
def verify(
    collaboration: CollaborationId,
    count: Annotated[
        int | None, typer.Option(min=0, help="Rows noted earlier · 曾登记的行数")
    ] = None,
    head: Annotated[
        str | None, typer.Option(metavar="HASH", help="Last hash noted earlier · 曾登记的末行哈希")
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Verify the ledger; the answer is 0 when it is intact, 1 when it is not."""
    name = read_collaboration(collaboration)
    fault, rows = asyncio.run(_verify(name, count, head))
    if as_json:
        last = rows[-1].hash if rows else None
        document = {"ok": fault is None, "collaboration": name, "rows": len(rows), "head": last}
        print_json(document | {"fault": fault.model_dump() if fault else None})
    elif fault:
        say(Bilingual(en=f"{name}: {fault.en}.", zh=f"{name}：{fault.zh}。"))
    else:
        many = len(rows)
        say(
            Bilingual(
                en=f"{name}: the ledger is intact, {many} rows.",
                zh=f"{name}：台账完整，共 {many} 行。",
            )
        )
    return 1 if fault else 0


async def _rows(name: str) -> list[Row]:
    async with needed_store() as engine:
        await _require(engine, name)
        return await ledger.rows(engine, name)


async def _verify(
    name: str, count: int | None, head: str | None
) -> tuple[Bilingual | None, list[Row]]:
    async with needed_store() as engine:
        await _require(engine, name)
        fault = await ledger.fault(engine, name, count, head)
        try:
            return fault, await ledger.rows(engine, name)
        except BadInputError:  # a row that is none any more: `fault` names it
            return fault, []


async def _require(engine: AsyncEngine, name: str) -> None:
    """Raise BadInputError when nobody ever heard of this collaboration."""
    if await collaborations.brief(engine, name) is not None:
        return
    try:
        known = bool(await ledger.rows(engine, name))
    except BadInputError:
        known = True
    if not known:
        raise unknown(name)


def _line(row: Row) -> str:
    language = Console.language
    name = VERB_NAMES.get(row.verb)
    verb = name.within(language) if name else shown(row.verb)
    result = {
        "recorded": Bilingual(en="recorded", zh="已记录"),
        "refused": Bilingual(en="refused", zh="被拒"),
    }[row.result].within(language)
    revision = f" r{row.revision}" if row.revision else ""
    said = [f"“{shown(text, NOTE)}”" for text in (row.comment, row.reason) if text]
    about = shown(row.suggestion or row.collaboration, 200)
    proved = Bilingual(en=" (verified)", zh="（已验证）").within(language) if row.verified else ""
    who, at = f"{shown(row.actor or '—')}{proved}", moment(row.at, language)
    parts = [str(row.sequence), at, who, verb, f"{about}{revision}", result, shown(row.surface)]
    return " · ".join([*parts, *said])
