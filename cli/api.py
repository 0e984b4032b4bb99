"""`accord api`: the HTTP API, served until Ctrl-C."""

import asyncio
import dataclasses
import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from activities.tokens import SigningKey, signing_key
from api.app import app
from api.callers import named_only
from api.footing import Footing
from cli.connection import connection
from cli.keys import keys_folder
from cli.output import Json, Lang, print_json, say
from cli.serving import end_by_signals, listening, read_address, server
from domain.errors import BadInputError
from domain.text import Bilingual
from store.engine import close, open_store
from store.ledger_key import held_key
from store.migrating import migrate
from worker import Settings, log_to
from workflows.identity import is_loopback, mode_at

PLACE = "127.0.0.1:8080"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("api", help="Serve the HTTP API · 启动 HTTP 接口")(api)


def api(
    listen: Annotated[
        str, typer.Option("--listen", metavar="HOST:PORT", help="Where to listen · 监听地址")
    ] = PLACE,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Serve until Ctrl-C."""
    host, port = read_address(listen)
    log_to(sys.stderr)
    asyncio.run(_serve(host, port, as_json))


async def _serve(host: str, port: int, as_json: bool) -> None:
    settings = Settings.from_environment(os.environ)
    await asyncio.to_thread(migrate, settings.store)
    opened = await connection()
    signer = await asyncio.to_thread(held_key, settings.home, settings.ledger_key)
    store = open_store(settings.store)
    reached = dataclasses.replace(opened, store=store, signer=signer, surface="api")
    try:
        stood = Footing(reached, settings, named_only, _key(settings, opened.address))
        _require_loopback(host)
        running = server(app(stood))
        with listening(host, port) as plug:
            end_by_signals(running)
            _tell(host, plug.getsockname()[1], as_json)
            await running.serve(sockets=[plug])
    finally:
        await close(store)


def _key(settings: Settings, engine: str) -> Callable[[], SigningKey] | None:
    """Return where decision tokens are signed; None where workers believe bare names."""
    mode = settings.identity or mode_at(engine)
    if mode == "open" and not any(keys_folder().glob("*.key")):
        return None
    signing_key(keys_folder())  # say now that there is none, not at the first decision
    return lambda: signing_key(keys_folder())


def _require_loopback(host: str) -> None:
    """Refuse to believe names of whoever reaches this machine."""
    if not is_loopback(host):
        raise BadInputError(
            f"--listen: names are only believed on loopback, and {host} is reached by others",
            f"--listen：仅本机可直接使用账号名，{host} 可被他人访问",
        )


def _tell(host: str, port: int, as_json: bool) -> None:
    shown_host = f"[{host}]" if ":" in host else host
    address = f"http://{shown_host}:{port}"
    if as_json:
        print_json({"ok": True, "address": address, "openapi": f"{address}/openapi.json"})
        sys.stdout.flush()
        return
    say(
        Bilingual(
            en=f"HTTP API: {address} (described in {address}/openapi.json). Ctrl-C stops.",
            zh=f"HTTP 接口：{address}（说明见 {address}/openapi.json）。按 Ctrl-C 停止。",
        )
    )
    say(
        Bilingual(
            en="OPEN MODE: whoever reaches this port can name themselves anybody. For trying out "
            "on this machine only; what is decided so is recorded as unverified.",
            zh="开放模式：能访问此端口者可自称任何人。仅供本机试用，由此作出的决定记录为“未验证”。",
        )
    )
    sys.stdout.flush()
