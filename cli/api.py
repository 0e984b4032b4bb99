"""`accord api`: the HTTP API, served until Ctrl-C."""

import asyncio
import dataclasses
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from activities.tokens import SigningKey, signing_key
from api.app import app
from api.connection import Connection
from api.entrance import Entrance
from api.footing import Footing
from api.identity import authenticator
from api.oidc import Provider
from api.oidc_code import RelyingParty
from api.oidc_settings import CLIENT_ID, client, expected, is_safe
from api.routes.company_account import BACK
from cli.connection import connection
from cli.keys import keys_folder
from cli.output import Json, Lang, print_json, say
from cli.serving import end_by_signals, listening, read_address, run, server
from cli.tls import Tls, tls
from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual
from store.engine import close, open_store
from store.ledger_key import held_key
from store.migrating import migrate
from traces import traces
from worker import Settings, log_to
from workflows.identity import Mode, is_loopback, mode_at

PLACE = "127.0.0.1:8080"
PUBLIC = "ACCORD_URL"


@dataclasses.dataclass(frozen=True)
class Door:
    """Where the API listens, how, and by which address people know it."""

    host: str
    port: int
    tls: Tls | None
    public: str | None
    as_json: bool

    @property
    def secure(self) -> bool:
        """Say whether people come by HTTPS: here, or at what stands in front."""
        return self.tls is not None or (self.public or "").startswith("https:")

    @property
    def alone(self) -> bool:
        """Say whether nobody comes but from this machine: nothing that is known stands in front."""
        known = urlsplit(self.public).hostname if self.public else self.host
        return is_loopback(self.host) and is_loopback(known or "")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("api", help="Serve the HTTP API · 启动 HTTP 接口")(api)


