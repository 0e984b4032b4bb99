"""Verifying a ledger's file, line by line: the first thing that is wrong, and the line it is in.

The file comes from anybody: nothing in it is believed before a hash or a signature shows it.
"""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable

from pydantic import ValidationError

from domain.errors import BadInputError
from domain.given import first_problem
from domain.ledger import GENESIS, Row, noted_fault, row_fault
from domain.ledger_file import READER, Close, Header, Line, RowLine, close_message, written
from domain.ledger_signing import Check, PublicKey, holds, signature_fault
from domain.problems import shown
from domain.text import Bilingual

LONGEST_LINE = 1024 * 1024
"""Bytes of a line with its end. A row's two long texts have at most 80,000 bytes each."""


@dataclasses.dataclass(frozen=True)
class Verified:
    """What a ledger's file is found to be; behind the first `fault`, nothing was looked at.

    `line` (from 1) is where the fault is. `kid` is the key under the close, and `pinned` says
    whether it was named from outside: any other key is only the file's own word.
    """

    fault: Bilingual | None
    line: int | None
    collaboration: str | None
    rows: int
    unsigned: int
    head: str | None
    at: dt.datetime | None
    kid: str | None
    pinned: bool


def verified(
    lines: Iterable[bytes],
    check: Check,
    pinned: Iterable[PublicKey] = (),
    count: int | None = None,
    head: str | None = None,
) -> Verified:
    """Verify the lines of a file, each with its end; one longer than `LONGEST_LINE` may be cut.

    With `pinned`, only signatures of these keys count; else those of the keys in the header.
    `count` and `head` were noted at any earlier time (see `first_fault`).
    """
    reading = _Reading(check, {key.kid: key for key in pinned})
    number, fault = 0, None
    try:
        for number, text in enumerate(lines, start=1):
            reading.take(number, text)
        number += 1
        reading.end(number, count, head)
    except BadInputError as error:
        fault = error.sentence
    return reading.found(fault, number)


class _Reading:
    """How far a file was read, and what it must go on with."""

    def __init__(self, check: Check, pinned: dict[str, PublicKey]) -> None:
        self._check, self._pinned = check, pinned
        self._trusted = dict(pinned)
        self._header: Header | None = None
        self._close: Close | None = None
        self._digest = hashlib.sha256()
        self._last: Row | None = None
        self._keys: set[str] = set()
        self._hashes = [GENESIS]
        self._unsigned = 0

    def take(self, number: int, text: bytes) -> None:
        """Take in the next line; raises BadInputError with what is wrong."""
        line = _read(text)
        if isinstance(line, Header) != (number == 1):
            raise BadInputError(
                "the header of a ledger's file stands in line 1 and nowhere else",
                "台账文件的表头应在且只在第 1 行",
            )
        if self._close:
            raise BadInputError("something stands behind the signed close", "签名收尾之后另有内容")
        if isinstance(line, Header):
            self._take_header(line)
        elif isinstance(line, RowLine):
            self._take_row(line)
        else:
            self._take_close(line)
        self._digest.update(text)

    def end(self, number: int, count: int | None, head: str | None) -> None:
        """Take in the end of the file."""
        if self._close is None:
            raise BadInputError(
                "the signed close is missing: the end of the file was cut off",
                "缺少签名收尾：文件末尾被截去",
            )
        if fault := noted_fault(self._hashes, count, head):
            raise BadInputError(fault.en, fault.zh)

    def found(self, fault: Bilingual | None, number: int) -> Verified:
        """Return what is known now."""
        close = None if fault else self._close
        return Verified(
            fault=_placed(fault, number) if fault else None,
            line=number if fault else None,
            collaboration=self._header.collaboration if self._header else None,
            rows=len(self._hashes) - 1,
            unsigned=self._unsigned,
            head=close.head if close else None,
            at=close.at if close else None,
            kid=close.kid if close else None,
            pinned=bool(close and self._pinned),
        )

    def _take_header(self, header: Header) -> None:
        self._header = header
        if not self._pinned:
            self._trusted = {key.kid: key for key in header.keys}

    def _take_row(self, row: RowLine) -> None:
        place = len(self._hashes)
        if self._header and row.collaboration != self._header.collaboration:
            raise BadInputError(
                f"row {place} belongs to another collaboration ({shown(row.collaboration)})",
                f"第 {place} 行属于另一项协作（{shown(row.collaboration)}）",
            )
        fault = row_fault(place, row, self._last, self._keys)
        if fault := fault or signature_fault(row, self._trusted, self._check):
            raise BadInputError(fault.en, fault.zh)
        self._last = row
        self._keys.add(row.key)
        self._hashes.append(row.hash)
        self._unsigned += row.signature is None

    def _take_close(self, close: Close) -> None:
        there = len(self._hashes) - 1
        if close.count != there:
            raise BadInputError(
                f"the close speaks of {close.count} rows, and {there} stand before it",
                f"收尾记为 {close.count} 行，其前实有 {there} 行",
            )
        key = self._trusted.get(close.kid)
        if key is None:
            raise BadInputError(
                f"the close is signed with the key {shown(close.kid)}, which is not a trusted one",
                f"收尾以密钥 {shown(close.kid)} 签名，该密钥不在可信之列",
            )
        if not holds(key, close_message(close), close.signature, self._check):
            raise BadInputError(
                "the close does not bear the signature of the ledger's key",
                "收尾的签名与台账密钥不符",
            )
        told = (close.collaboration, close.head, close.digest)
        name = self._header.collaboration if self._header else ""
        if told != (name, self._hashes[-1], self._digest.hexdigest()):
            raise BadInputError(
                "the lines before the close are not those that it was signed for",
                "收尾之前的内容与签名时不一致",
            )
        self._close = close


def _read(text: bytes) -> Line:
    if len(text) > LONGEST_LINE:
        raise BadInputError(
            f"longer than {LONGEST_LINE:,} bytes", f"长度超过 {LONGEST_LINE:,} 字节"
        )
    if not text.endswith(b"\n"):
        raise BadInputError("cut off: the line has no end", "该行被截断，没有行尾")
    try:
        line = READER.validate_json(text)
    except ValidationError as error:
        told = first_problem(error).sentence
        raise BadInputError(
            f"not a line of a ledger's file: {told.en}", f"不是台账文件的内容：{told.zh}"
        ) from None
    if written(line) != text:
        raise BadInputError(
            "not written as Accord writes it: it was changed after the export",
            "书写形式与导出时不符：导出后被改动",
        )
    return line


def _placed(fault: Bilingual, number: int) -> Bilingual:
    return Bilingual(en=f"line {number}: {fault.en}", zh=f"第 {number} 行：{fault.zh}")
