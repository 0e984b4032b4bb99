"""`accord ledger verify`: a ledger in the store, or an exported file, from end to end."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.asked import read_collaboration
from cli.ledger_seen import SeenLedger, see_ledger
from cli.output import Json, Lang, print_json, say
from domain.errors import BadInputError
from domain.ledger_signing import PublicKey, unsigned, vouched
from domain.ledger_verifying import LONGEST_LINE, Verified, verified
from domain.problems import shown
from domain.text import Bilingual
from store.ledger_key import check, read_public

Ledger = Annotated[
    str,
    typer.Argument(
        metavar="ID|FILE",
        help="A collaboration, or the file of an export · 协作编号，或导出的文件",
    ),
]
Keys = Annotated[
    list[Path] | None,
    typer.Option(
        "--key",
        metavar="FILE",
        help="Trust only this public key; may be given again · 只信任此公钥，可重复",
    ),
]
Count = Annotated[int | None, typer.Option(min=0, help="Rows noted earlier · 曾登记的行数")]
Head = Annotated[
    str | None, typer.Option(metavar="HASH", help="Last hash noted earlier · 曾登记的末行哈希")
]


def verify(
    ledger: Ledger,
    key: Keys = None,
    count: Count = None,
    head: Head = None,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Verify a ledger; the answer is 0 when it is intact, 1 when it is not."""
    pinned = [read_public(file) for file in key or []]
    if _is_file(ledger):
        return _verify_file(Path(ledger), pinned, count, head, as_json)
    name = read_collaboration(ledger)
    seen = asyncio.run(see_ledger(name, pinned, count, head))
    if as_json:
        print_json(_document(name, seen, bool(pinned)))
    elif seen.fault:
        say(Bilingual(en=f"{name}: {seen.fault.en}.", zh=f"{name}：{seen.fault.zh}。"))
    else:
        for line in _lines(name, seen):
            say(line)
    return 1 if seen.fault else 0


def _is_file(given: str) -> bool:
    """A folder that happens to be called like a collaboration does not hide it."""
    return given.endswith(".jsonl") or (os.path.exists(given) and not os.path.isdir(given))


def _verify_file(
    file: Path, pinned: list[PublicKey], count: int | None, head: str | None, as_json: bool
) -> int:
    name = shown(file, 200)
    try:
        with file.open("rb") as opened:
            lines = iter(lambda: opened.readline(LONGEST_LINE + 1), b"")
            found = verified(lines, check, pinned, count, head)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise BadInputError(
            f"the file {name} cannot be read: {why}", f"文件 {name} 无法读取：{why}"
        ) from None
    if as_json:
        print_json(_file_document(file, found))
    elif found.fault:
        say(Bilingual(en=f"{name}: {found.fault.en}.", zh=f"{name}：{found.fault.zh}。"))
    else:
        for line in _file_lines(name, found):
            say(line)
    return 1 if found.fault else 0


def _document(name: str, seen: SeenLedger, pinned: bool) -> dict[str, Any]:
    return {
        "ok": seen.fault is None,
        "collaboration": name,
        "rows": len(seen.rows),
        "head": seen.rows[-1].hash if seen.rows else None,
        "fault": seen.fault.model_dump() if seen.fault else None,
        "unsigned": unsigned(seen.rows),
        "vouched": vouched(seen.rows) if seen.keys else 0,
        "signatures_checked": bool(seen.keys),
        "keys": [key.kid for key in seen.keys],
        "pinned": pinned,
        "anchored": seen.anchor is not None,
        "anchor": seen.anchor.model_dump() if seen.anchor else None,
        "unanchored": seen.unanchored.model_dump() if seen.unanchored else None,
    }


def _lines(name: str, seen: SeenLedger) -> Iterator[Bilingual]:
    many = len(seen.rows)
    yield Bilingual(
        en=f"{name}: the ledger is intact, {many} rows.", zh=f"{name}：台账完整，共 {many} 行。"
    )
    if seen.keys:
        kids = [key.kid for key in seen.keys]
        yield Bilingual(
            en=f"Signatures hold, checked with: {', '.join(kids)}.",
            zh=f"签名无误，核验所用公钥：{'、'.join(kids)}。",
        )
    else:
        yield Bilingual(
            en="Signatures were not checked: no public key is known here; name one with --key.",
            zh="未核验签名：此处没有公钥，可用 --key 指定。",
        )
    if without := unsigned(seen.rows):
        yield _unsigned(without)
    if seen.anchor:
        noted = seen.anchor.count
        yield Bilingual(
            en=f"It holds the {noted} rows that the collaboration noted in Temporal.",
            zh=f"与协作在 Temporal 中登记的 {noted} 行一致。",
        )
    elif seen.unanchored:
        yield Bilingual(
            en=f"Not compared with Temporal, where a cut-off end would show: {seen.unanchored.en}.",
            zh=f"未与 Temporal 中的登记比对，无法发现末尾被截去的情形：{seen.unanchored.zh}。",
        )


def _unsigned(many: int) -> Bilingual:
    return Bilingual(
        en=f"Unsigned rows: {many}, written by a process without the key or before rows were "
        "signed.",
        zh=f"未签名 {many} 行：由不持有密钥的进程写入，或早于签名功能。",
    )


def _file_document(file: Path, found: Verified) -> dict[str, Any]:
    return {
        "ok": found.fault is None,
        "file": str(file),
        "collaboration": found.collaboration,
        "rows": found.rows,
        "head": found.head,
        "exported_at": found.at.isoformat() if found.at else None,
        "fault": found.fault.model_dump() if found.fault else None,
        "line": found.line,
        "unsigned": found.unsigned,
        "key": found.kid,
        "pinned": found.pinned,
    }


def _file_lines(name: str, found: Verified) -> Iterator[Bilingual]:
    many, about, at = found.rows, shown(found.collaboration), found.at
    when = at.isoformat(timespec="seconds") if at else ""
    yield Bilingual(
        en=f"{name}: the ledger of {about} is intact, {many} rows, exported {when}.",
        zh=f"{name}：{about} 的台账完整，共 {many} 行，导出于 {when}。",
    )
    if found.pinned:
        yield Bilingual(
            en=f"Signed with the key that you named: {found.kid}.",
            zh=f"签名所用密钥即您指定的密钥：{found.kid}。",
        )
    else:
        yield Bilingual(
            en=f"Signed with the key that the file itself names: {found.kid}. Anybody can make "
            "such a file; compare this with keys/ledger.pub of the worker, or name it with --key.",
            zh=f"签名所用密钥由文件自行给出：{found.kid}。这样的文件任何人都能制作；"
            "请与工作进程的 keys/ledger.pub 核对，或用 --key 指定该文件。",
        )
    if found.unsigned:
        yield _unsigned(found.unsigned)
