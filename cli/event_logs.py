"""`accord event-logs`: the event logs that were imported, and deleting one."""

import asyncio
import re
from typing import Annotated

import typer

from api.event_logs import EventLogSeen, forget_log, see_logs
from cli.asked import read_collaboration
from cli.connection import needed_store
from cli.output import Console, Json, Lang, print_json, say
from domain.errors import BadInputError
from domain.problems import shown
from domain.reading import moment
from domain.text import ID_PATTERN, Bilingual, counted

group = typer.Typer(no_args_is_help=True)
OfOne = Annotated[
    str | None,
    typer.Option(
        "--collaboration", metavar="ID", help="Whose; the company's without · 所属协作，默认全公司"
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="event-logs", help="Imported event logs · 已导入的事件日志")


@group.command("list", help="Which there are, and who names them · 列出日志及引用它们的协作")
def listed(collaboration: OfOne = None, as_json: Json = False, lang: Lang = None) -> None:
    """List them, the newest first."""
    found = asyncio.run(_logs(_scope(collaboration)))
    if as_json:
        logs = [one.model_dump(mode="json") for one in found]
        print_json({"ok": True, "event_logs": logs, "next": None})
        return
    for one in found:
        say(_line(one))
    if not found:
        say(Bilingual(en="No event log was imported here.", zh="此处尚未导入事件日志。"))


@group.command("delete", help="Delete one with its events · 删除一份日志及其事件")
def delete(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Such as tickets · 日志名称")],
    collaboration: OfOne = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Delete a log that no collaboration names any more; what was computed from it stays."""
    if not re.fullmatch(ID_PATTERN, name):
        raise BadInputError(
            f"“{shown(name)}” is not the name of an event log, such as tickets",
            f"「{shown(name)}」不是事件日志的名称，正确写法如 tickets",
        )
    asyncio.run(_forget(_scope(collaboration), name))
    if as_json:
        print_json({"ok": True, "name": name, "collaboration": collaboration})
        return
    say(Bilingual(en=f"Deleted: {name}.", zh=f"已删除：{name}。"))


def _scope(collaboration: str | None) -> str:
    return read_collaboration(collaboration) if collaboration is not None else ""


async def _logs(scope: str) -> list[EventLogSeen]:
    async with needed_store() as engine:
        return await see_logs(engine, scope)


async def _forget(scope: str, name: str) -> None:
    async with needed_store() as engine:
        await forget_log(engine, scope, name)


def _line(one: EventLogSeen) -> Bilingual:
    open_ones = [by.id for by in one.named_by if by.open]
    others = [by.id for by in one.named_by if not by.open]
    at = moment(one.at, Console.language)
    by = one.by or "—"
    cases = one.cases
    of_en = "" if cases is None else f"{counted(cases, 'case', 'cases')}, "
    of_zh = "" if cases is None else f"{cases:,} 个案件、"
    of_en += counted(one.rows, "event", "events")
    en = f"{one.name} · {of_en} · {shown(one.file, 200)} · by {by}, {at}"
    zh = f"{one.name} · {of_zh}{one.rows:,} 条事件 · {shown(one.file, 200)} · {by} 于 {at}导入"
    en, zh = f"{en} · {one.fingerprint[:12]}", f"{zh} · {one.fingerprint[:12]}"
    if open_ones:
        en, zh = f"{en} · named by {', '.join(open_ones)}", f"{zh} · 引用：{'、'.join(open_ones)}"
    if others:
        zh = f"{zh} · 引用（已结束）：{'、'.join(others)}"
        en = f"{en} · named by closed {', '.join(others)}"
    return Bilingual(en=en, zh=zh)