def api(
    listen: Annotated[
        str, typer.Option("--listen", metavar="HOST:PORT", help="Where to listen · 监听地址")
    ] = PLACE,
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", metavar="FILE", help="HTTPS with · 证书（PEM）")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help="Its key · 私钥（PEM）")
    ] = None,
    tls_self_signed: Annotated[
        bool, typer.Option("--tls-self-signed", help="Own certificate · 使用自签名证书")
    ] = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Serve until Ctrl-C."""
    host, port = read_address(listen)
    public = public_address()
    log_to(sys.stderr)
    settings = Settings.from_environment(os.environ)
    secured = tls(tls_cert, tls_key, tls_self_signed, settings.home, host, public)
    with traces(os.environ):
        run(_serve(Door(host, port, secured, public, as_json), settings))


def public_address() -> str | None:
    """Return the address by which people know the API, as ACCORD_URL has it."""
    given = os.environ.get(PUBLIC, "").strip().rstrip("/")
    return read_url(given, PUBLIC) if given else None


def read_url(given: str, name: str) -> str:
    """Return an address without a path. Raises BadInputError naming where it was given."""
    text = given.rstrip("/")
    try:
        place = urlsplit(text)
        usable = place.scheme in ("http", "https") and place.hostname and place.port != 0
    except ValueError:
        usable = False
    if not usable or text != f"{place.scheme}://{place.netloc}" or "@" in place.netloc:
        raise BadInputError(
            f"{name}: “{shown(given)}” is not an address such as https://accord.example.com",
            f"{name}：「{shown(given)}」应为 https://accord.example.com 这样的地址",
        )
    return text


async def _serve(door: Door, settings: Settings) -> None:
    await asyncio.to_thread(migrate, settings.store)
    opened = await connection()
    mode = settings.identity or mode_at(opened.address)
    _require_safe(door, mode)
    signer = await asyncio.to_thread(held_key, settings.home, settings.ledger_key)
    store = open_store(settings.store)
    reached = dataclasses.replace(opened, store=store, signer=signer)
    try:
        running = server(app(footing(door, reached, settings)), door.tls)
        with listening(door.host, door.port) as plug:
            end_by_signals(running)
            _tell(door, plug.getsockname()[1], mode)
            await running.serve(sockets=[plug])
    finally:
        await close(store)


def footing(door: Door, reached: Connection, settings: Settings) -> Footing:
    """Return what an API at this door stands on; `reached` knows the store.

    Raises:
        BadInputError: decisions need tokens here, and there is no key to sign them with.
    """
    mode = settings.identity or mode_at(reached.address)
    wanted = expected(os.environ)
    provider = Provider(wanted) if wanted else None
    entrance = Entrance(
        door.public,
        door.secure,
        proxied=door.tls is None and door.secure,
        party=_party(provider, door.public),
        open=mode == "open",
    )
    asks = authenticator(reached.needed_store(), entrance, provider, open=mode == "open")
    stood = dataclasses.replace(reached, surface="api")
    return Footing(stood, settings, asks, _key(mode), entrance, door.alone)


def _party(provider: Provider | None, public: str | None) -> RelyingParty | None:
    """Return what leads people to the provider; None where the pages do not."""
    known = client(os.environ)
    if known is None or provider is None:
        return None
    return RelyingParty(provider, known, back_at(public, BACK, PUBLIC))


def back_at(public: str | None, path: str, name: str) -> str:
    """Return the address to which a provider sends people back.

    Raises:
        BadInputError: `name` does not say how people come, or they would not come safely.
    """
    if public is None or not is_safe(public):
        raise BadInputError(
            f"{CLIENT_ID}: set {name} to the HTTPS address that people use; the provider sends "
            "them back there",
            f"{CLIENT_ID}：请将 {name} 设为用户访问的 HTTPS 地址，登录后将跳转回该地址",
        )
    return public + path


def _key(mode: Mode) -> Callable[[], SigningKey] | None:
    """Return where decision tokens are signed; None where workers believe bare names."""
    if mode == "open" and not any(keys_folder().glob("*.key")):
        return None
    signing_key(keys_folder())  # say now that there is none, not at the first decision
    return lambda: signing_key(keys_folder())


def _require_safe(door: Door, mode: Mode) -> None:
    """Refuse to believe names, or to take passwords, where others can reach or listen in."""
    if is_loopback(door.host):
        return
    host = shown(door.host)
    if mode == "open":
        raise BadInputError(
            f"--listen: names are only believed on loopback, and {host} is reached by others; "
            "set ACCORD_IDENTITY=token",
            f"--listen：仅本机可直接使用账号名，{host} 可被他人访问；请设置 ACCORD_IDENTITY=token",
        )
    if not door.secure:
        raise BadInputError(
            f"--listen: {host} is reached by others, and passwords would be read on the way: use "
            f"--tls-self-signed or --tls-cert, or HTTPS in front with {PUBLIC}=https://…",
            f"--listen：{host} 可被他人访问，明文传输会泄露密码：请使用 --tls-self-signed 或 "
            f"--tls-cert，或由前置代理提供 HTTPS 并设置 {PUBLIC}=https://…",
        )


def _tell(door: Door, port: int, mode: Mode) -> None:
    shown_host = f"[{door.host}]" if ":" in door.host else door.host
    address = f"{'https' if door.tls else 'http'}://{shown_host}:{port}"
    if door.as_json:
        told = {"ok": True, "address": address, "openapi": f"{address}/openapi.json"}
        told |= {"identity": mode, "fingerprint": door.tls.fingerprint if door.tls else None}
        print_json(told)
        sys.stdout.flush()
        return
    say(
        Bilingual(
            en=f"HTTP API: {address} (described in {address}/openapi.json). Ctrl-C stops.",
            zh=f"HTTP 接口：{address}（说明见 {address}/openapi.json）。按 Ctrl-C 停止。",
        )
    )
    if door.tls and door.tls.fingerprint:
        say(door.tls.told)
    if mode == "open":
        say(
            Bilingual(
                en="OPEN MODE: whoever reaches this port can name themselves anybody. For trying "
                "out on this machine only; what is decided so is recorded as unverified.",
                zh="开放模式：能访问此端口者可自称任何人。"
                "仅供本机试用，由此作出的决定记录为“未验证”。",
            )
        )
    sys.stdout.flush()
