"""`accord service-account`: programs that start, read or import; none of them ever decides."""

import datetime as dt
import re
from typing import Annotated, Any

import typer

from api.entrance import secret
from api.hashing import digest
from api.identity import SECRET
from cli.connection import in_store
from cli.output import Console, Json, Lang, print_json, say
from domain.errors import BadInputError, RefusedError
from domain.permissions import FOR_SERVICES
from domain.problems import shown
from domain.reading import moment
from domain.text import ID_PATTERN, Bilingual
from store import service_accounts
from store.service_accounts import ServiceRow

Name = Annotated[str, typer.Argument(metavar="NAME", help="Such as nightly-import · 名称")]
May = Annotated[
    list[str] | None,
    typer.Option("--may", metavar="ACTION", help=f"{', '.join(FOR_SERVICES)} · 权限，可重复"),
]
Collaboration = Annotated[
    list[str] | None,
    typer.Option("--collaboration", metavar="ID", help="Only in this one · 仅限该协作，可重复"),
]
Days = Annotated[int | None, typer.Option("--days", metavar="N", help="Good for · 有效天数")]

group = typer.Typer(no_args_is_help=True)
_NAME = re.compile(ID_PATTERN)
_ID = re.compile(ID_PATTERN)
_LONGEST = 3650


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="service-account", help="Programs that use the API · 服务账号")


@group.command("new", help="Make one; its secret is printed once · 新建，密钥仅显示一次")
def new(
    name: Name,
    may: May = None,
    collaboration: Collaboration = None,
    days: Days = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Make a service account; only the hash of its secret is kept."""
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    ends = None if days is None else now + dt.timedelta(days=_days(days))
    row = ServiceRow(_name(name), _actions(may or []), _within(collaboration), now, ends, None)
    made = SECRET + secret()
    if not in_store(lambda store: service_accounts.keep_service(store, row, digest(made))):
        raise RefusedError(
            Bilingual(
                en=f"there is a service account {name} already; revoke it first, or choose another "
                "name and change over",
                zh=f"已有名为 {name} 的服务账号；请先停用，或另取名称后再切换",
            ),
            code="taken",
        )
    if as_json:
        print_json(_document(row) | {"ok": True, "secret": made})
        return
    note = Bilingual(
        en=f"The secret of {name}, shown once; send it as Authorization: Bearer SECRET:",
        zh=f"{name} 的密钥，仅显示一次；使用方式为 Authorization: Bearer 密钥：",
    )
    typer.echo(note.within(Console.language), err=True)
    typer.echo(made)


@group.command("list", help="All of them · 列出服务账号")
def listed(as_json: Json = False, lang: Lang = None) -> None:
    """List service accounts; secrets are not known here."""
    rows = in_store(service_accounts.services)
    if as_json:
        print_json({"ok": True, "service_accounts": [_document(row) for row in rows]})
        return
    for row in rows:
        say(_line(row))
    if not rows:
        say(Bilingual(en="There are no service accounts.", zh="没有服务账号。"))


@group.command("revoke", help="Let one in no more · 停用")
def revoke(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name · 名称")],
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Let a service account in no more, at once."""
    now = dt.datetime.now(dt.UTC)
    if not in_store(lambda store: service_accounts.revoke_service(store, name, now)):
        raise RefusedError(
            Bilingual(
                en=f"there is no service account {shown(name)} to revoke",
                zh=f"没有可停用的服务账号 {shown(name)}",
            ),
            code="unknown_account",
        )
    if as_json:
        print_json({"ok": True, "name": name, "revoked_at": now.isoformat()})
        return
    say(Bilingual(en=f"{name} is let in no more.", zh=f"{name} 已停用。"))


def _name(name: str) -> str:
    if _NAME.fullmatch(name):
        return name
    raise BadInputError(
        f"“{shown(name)}” cannot name a service account: small letters, digits and hyphens",
        f"「{shown(name)}」不能作为服务账号名称：仅限小写字母、数字和连字符",
    )


def _actions(given: list[str]) -> list[str]:
    known = ", ".join(FOR_SERVICES)
    if not given:
        raise BadInputError(
            f"--may: say what it may do, of {known}", f"--may：请写明权限，可选 {known}"
        )
    if unknown := next((one for one in given if one not in FOR_SERVICES), None):
        raise BadInputError(
            f"--may: a service account can be allowed {known}; “{shown(unknown)}” is for people",
            f"--may：服务账号可用的权限为 {known}；不能授予「{shown(unknown)}」",
        )
    return [one for one in FOR_SERVICES if one in given]


def _within(given: list[str] | None) -> list[str] | None:
    if wrong := next((one for one in given or () if not _ID.fullmatch(one)), None):
        raise BadInputError(
            f"--collaboration: “{shown(wrong)}” is no id of a collaboration",
            f"--collaboration：「{shown(wrong)}」不是协作编号",
        )
    return sorted(set(given)) if given else None


def _days(days: int) -> int:
    if 1 <= days <= _LONGEST:
        return days
    raise BadInputError(
        f"--days: {days} is not from 1 to {_LONGEST}", f"--days：{days} 应为 1 到 {_LONGEST}"
    )


def _document(row: ServiceRow) -> dict[str, Any]:
    within = list(row.collaborations) if row.collaborations is not None else None
    return {
        "name": row.name,
        "may": list(row.may),
        "collaborations": within,
        "made_at": row.made_at.isoformat(),
        "expires_at": row.expires_at.isoformat() if row.expires_at else None,
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
    }


def _line(row: ServiceRow) -> Bilingual:
    may = ", ".join(row.may)
    within = ", ".join(row.collaborations or ())
    en, zh = f"{row.name} · {may}", f"{row.name} · {may}"
    if within:
        en, zh = f"{en} · only in {within}", f"{zh} · 仅限 {within}"
    if row.expires_at:
        at = moment(row.expires_at, Console.language)
        en, zh = f"{en} · until {at}", f"{zh} · 有效至 {at}"
    if row.revoked_at:
        at = moment(row.revoked_at, Console.language)
        en, zh = f"{en} · revoked {at}", f"{zh} · {at}停用"
    return Bilingual(en=en, zh=zh)
