"""`accord token`: a token for one decision of one person, or their link to the Temporal UI."""

import datetime as dt
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit

import typer
from temporalio.service import RPCError, RPCStatusCode

from activities.tokens import LOGIN, SigningKey, signing_key
from api.connection import Connection
from api.sending import view
from cli.asked import read_account, read_suggestion
from cli.connection import reached
from cli.decide import read_verb
from cli.keys import keys_folder
from cli.output import Console, Json, Lang, print_json
from cli.proxy.login import LONGEST_LINK
from domain.approval import PLACED
from domain.command import Verb
from domain.errors import BadInputError, RefusedError, UnknownError
from domain.problems import shown
from domain.reading import moment
from domain.refusals import refusal
from domain.signing import ENDED, ApprovalState
from domain.text import Bilingual
from domain.token import LONGEST, claims
from workflows.names import suggestion_id

Suggestion = Annotated[
    str | None,
    typer.Argument(metavar="SUGGESTION", help="Such as onboarding-1:goals:1 · 建议稿编号"),
]
Account = Annotated[
    str | None, typer.Option("--for", metavar="ACCOUNT", help="Who decides · 由谁决定")
]
Login = Annotated[
    str | None,
    typer.Option("--login", metavar="ACCOUNT", help="A link to sign in · 生成登录链接"),
]
Verbs = Annotated[
    list[str] | None,
    typer.Option("--verb", metavar="VERB", help="Only for this; repeatable · 仅限该动作"),
]
Minutes = Annotated[
    int | None, typer.Option("--minutes", metavar="N", help="Good for · 有效分钟数")
]
Kid = Annotated[str | None, typer.Option("--kid", metavar="NAME", help="Sign with · 所用密钥")]
At = Annotated[
    str, typer.Option("--at", metavar="URL", envvar="ACCORD_UI_PROXY", help="The ui-proxy")
]

PROXY = "http://127.0.0.1:8234"
"""Where `accord ui-proxy` listens, unless it is told otherwise."""
_LOGIN_MINUTES, _DECISION_MINUTES = 10, 60


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("token", help="Sign a decision token or a login link · 签发决定令牌或登录链接")(
        token
    )


def token(
    suggestion: Suggestion = None,
    account: Account = None,
    login: Login = None,
    verb: Verbs = None,
    minutes: Minutes = None,
    kid: Kid = None,
    at: At = PROXY,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print a token for the current text, or with --login a link that signs in once."""
    if login is not None and suggestion is None and account is None:
        _log_in(
            read_account(login), _seconds(minutes, _LOGIN_MINUTES, LONGEST_LINK), kid, at, as_json
        )
        return
    if suggestion is None or account is None or login is not None:
        raise BadInputError(
            "say what for: accord token SUGGESTION --for ACCOUNT, or accord token --login ACCOUNT",
            "请写明用途：accord token 建议稿编号 --for 账号，或 accord token --login 账号",
        )
    name, person = read_suggestion(suggestion), read_account(account)
    verbs = tuple(dict.fromkeys(read_verb(one) for one in verb or ()))
    key, seconds = signing_key(keys_folder(), kid), _seconds(minutes, _DECISION_MINUTES, LONGEST)
    state = reached(lambda connection: _read(connection, name))
    _require_asked(state, person, verbs)
    _print(state, person, key.decision(state, person, verbs, seconds), as_json)


def _seconds(minutes: int | None, usual: int, longest: int) -> int:
    chosen = usual if minutes is None else minutes
    if not 1 <= chosen <= longest // 60:
        raise BadInputError(
            f"--minutes: {chosen} is not from 1 to {longest // 60}",
            f"--minutes：{chosen} 应为 1 到 {longest // 60}",
        )
    return chosen * 60


async def _read(connection: Connection, name: str) -> ApprovalState:
    try:
        state = await view(connection, suggestion_id(name), ApprovalState)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise UnknownError(name) from None
    if state is None:
        raise RefusedError(
            Bilingual(
                en="No worker answers, so the current text cannot be read; try again.",
                zh="没有工作进程响应，无法读取当前文本；请稍后重试。",
            ),
            code="not_yet",
        )
    return state


def _require_asked(state: ApprovalState, account: str, verbs: tuple[Verb, ...]) -> None:
    """Refuse a token that could decide nothing; what is open to others, they get one for."""
    open_wider = bool(verbs) and not set(verbs) & set(PLACED)
    asked = state.approver(account) or (state.current and state.current.delegated(account))
    code = None
    if state.status in ENDED:
        code = "ended"
    elif not open_wider and state.status == "drafting":
        code = "drafting"
    elif not open_wider and not asked:
        code = "not_asked"
    if code:
        raise RefusedError(refusal(code, state, account).sentence, code=code)


def _print(state: ApprovalState, account: str, minted: str, as_json: bool) -> None:
    told = claims(minted)
    if told is None:
        raise AssertionError("a token of our own cannot be read")
    expires = dt.datetime.fromtimestamp(told.exp, dt.UTC)
    if as_json:
        document: dict[str, Any] = {"ok": True, "suggestion": state.id, "account": account}
        document |= {"revision": told.rev, "fingerprint": told.fpr, "verbs": told.verbs}
        print_json(document | {"expires_at": expires.isoformat(), "token": minted})
        return
    until = moment(expires, Console.language)
    note = Bilingual(
        en=f"For {account}, one decision on {state.id}, revision {told.rev}, until {until}.",
        zh=f"供 {account} 对 {state.id} 第 {told.rev} 版作一次决定，有效至 {until}。",
    )
    typer.echo(note.within(Console.language), err=True)
    typer.echo(minted)


def _log_in(account: str, seconds: int, kid: str | None, at: str, as_json: bool) -> None:
    place = urlsplit(at)
    if place.scheme not in ("http", "https") or not place.hostname:
        raise BadInputError(
            f"--at: “{shown(at)}” is not an address such as {PROXY}",
            f"--at：「{shown(at)}」不是 {PROXY} 这样的地址",
        )
    link = login_link(signing_key(keys_folder(), kid), account, seconds, at)
    expires = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(seconds=seconds)
    if as_json:
        document = {"ok": True, "account": account, "expires_at": expires.isoformat()}
        print_json(document | {"url": link})
        return
    until = moment(expires, Console.language)
    note = Bilingual(
        en=f"Signs {account} in once, until {until}; whoever holds it can use it:",
        zh=f"供 {account} 登录一次，有效至 {until}；持有者即可使用：",
    )
    typer.echo(note.within(Console.language), err=True)
    typer.echo(link)


def login_link(key: SigningKey, account: str, seconds: int, at: str) -> str:
    """Return a link that signs this person in once."""
    query = urlencode({"link": key.signed({"sub": account}, LOGIN, seconds)})
    return f"{at.rstrip('/')}/accord/login?{query}"
