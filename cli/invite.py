"""`accord invite`: personal links that set a password, for a pilot without an identity provider."""

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import segno
import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from api.entrance import secret
from api.hashing import digest
from api.signing_in import can_be_invited
from cli.api import PLACE, PUBLIC, read_url
from cli.connection import in_store
from cli.invited import end, print_list
from cli.output import Console, Json, Lang, print_json
from domain.errors import BadInputError
from domain.permissions import ROLES, Role
from domain.problems import shown
from domain.reading import moment
from domain.text import Bilingual
from store import invites
from store.people import is_listed

Account = Annotated[
    str | None, typer.Argument(metavar="ACCOUNT", help="As in the directory · 账号")
]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", metavar="ROLE", help="admin, auditor, starter · 角色，可重复"),
]
NoRoles = Annotated[bool, typer.Option("--no-roles", help="Take roles away · 收回全部角色")]
Days = Annotated[int, typer.Option("--days", metavar="N", help="Good for · 有效天数")]
At = Annotated[str, typer.Option("--at", metavar="URL", envvar=PUBLIC, help="The API · 接口地址")]
Qr = Annotated[Path | None, typer.Option("--qr", metavar="FILE.svg", help="QR code · 二维码文件")]
Listed = Annotated[bool, typer.Option("--list", help="Who can sign in · 列出账号")]
Revoke = Annotated[
    str | None, typer.Option("--revoke", metavar="ACCOUNT", help="Let in no more · 停用账号")
]

_LONGEST, _USUAL = 30, 7


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("invite", help="A link that sets a password · 邀请人员设置密码")(invite)


def invite(
    account: Account = None,
    role: Roles = None,
    no_roles: NoRoles = False,
    days: Days = _USUAL,
    at: At = f"http://{PLACE}",
    qr: Qr = None,
    listed: Listed = False,
    revoke: Revoke = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print a personal link that sets a password once; or list, or revoke."""
    if [account is not None, listed, revoke is not None].count(True) != 1:
        raise BadInputError(
            "say one of: accord invite ACCOUNT, accord invite --list, "
            "accord invite --revoke ACCOUNT",
            "请选其一：accord invite 账号、accord invite --list、accord invite --revoke 账号",
        )
    if listed:
        print_list(as_json)
    elif revoke is not None:
        end(revoke, as_json)
    elif account is not None:
        _invite(_read(account), _roles(role or (), no_roles), _days(days), at, qr, as_json)


def _read(account: str) -> str:
    if can_be_invited(account):
        return account
    raise BadInputError(
        f"“{shown(account)}” is not an account such as wang.min",
        f"「{shown(account)}」不是可用的账号，应如 wang.min",
    )


def _roles(given: Sequence[str], none: bool) -> list[Role] | None:
    """Return the roles to give; None keeps those that the account has."""
    if unknown := next((one for one in given if one not in ROLES), None):
        known = ", ".join(ROLES)
        raise BadInputError(
            f"--role: “{shown(unknown)}” is none of {known}",
            f"--role：「{shown(unknown)}」应为 {known} 之一",
        )
    if none and given:
        raise BadInputError("--no-roles gives none", "--no-roles 与 --role 不能同时使用")
    found: list[Role] = [one for one in ROLES if one in given]
    return found if found or none else None


def _days(days: int) -> dt.timedelta:
    if not 1 <= days <= _LONGEST:
        raise BadInputError(
            f"--days: {days} is not from 1 to {_LONGEST}", f"--days：{days} 应为 1 到 {_LONGEST}"
        )
    return dt.timedelta(days=days)


def _invite(
    account: str,
    roles: list[Role] | None,
    lasting: dt.timedelta,
    at: str,
    qr: Path | None,
    as_json: bool,
) -> None:
    place, made = read_url(at, "--at"), secret()
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)

    async def keep(store: AsyncEngine) -> bool:
        await invites.invite(store, digest(made), account, roles, now, now + lasting)
        return await is_listed(store, account)

    known, url = in_store(keep), f"{place}/invite/{made}"
    if qr is not None:
        _draw(url, qr)
    if not known:
        _warn_unlisted(account)
    if as_json:
        told: dict[str, Any] = {"ok": True, "account": account, "url": url, "roles": roles}
        print_json(told | {"expires_at": (now + lasting).isoformat(), "listed": known})
        return
    until = moment(now + lasting, Console.language)
    note = Bilingual(
        en=f"For {account} alone, once, until {until}; whoever holds it can set the password:",
        zh=f"仅供 {account} 使用一次，有效至 {until}；持有者即可设置密码：",
    )
    typer.echo(note.within(Console.language), err=True)
    typer.echo(url)
    if sys.stdout.isatty():
        segno.make(url, error="l").terminal(compact=True)


def _warn_unlisted(account: str) -> None:
    note = Bilingual(
        en=f"Note: no directory here lists {account}; until one does, nobody asks them anything.",
        zh=f"提示：人员名录中没有 {account}，列入名录之前不会收到任何事项。",
    )
    typer.echo(note.within(Console.language), err=True)


def _draw(url: str, file: Path) -> None:
    if file.suffix.lower() != ".svg":
        raise BadInputError(
            f"--qr: {shown(file, 200)} does not end in .svg", f"--qr：{shown(file, 200)} 应为 .svg"
        )
    try:
        segno.make(url, error="m").save(str(file), scale=8, border=4, light="white")
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInputError(
            f"--qr: {shown(file, 200)} cannot be written: {why}",
            f"--qr：{shown(file, 200)} 无法写入：{why}",
        ) from None
