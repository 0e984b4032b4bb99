"""`accord notify`: messages to people, and calls of webhooks, as they go out."""

import asyncio
import datetime as dt
import os
import signal
import sys
import uuid
from pathlib import Path
from typing import Annotated

import typer

from activities.channels import send
from activities.going_out import base_from, going_out
from activities.sent import FailedError
from cli.asked import read_account
from cli.connection import remembered
from cli.notify_file import (
    contacts_named,
    exposed,
    needed_contacts,
    problems_in,
    reached,
    read_contacts,
)
from cli.notify_status import status
from cli.output import Console, Json, Lang, print_json, say
from domain.contacts import Way, ways
from domain.directory import Person
from domain.letter import Letter
from domain.problems import shown
from domain.text import Bilingual
from domain.webhook_address import allowed_from
from store import people
from store.engine import close, open_store
from store.migrating import migrate
from traces import traces
from worker import Settings, log_to

group = typer.Typer(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group.command("status", help="What went out, and what did not · 发送情况")(status)
    app.add_typer(group, name="notify", help="Messages to people, webhooks · 消息通知与 webhook")


@group.command("check", help="Look at a file of addresses · 检查联系方式配置文件")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML or JSON · YAML 或 JSON 文件")],
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """List every problem with its line; the answer is 1 when there are some. Nothing is sent."""
    found = problems_in(file)
    addresses = [] if found else reached(read_contacts(file))
    if as_json:
        problems = [
            {"line": one.line, "path": one.path, "problem": one.sentence.model_dump()}
            for one in found
        ]
        listed = [one.model_dump() for one in addresses]
        document = {"ok": not found, "file": shown(file, 200), "problems": problems}
        print_json(document | {"addresses": listed, "private": exposed(file) is None})
        return 1 if found else 0
    for problem in found:
        say(problem.within(Console.language))
    for address in addresses:
        say(f"{address.place} · {address.service}")
    if warning := exposed(file):
        say(warning)
    return 1 if found else 0


@group.command("test", help="Send somebody a test message · 给某人发送测试消息")
def try_out(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="To whom · 收件人账号")],
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Send a test on every way of one person; the answer is 1 unless all of them took it."""
    who, contacts = read_account(account), needed_contacts()
    base = base_from(os.environ)
    person = asyncio.run(_person(who))
    found = ways(contacts, who, person)
    told = [(way, _tried(way, person, base)) for way in found]
    if as_json:
        rows = [
            {"way": w.name, "sent": e is None, "reason": e.model_dump() if e else None}
            for w, e in told
        ]
        print_json({"ok": bool(told) and not any(e for _, e in told), "account": who, "ways": rows})
    else:
        for way, error in told:
            taken = Bilingual(en="sent", zh="已发送")
            say(f"{way.name} · {(error or taken).within(Console.language)}")
        if not told:
            say(Bilingual(en=f"No address for {who}.", zh=f"没有 {who} 的联系地址。"))
    return 0 if told and not any(error for _, error in told) else 1


async def _person(account: str) -> Person | None:
    async with remembered() as store:
        if store is None:
            return None
        return (await people.directory(store, people.COMPANY)).person(account)


def _tried(way: Way, person: Person | None, base: str | None) -> Bilingual | None:
    """Send a test; return why it failed."""
    language = person.language if person else Console.language
    said = Bilingual(
        en="This is a test of Accord's notifications.", zh="这是一条合议（Accord）的测试消息。"
    ).within(language)
    id = uuid.uuid4().hex
    at = dt.datetime.now(dt.UTC)
    subject = Bilingual(en="Test", zh="测试").within(language)
    try:
        send(
            way.address,
            Letter(id=id, thread=id, subject=subject, body=said, link=base, at=at),
        )
    except FailedError as error:
        return error.reason
    return None


@group.command("run", help="Deliver until Ctrl-C · 持续发送，按 Ctrl-C 停止")
def run(as_json: Json = False, lang: Lang = None) -> None:
    """Deliver what the store holds; any number of these may run beside one another."""
    contacts = contacts_named()
    base_from(os.environ)  # what cannot be used is said before anything is begun
    allowed_from(os.environ)
    log_to(sys.stderr)

    async def serve() -> None:
        settings = Settings.from_environment(os.environ)
        await asyncio.to_thread(migrate, settings.store)
        store = open_store(settings.store)
        try:
            async with going_out(store, contacts):
                _tell_running(contacts is not None, as_json)
                await _stopped()
        finally:
            await close(store)

    with traces(os.environ):
        asyncio.run(serve())


async def _stopped() -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()


def _tell_running(messages: bool, as_json: bool) -> None:
    if as_json:
        print_json({"ok": True, "messages": messages, "webhooks": True})
    elif messages:
        say(
            Bilingual(
                en="Messages and webhooks go out. Ctrl-C stops.",
                zh="正在发送消息并调用 webhook。按 Ctrl-C 停止。",
            )
        )
    else:
        say(
            Bilingual(
                en="Only webhooks are called: ACCORD_NOTIFY is not set. Ctrl-C stops.",
                zh="未设置 ACCORD_NOTIFY，仅调用 webhook。按 Ctrl-C 停止。",
            )
        )
    sys.stdout.flush()
