"""`accord ledger`: every decision and every refused attempt; shown, verified, exported."""

import asyncio

import typer

from cli.asked import CollaborationId, read_collaboration
from cli.connection import needed_store
from cli.ledger_export import export
from cli.ledger_seen import require
from cli.ledger_verify import verify
from cli.output import Console, Json, Lang, print_json, say
from domain.ledger import Row
from domain.problems import shown
from domain.reading import moment
from domain.text import Bilingual
from domain.wording import VERB_NAMES
from store import ledger

group = typer.Typer(no_args_is_help=True)
NOTE = 400
"""Characters of a comment or a reason that are shown on its line."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(
        group, name="ledger", help="Show, verify or export the ledger · 查看、核验或导出决策台账"
    )


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


group.command("verify", help="Is a ledger or an export intact? · 核验台账或导出文件是否完整")(
    verify
)
group.command("export", help="Write a signed file · 导出带签名的文件")(export)


async def _rows(name: str) -> list[Row]:
    async with needed_store() as engine:
        await require(engine, name)
        return await ledger.rows(engine, name)


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
