"""`accord ui-proxy`: the Temporal UI for people who sign in, deciding in their own name only."""

import datetime as dt
import logging
import os
import sys
from typing import Annotated
from urllib.parse import urlsplit

import httpx2
import typer
from temporalio.service import RPCError

from activities.ground import Ground
from activities.refusals import keep_refusal
from activities.tokens import PublicKeys, SigningKey, signing_key
from api.connection import Connection
from api.oidc import Provider
from api.oidc_code import RelyingParty
from api.oidc_settings import client as known_client
from api.oidc_settings import expected
from api.sending import runs, view
from cli.api import back_at, read_url
from cli.connection import home, noted, reached, remembered
from cli.keys import keys_folder
from cli.output import Json, Lang, print_json, say
from cli.proxy.company import BACK
from cli.proxy.guard import Decision, Text
from cli.proxy.login import Doorkeeper
from cli.proxy.server import Proxy, Upstream
from cli.serving import end_by_signals, listening, read_address, server
from domain.errors import BadInputError
from domain.signing import ApprovalState
from domain.text import Bilingual
from workflows.identity import is_loopback
from workflows.names import suggestion_id
from workflows.settings import Settings

PROXY = "ACCORD_UI_PROXY"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ui-proxy", help="The Temporal UI with sign-in · 需登录的 Temporal 界面代理")(
        ui_proxy
    )


def ui_proxy(
    listen: Annotated[
        str, typer.Option("--listen", metavar="HOST:PORT", help="Where people connect · 监听地址")
    ] = "127.0.0.1:8234",
    ui: Annotated[
        str | None, typer.Option("--ui", metavar="URL", help="The Temporal UI · 界面地址")
    ] = None,
    kid: Annotated[
        str | None, typer.Option("--kid", metavar="NAME", help="Sign with · 所用密钥")
    ] = None,
    secure: Annotated[
        bool, typer.Option("--secure", help="People come by HTTPS · 用户经 HTTPS 访问")
    ] = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Serve until Ctrl-C."""
    host, port = read_address(listen)
    signing_key(keys_folder(), kid)  # say now that there is none, not at the first decision
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    logging.getLogger("httpx2").setLevel(logging.ERROR)  # it names whole addresses
    reached(lambda connection: _serve(connection, host, port, ui, kid, secure, as_json))


async def _serve(
    connection: Connection,
    host: str,
    port: int,
    ui: str | None,
    kid: str | None,
    secure: bool,
    as_json: bool,
) -> None:
    upstream_url = (ui or (noted() or {}).get("ui") or "").rstrip("/")
    place = urlsplit(upstream_url)
    if place.scheme not in ("http", "https") or not place.hostname or place.path or place.query:
        raise BadInputError(
            "--ui: give the address of the Temporal UI, without a path, such as "
            "http://127.0.0.1:8233",
            "--ui：请给出 Temporal 界面的地址（不含路径），如 http://127.0.0.1:8233",
        )
    async with httpx2.AsyncClient(base_url=upstream_url, trust_env=False) as client:
        proxy = proxy_for(connection, client, kid, secure)
        running = server(proxy)
        with listening(host, port) as open_socket:
            if party := _party(host, open_socket.getsockname()[1]):
                proxy.lead_to(party)
            end_by_signals(running)
            _tell(host, open_socket.getsockname()[1], upstream_url, as_json)
            await running.serve(sockets=[open_socket])


def proxy_for(
    connection: Connection, client: httpx2.AsyncClient, kid: str | None, secure: bool
) -> Proxy:
    """Return the proxy before this UI, with the keys and the store of this home."""

    def key() -> SigningKey:
        return signing_key(keys_folder(), kid)

    async def text(suggestion: str) -> Text | None:
        try:
            state = await view(connection, suggestion_id(suggestion), ApprovalState)
        except RPCError:
            return None
        found = state.suggestion if state else None
        return Text(found.revision, found.fingerprint) if found else None

    async def still(suggestion: str) -> bool:
        try:
            return await runs(connection.client.get_workflow_handle(suggestion_id(suggestion)))
        except RPCError:
            return False

    upstream = Upstream(client, connection.client.namespace, key, text, still, kept)
    door = Doorkeeper(PublicKeys(keys_folder()), home() / "ui-proxy" / "used")
    return Proxy(upstream, door, secure)


def _party(host: str, port: int) -> RelyingParty | None:
    """Return what leads people to the company's provider; None where none is set."""
    wanted, known = expected(os.environ), known_client(os.environ)
    if wanted is None or known is None:
        return None
    given = os.environ.get(PROXY, "").strip()
    own = f"http://{host}:{port}" if is_loopback(host) and ":" not in host else None
    public = read_url(given, PROXY) if given else own
    return RelyingParty(Provider(wanted), known, back_at(public, BACK.decode(), PROXY))


async def kept(decision: Decision, account: str, update_id: str, sentence: Bilingual) -> None:
    """Keep an attempt that no worker will see in the ledger, where the store is known."""
    given = decision.given | {"actor": account, "surface": "temporal-ui"}
    try:
        async with remembered() as engine:
            if engine is None:
                return
            await keep_refusal(
                Ground(engine=engine, root=Settings.from_environment(os.environ).data),
                workflow_id=suggestion_id(decision.suggestion),
                update_id=update_id,
                update=decision.update,
                given=given,
                sentence=sentence.both,
                at=dt.datetime.now(dt.UTC),
            )
    except BadInputError as error:
        logging.getLogger(__name__).error("a refused attempt was not kept: %s", error)


def _tell(host: str, port: int, ui: str, as_json: bool) -> None:
    shown_host = f"[{host}]" if ":" in host else host
    address = f"http://{shown_host}:{port}"
    if as_json:
        print_json({"ok": True, "address": address, "ui": ui})
        sys.stdout.flush()
        return
    say(Bilingual(en=f"{address} stands before {ui}.", zh=f"{address} 已代理 {ui}。"))
    say(
        Bilingual(
            en="Sign people in: accord token --login ACCOUNT. Keep the Temporal UI itself on "
            "loopback. Ctrl-C stops.",
            zh="登录链接：accord token --login 账号。Temporal 界面本身请只在本机开放。"
            "按 Ctrl-C 停止。",
        )
    )
    sys.stdout.flush()
    if not (host.startswith("127.") or host in ("localhost", "::1")):
        say(
            Bilingual(
                en="Others can reach it: put HTTPS in front, and use --secure.",
                zh="他人可访问此地址：请在前面启用 HTTPS，并加上 --secure。",
            )
        )
