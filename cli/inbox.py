"""`accord inbox`: what waits for a decision, the oldest first."""

import re
from typing import Annotated
from urllib.parse import quote

import typer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.connection import Connection
from api.first_line import NOTE
from api.pending import PendingRow, pending_query, pending_rows
from cli.asked import read_account
from cli.connection import reached
from cli.output import Console, Json, Lang, print_json, say
from cli.oversight import print_stats
from domain.errors import BadInputError
from domain.problems import shown
from domain.reading import moment, provenance_line
from domain.redrafting import model_failed, redraft_line
from domain.text import Bilingual
from domain.wording import KIND_NAMES
from store import suggestions

Ids = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID…]", help="With --stats: these alone · 与 --stats 合用：只统计"),
]
Approver = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="NAME",
        envvar="ACCORD_AS",
        help="Only what waits for this account · 只列待该账号审批的事项",
    ),
]
Everybody = Annotated[
    bool, typer.Option("--all", help="Everybody's; so it is without --as · 列出所有人的")
]
Ui = Annotated[
    bool, typer.Option("--ui", help="Print a link to this list in the UI · 输出界面链接")
]
Stats = Annotated[
    bool, typer.Option("--stats", help="How people decided instead · 改为统计审批情况")
]
_AS_THE_UI_WRITES_IT = re.compile(r"(\w+)='([^']*)'")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("inbox", help="What waits for a decision · 待审批事项")(inbox)


def inbox(
    ids: Ids = None,
    actor: Approver = None,
    everybody: Everybody = False,
    ui: Ui = False,
    stats: Stats = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """List what is pending, print the link to the same list, or how people decided."""
    account = read_account(actor) if actor and not everybody else None
    _require_sense(ids or [], stats, ui)
    if stats:
        print_stats(ids or [], account, as_json)
        return
    if ui:
        link = reached(lambda connection: _link(connection, account))
        print_json({"ok": True, "ui": link}) if as_json else say(link)
        return
    rows = reached(lambda connection: _rows(connection, account))
    if as_json:
        pending = [row.model_dump(mode="json") for row in rows]
        print_json({"ok": True, "account": account, "pending": pending})
        return
    for row in rows:
        say(_line(row))
        if row.provenance and model_failed(row.provenance) and row.approvers:
            say(redraft_line(row.suggestion, f"--as {account or row.approvers[0]}", "    "))
    if not rows:
        say(Bilingual(en="Nothing waits for a decision.", zh="没有待审批事项。"))


def _require_sense(ids: list[str], stats: bool, ui: bool) -> None:
    if stats and ui:
        raise BadInputError(
            "--stats has no list in the UI; leave out --ui", "--stats 在界面中没有列表，请去掉 --ui"
        )
    if ids and not stats:
        raise BadInputError(
            f"“{shown(ids[0])}”: the inbox lists all collaborations; name some with --stats only",
            f"「{shown(ids[0])}」：待办列表包含全部协作，编号只能与 --stats 合用",
        )


async def _rows(connection: Connection, account: str | None) -> list[PendingRow]:
    rows = await pending_rows(connection, f"AccordApprovers='{account}'" if account else "")
    store = connection.store
    try:
        return [await _with_provenance(store, row) for row in rows] if store else rows
    except SQLAlchemyError:  # the list is the server's; a broken store hides nothing of it
        return rows


async def _with_provenance(engine: AsyncEngine, row: PendingRow) -> PendingRow:
    text = await suggestions.suggestion(engine, row.suggestion)
    return row.model_copy(update={"provenance": text.provenance}) if text else row


async def _link(connection: Connection, account: str | None) -> str:
    if connection.ui is None:
        raise BadInputError(
            "the address of the Web UI is not known; set ACCORD_UI",
            "不知道网页界面的地址；请设置 ACCORD_UI",
        )
    namespace = quote(connection.client.namespace)
    query = quote(_AS_THE_UI_WRITES_IT.sub(r'`\1`="\2"', pending_query(account)))
    saved = quote(_saved_as(account).within(Console.language))  # whoever opens it keeps the view
    return f"{connection.ui}/namespaces/{namespace}/workflows?query={query}&savedQuery={saved}"


def _saved_as(account: str | None) -> Bilingual:
    """Return the name under which the UI of whoever opens the link keeps this list."""
    if account is None:
        return Bilingual(en="Accord: pending", zh="合议：待审批")
    return Bilingual(en=f"Accord: pending for {account}", zh=f"合议：待 {account} 审批")


def _line(row: PendingRow) -> str:
    zh = Console.language == "zh"
    name = KIND_NAMES[row.kind].within(Console.language)
    since, due = (moment(at, Console.language) for at in (row.since, row.due_at))
    who = "、".join(row.approvers) if zh else ", ".join(row.approvers)
    by = f" · {shown(provenance_line(row.provenance), NOTE)}" if row.provenance else ""
    if zh:
        return f"{row.suggestion} · {name} · 自 {since} · 截止 {due} · 等待 {who}{by}"
    return f"{row.suggestion} · {name} · since {since} · due {due} · waiting for {who}{by}"
