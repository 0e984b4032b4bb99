"""`accord permit`: let somebody do more in one collaboration, list what was given, withdraw it."""

import datetime as dt
import re
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from api import permitting
from api.permitting import Permissions, PermissionSeen, PermissionsGiven, PermissionWithdrawn
from cli.asked import CollaborationId, OptionalActor, read_account, read_collaboration
from cli.connection import in_store
from cli.output import Console, Json, Lang, print_json, say
from domain.errors import BadInputError
from domain.given import read_as
from domain.granting import GRANTED, Grant, State
from domain.problems import shown
from domain.reading import moment
from domain.text import Bilingual, is_account
from store.collaborations import brief

Account = Annotated[str | None, typer.Argument(metavar="ACCOUNT", help="Whom · 授权给谁")]
May = Annotated[
    list[str] | None,
    typer.Option("--may", metavar="ACTION", help=f"{', '.join(GRANTED)} · 权限，可重复"),
]
Days = Annotated[int | None, typer.Option("--days", metavar="N", help="Good for · 有效天数")]
Reason = Annotated[str | None, typer.Option("--reason", help="Why · 原因")]
Listed = Annotated[bool, typer.Option("--list", help="All that was given · 列出授权")]
Withdraw = Annotated[
    str | None, typer.Option("--withdraw", metavar="PERMISSION", help="End one · 收回")
]

_LONGEST, _MOST = 3650, 1000
_STATES: dict[State, Bilingual] = {
    "standing": Bilingual(en="standing", zh="有效"),
    "expired": Bilingual(en="expired", zh="已到期"),
    "withdrawn": Bilingual(en="withdrawn", zh="已收回"),
    "refused": Bilingual(en="refused", zh="未获准"),
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("permit", help="Let somebody do more in one collaboration · 按协作授权")(permit)


def permit(
    collaboration: CollaborationId,
    account: Account = None,
    may: May = None,
    days: Days = None,
    reason: Reason = None,
    actor: OptionalActor = None,
    listed: Listed = False,
    withdraw: Withdraw = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Give a permission as whoever sponsors or leads the collaboration; or list, or withdraw."""
    name = read_collaboration(collaboration)
    if [account is not None, listed, withdraw is not None].count(True) != 1:
        raise BadInputError(
            "say one of: accord permit ID ACCOUNT --may ACTION, accord permit ID --list, "
            "accord permit ID --withdraw PERMISSION",
            "请选其一：accord permit 协作 账号 --may 权限、accord permit 协作 --list、"
            "accord permit 协作 --withdraw 编号",
        )
    if listed:
        _print_list(in_store(lambda store: _all(store, name)), as_json)
    elif withdraw is not None:
        _withdraw(name, withdraw.strip(), _actor(actor), as_json)
    elif account is not None:
        grant = _grant(account, may or [], days, reason)
        _give(name, grant, _actor(actor), as_json)


def _actor(given: str | None) -> str:
    if given is None:
        raise BadInputError(
            "--as: say who gives or withdraws it: your account", "--as：请写明由谁授予或收回"
        )
    return read_account(given)


def _grant(account: str, may: list[str], days: int | None, reason: str | None) -> Grant:
    known = ", ".join(GRANTED)
    if not is_account(account):
        raise BadInputError(
            f"“{shown(account)}” is not an account such as wang.min",
            f"「{shown(account)}」不是可用的账号，应如 wang.min",
        )
    if not may:
        raise BadInputError(f"--may: say what, of {known}", f"--may：请写明权限，可选 {known}")
    if unknown := next((one for one in may if one not in GRANTED), None):
        raise BadInputError(
            f"--may: “{shown(unknown)}” cannot be given; of {known}",
            f"--may：不能授予「{shown(unknown)}」，可选 {known}",
        )
    if days is not None and not 1 <= days <= _LONGEST:
        raise BadInputError(
            f"--days: {days} is not from 1 to {_LONGEST}", f"--days：{days} 应为 1 到 {_LONGEST}"
        )
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    until = None if days is None else now + dt.timedelta(days=days)
    actions = tuple(dict.fromkeys(may))
    given = {"account": account, "actions": actions, "until": until, "reason": reason}
    return read_as(Grant, given)


def _give(name: str, grant: Grant, actor: str, as_json: bool) -> None:
    async def keep(store: AsyncEngine) -> PermissionsGiven:
        return await permitting.give(
            store, await permitting.named(store, actor), name, grant, "cli"
        )

    told = in_store(keep)
    if as_json:
        print_json(told)
        return
    for one in told.permissions:
        say(_line(one))


def _withdraw(name: str, id: str, actor: str, as_json: bool) -> None:
    if not re.fullmatch(r"pm_[0-9a-f]{24}", id):
        raise BadInputError(
            f"--withdraw: “{shown(id)}” is no permission's id, such as pm_0123…",
            f"--withdraw：「{shown(id)}」不是授权编号，应如 pm_0123…",
        )

    async def end(store: AsyncEngine) -> PermissionWithdrawn:
        return await permitting.withdraw(store, await permitting.named(store, actor), name, id)

    told = in_store(end)
    if as_json:
        print_json(told)
        return
    say(_line(told.permission))


async def _all(store: AsyncEngine, name: str) -> Permissions:
    if await brief(store, name) is None:
        raise BadInputError(f"there is no collaboration {name}", f"没有编号为「{name}」的协作")
    found = await permitting.listed(store, name, _MOST)
    return Permissions(collaboration=name, permissions=tuple(found))


def _print_list(told: Permissions, as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    for one in told.permissions:
        say(_line(one))
    if not told.permissions:
        say(Bilingual(en="Nobody was given a permission here.", zh="该协作尚无授权。"))


def _line(one: PermissionSeen) -> Bilingual:
    state, at = _STATES[one.state], moment(one.at, Console.language)
    en = f"{one.id} · {one.account} · {one.action} · {state.en} · by {one.by}, {at}"
    zh = f"{one.id} · {one.account} · {one.action} · {state.zh} · {one.by} 于 {at}授予"
    if one.refused:
        zh = f"{one.id} · {one.account} · {one.action} · {state.zh} · {one.by} 于 {at}试图授予"
    if one.until:
        until = moment(one.until, Console.language)
        en, zh = f"{en} · until {until}", f"{zh} · 有效至 {until}"
    if one.withdrawn_at:
        ended = moment(one.withdrawn_at, Console.language)
        en = f"{en} · withdrawn by {one.withdrawn_by}, {ended}"
        zh = f"{zh} · {one.withdrawn_by} 于 {ended}收回"
    if one.reason:
        en, zh = f"{en} · {one.reason}", f"{zh} · {one.reason}"
    return Bilingual(en=en, zh=zh)
