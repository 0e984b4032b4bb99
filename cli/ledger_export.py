"""`accord ledger export`: a ledger as a file that anybody can verify, without us."""

import asyncio
import datetime as dt
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.asked import CollaborationId, read_collaboration
from cli.ledger_seen import SeenLedger, see_ledger
from cli.output import Json, Lang, print_json, say
from domain.errors import BadInputError, RefusedError
from domain.ledger_file import exported
from domain.ledger_signing import unsigned
from domain.problems import shown
from domain.text import Bilingual
from store.ledger_key import LedgerKey, held_key, place
from store.whole_file import write_whole
from workflows.settings import Settings

Output = Annotated[
    str,
    typer.Option("--output", "-o", metavar="FILE", help="Or - for stdout · 或 - 表示标准输出"),
]
Force = Annotated[
    bool, typer.Option("--force", help="Write over FILE if it is there · 覆盖已有文件")
]

STDOUT = "-"


def export(
    collaboration: CollaborationId,
    output: Output,
    force: Force = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write a collaboration's ledger, verified and closed with a signature.

    Raises RefusedError when the ledger is not intact, BadInputError when it cannot be written.
    """
    name = read_collaboration(collaboration)
    file = _target(output, force, as_json)
    signer = _signer()
    seen = asyncio.run(see_ledger(name))
    _require_intact(name, seen)
    keys = {key.kid: key for key in seen.keys}
    lines = list(exported(name, seen.rows, keys, signer, dt.datetime.now(dt.UTC)))
    if file is None:
        sys.stdout.flush()
        typer.echo(b"".join(lines), nl=False)
        return
    _write(file, lines, force)
    if as_json:
        print_json(_document(name, file, seen, signer))
        return
    many = len(seen.rows)
    say(
        Bilingual(
            en=f"{name}: {many} rows are in {file}, signed with the key {signer.public.kid}.",
            zh=f"{name}：{many} 行已导出至 {file}，签名密钥 {signer.public.kid}。",
        )
    )


def _target(output: str, force: bool, as_json: bool) -> Path | None:
    """Return the file to write, None for stdout; refuses early what cannot be written later."""
    if output == STDOUT:
        if as_json:
            raise BadInputError(
                "--json and --output - both want stdout; name a file",
                "--json 与 --output - 都要占用标准输出，请指定文件",
            )
        return None
    file = Path(output)
    if os.path.lexists(file) and not force:
        raise _taken(file)
    return file


def _signer() -> LedgerKey:
    settings = Settings.from_environment(os.environ)
    signer = held_key(settings.home, settings.ledger_key)
    if signer is None:
        file = shown(place(settings.home, settings.ledger_key), 200)
        raise BadInputError(
            f"the ledger's key {file} cannot be read here; a worker makes it when it starts, and "
            "ACCORD_LEDGER_KEY names another file",
            f"此处无法读取台账密钥 {file}；工作进程启动时会创建它，"
            "也可用 ACCORD_LEDGER_KEY 指定其他文件",
        )
    return signer


def _write(file: Path, lines: list[bytes], force: bool) -> None:
    try:
        write_whole(file, lines, replace=force)
    except FileExistsError:
        raise _taken(file) from None
    except (OSError, ValueError) as error:
        name, why = shown(file, 200), getattr(error, "strerror", None) or str(error)
        raise BadInputError(
            f"the file {name} cannot be written: {why}", f"文件 {name} 无法写入：{why}"
        ) from None


def _taken(file: Path) -> BadInputError:
    name = shown(file, 200)
    return BadInputError(
        f"{name} is there already; choose another name, or write over it with --force",
        f"{name} 已存在；请换一个文件名，或加 --force 覆盖",
    )


def _document(name: str, file: Path, seen: SeenLedger, signer: LedgerKey) -> dict[str, object]:
    return {
        "ok": True,
        "collaboration": name,
        "file": str(file),
        "rows": len(seen.rows),
        "head": seen.rows[-1].hash if seen.rows else None,
        "unsigned": unsigned(seen.rows),
        "key": signer.public.kid,
        "anchored": seen.anchor is not None,
    }


def _require_intact(name: str, seen: SeenLedger) -> None:
    if seen.fault:
        raise RefusedError(
            Bilingual(
                en=f"{name} was not exported: {seen.fault.en}.",
                zh=f"{name} 未导出：{seen.fault.zh}。",
            ),
            code="not_intact",
        )
