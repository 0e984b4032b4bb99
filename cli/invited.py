"""Who was invited: listed, and let in no more."""

import datetime as dt
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from cli.connection import in_store
from cli.output import Console, print_json, say
from domain.errors import RefusedError
from domain.problems import shown
from domain.reading import moment
from domain.text import Bilingual
from store import accounts, invites


def end(account: str, as_json: bool) -> None:
    """Let an account in no more. Raises RefusedError when there is none."""
    now = dt.datetime.now(dt.UTC)
    if not in_store(lambda store: accounts.revoke(store, account, now)):
        name = shown(account)
        raise RefusedError(
            Bilingual(
                en=f"{name} has no account or open invitation here",
                zh=f"{name} 在此没有可停用的账号或邀请",
            ),
            code="unknown_account",
        )
    if as_json:
        print_json({"ok": True, "account": account, "revoked_at": now.isoformat()})
        return
    say(
        Bilingual(
            en=f"{account} is let in no more; sessions and open links have ended.",
            zh=f"{account} 已停用，登录状态与未使用的链接均已失效。",
        )
    )


def print_list(as_json: bool) -> None:
    """Print who can sign in, and who was invited and has not come yet."""

    async def read(store: AsyncEngine) -> tuple[list[Any], list[Any]]:
        return await accounts.accounts(store), await invites.invitations(store)

    now = dt.datetime.now(dt.UTC)
    people, links = in_store(read)
    waiting = [link for link in links if link.open(now)]
    if as_json:
        print_json({"ok": True} | _document(people, waiting))
        return
    for one in people:
        say(_account_line(one))
    for link in waiting:
        until = moment(link.expires_at, Console.language)
        say(
            Bilingual(
                en=f"{link.account} · invited, until {until}",
                zh=f"{link.account} · 已邀请，有效至 {until}",
            )
        )
    if not people and not waiting:
        say(
            Bilingual(
                en="Nobody was invited yet: accord invite ACCOUNT",
                zh="尚未邀请任何人：accord invite 账号",
            )
        )


def _document(people: list[Any], waiting: list[Any]) -> dict[str, Any]:
    return {
        "accounts": [
            {
                "account": one.account,
                "roles": list(one.roles),
                "password_set_at": one.password_set_at.isoformat(),
                "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
            }
            for one in people
        ],
        "open_invitations": [
            {"account": link.account, "expires_at": link.expires_at.isoformat()} for link in waiting
        ],
    }


def _account_line(one: accounts.AccountRow) -> Bilingual:
    roles = ", ".join(one.roles)
    at = moment(one.revoked_at or one.password_set_at, Console.language)
    if one.revoked_at:
        return Bilingual(en=f"{one.account} · revoked {at}", zh=f"{one.account} · {at}停用")
    more = f" · {roles}" if roles else ""
    return Bilingual(
        en=f"{one.account}{more} · password set {at}", zh=f"{one.account}{more} · {at}设置密码"
    )
