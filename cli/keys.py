"""`accord keys`: the keys that decision tokens are signed with, and by which they are known."""

import datetime as dt
import os
from pathlib import Path
from typing import Annotated

import typer

from activities.tokens import folder, make_keys
from cli.connection import home
from cli.output import Console, Json, Lang, print_json, say
from domain.problems import shown
from domain.reading import moment
from domain.text import Bilingual, Frozen

group = typer.Typer(no_args_is_help=True)


class KeySeen(Frozen):
    """A key of this home: whether it can sign here, and whether workers here know it."""

    kid: str
    signs: bool
    checks: bool
    made_at: dt.datetime


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="keys", help="Keys of decision tokens · 决定令牌的密钥")


def keys_folder() -> Path:
    """Return the folder of token keys: ``ACCORD_TOKEN_KEYS``, else below the home."""
    return Path(os.environ.get("ACCORD_TOKEN_KEYS") or folder(home())).absolute()


@group.command("new", help="Make a key pair · 生成一对密钥")
def new(
    kid: Annotated[
        str | None, typer.Option("--kid", metavar="NAME", help="Its name · 密钥名")
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Make a key pair; an existing one is never overwritten."""
    name = kid if kid is not None else f"{dt.datetime.now(dt.UTC):k%Y%m%d-%H%M%S}"
    private, public = make_keys(keys_folder(), name)
    if as_json:
        print_json({"ok": True, "kid": name, "private": str(private), "public": str(public)})
        return
    say(
        Bilingual(
            en=f"{private} signs: keep it where people sign in, and nowhere else.",
            zh=f"{private} 用于签署：只存放在人员登录之处，不得外传。",
        )
    )
    say(
        Bilingual(
            en=f"{public} checks: give it to every worker; to withdraw the key, delete it there.",
            zh=f"{public} 用于核验：请分发给每个工作进程；如需吊销密钥，删除该文件即可。",
        )
    )


@group.command("list", help="The keys of this home · 列出密钥")
def listed(as_json: Json = False, lang: Lang = None) -> None:
    """List the keys, the newest first: the first that signs is the one that is used."""
    place, found = keys_folder(), seen_in(keys_folder())
    if as_json:
        keys = [key.model_dump(mode="json") for key in found]
        print_json({"ok": True, "folder": str(place), "keys": keys})
        return
    for key in found:
        say(f"{shown(key.kid)} · {moment(key.made_at, Console.language)} · {_use(key)}")
    if not found:
        say(
            Bilingual(
                en=f"There are no token keys in {place}: `accord keys new`.",
                zh=f"{place} 中没有令牌密钥：请用 `accord keys new` 生成。",
            )
        )


def seen_in(place: Path) -> list[KeySeen]:
    """Return the keys of a folder, the newest first."""
    files = [file for end in ("key", "pub") for file in place.glob(f"*.{end}")]
    names = {(file.stem, file.suffix): file.stat().st_mtime for file in files}
    keys = [
        KeySeen(
            kid=kid,
            signs=(kid, ".key") in names,
            checks=(kid, ".pub") in names,
            made_at=dt.datetime.fromtimestamp(
                min(at for (name, _), at in names.items() if name == kid), dt.UTC
            ),
        )
        for kid in {name for name, _ in names}
    ]
    return sorted(keys, key=lambda key: (key.made_at, key.kid), reverse=True)


def _use(key: KeySeen) -> str:
    if key.signs and key.checks:
        use = Bilingual(en="signs and checks", zh="可签署、可核验")
    elif key.signs:
        use = Bilingual(
            en="signs; its .pub is gone: withdrawn", zh="可签署，但 .pub 已删除：已吊销"
        )
    else:
        use = Bilingual(en="checks", zh="可核验")
    return use.within(Console.language)
