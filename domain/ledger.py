"""The ledger (决策台账): every decision and every refused attempt, chained by hashes.

A chain shows that a row was changed, dropped, moved or repeated. That nobody without the key wrote
all of it anew is shown by signatures (`ledger_signing`); that its end was not cut off, by its count
and head noted somewhere else.
"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from domain.problems import shown
from domain.suggestion import fingerprint
from domain.text import LIMIT, LINE_LIMIT, Bilingual, Frozen, clean

GENESIS = "0" * 64
LARGEST_REVISION = 2**31 - 1
MOST_ROWS = 2**31 - 1
UNHASHED = {"hash", "kid", "signature"}
"""What a row's hash leaves out: itself, and the signature under it."""


def _kept(limit: int) -> BeforeValidator:
    """Clean and, rather than refuse, cut: an attempt with a 2 MiB comment must leave its trace."""

    def cut(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        text = clean(value)
        return text if len(text) <= limit else text[: limit - 1] + "…"

    return BeforeValidator(cut)


def _key(value: Any) -> Any:
    """Keep a short clean key; name any other by its start and its hash, so that none collide."""
    if not isinstance(value, str):
        return value
    text = clean(value)
    if text == value and len(text) <= LINE_LIMIT:
        return text
    return text[:200] + "…" + hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()


def _known_revision(value: Any) -> Any:
    """A stranger may send any number; one that no revision can have is kept as none."""
    return None if isinstance(value, int) and not 0 < value <= LARGEST_REVISION else value


def _in_utc(at: dt.datetime) -> dt.datetime:
    try:
        return at.astimezone(dt.UTC)
    except OverflowError:  # the last hours of the year 9999, told in a zone west of Greenwich
        raise ValueError("beyond the calendar") from None


Short = Annotated[str, _kept(LINE_LIMIT)]
Long = Annotated[str, _kept(LIMIT)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Entry(Frozen):
    """One decision or one refused attempt, as it happened. `key` is its business key.

    A field added later needs a default, and no default may change: a hash leaves out what equals
    its default, so that the chains written before stay valid.
    """

    collaboration: str = Field(min_length=1)
    suggestion: Short
    key: Annotated[str, BeforeValidator(_key), Field(min_length=1)]
    verb: Short
    result: Literal["recorded", "refused"]
    actor: Short | None = None
    verified: bool = False
    surface: Short
    revision: Annotated[int | None, BeforeValidator(_known_revision)] = None
    fingerprints: tuple[Short, ...] = ()
    comment: Long = ""
    reason: Long = ""
    at: Moment


class Row(Entry):
    """An entry in its place in the chain: `sequence` from 1, `previous` hash, own `hash`.

    `kid` and `signature` are None where the writer held no key. Its texts are taken as they are:
    cleaning them again would hide what somebody slipped in.
    """

    suggestion: str
    key: str
    verb: str
    actor: str | None = None
    surface: str
    revision: int | None = None
    fingerprints: tuple[str, ...] = ()
    comment: str = ""
    reason: str = ""
    sequence: int = Field(ge=1, le=MOST_ROWS)
    previous: str
    hash: str
    kid: str | None = None
    signature: str | None = None


class LedgerMark(Frozen):
    """How far a ledger had grown when somebody noted it: `count` rows, `head` the last's hash."""

    count: int = Field(ge=1, le=MOST_ROWS)
    head: Digest


def chain(previous: Row | None, entry: Entry) -> Row:
    """Put `entry` behind `previous`, the last row of the same collaboration if it has one."""
    if previous and previous.collaboration != entry.collaboration:
        raise ValueError(f"{entry.collaboration} cannot follow {previous.collaboration}")
    row = Row(
        **entry.model_dump(),
        sequence=previous.sequence + 1 if previous else 1,
        previous=previous.hash if previous else GENESIS,
        hash="",
    )
    return row.model_copy(update={"hash": _hash(row)})


def first_fault(
    rows: Sequence[Row], count: int | None = None, head: str | None = None
) -> Bilingual | None:
    """Say what is wrong first with a collaboration's rows, or None when nothing is.

    `count` and `head`, noted at any earlier time: how many rows there were, and the hash of the
    last of them. The rows may have grown since, but must still hold that beginning.
    """
    keys: set[str] = set()
    before: Row | None = None
    for place, row in enumerate(rows, start=1):
        if fault := row_fault(place, row, before, keys):
            return fault
        keys.add(row.key)
        before = row
    return noted_fault([GENESIS, *(row.hash for row in rows)], count, head)


def row_fault(place: int, row: Row, before: Row | None, keys: set[str]) -> Bilingual | None:
    """Say what is wrong with the row at `place` (from 1) behind `before`; `keys` came earlier."""
    return _link_fault(place, row, before) or _repeated(place, row, keys)


def noted_fault(hashes: Sequence[str], count: int | None, head: str | None) -> Bilingual | None:
    """Say what is missing of what was noted earlier; `hashes` begins with the genesis hash."""
    found = len(hashes) - 1
    if count is not None and found < count:
        return Bilingual(
            en=f"the end is missing: {count} rows were noted, {found} are there",
            zh=f"台账末尾缺失：曾登记 {count} 行，现仅有 {found} 行",
        )
    noted = hashes if count is None else [hashes[count]]
    if head is not None and head not in noted:
        return Bilingual(
            en="the noted head is not in this chain: rows were cut off or written anew",
            zh="链中找不到曾登记的末行哈希：台账可能被截断或重写",
        )
    return None


def _hash(row: Row) -> str:
    told = row.model_dump(exclude=UNHASHED, exclude_defaults=True)
    return fingerprint(told | {"at": row.at.isoformat()})


def _link_fault(place: int, row: Row, before: Row | None) -> Bilingual | None:
    if row.sequence != place:
        return Bilingual(
            en=f"row {place} is missing or out of order: row {row.sequence} stands in its place",
            zh=f"第 {place} 行缺失或顺序有误：此处出现的是第 {row.sequence} 行",
        )
    if row.hash != _hash(row):
        return Bilingual(
            en=f"row {place} was changed after it was written",
            zh=f"第 {place} 行在写入后被改动",
        )
    if row.previous != (before.hash if before else GENESIS):
        return Bilingual(
            en=f"row {place} does not follow from the row before it",
            zh=f"第 {place} 行与上一行不衔接",
        )
    return None


def _repeated(place: int, row: Row, keys: set[str]) -> Bilingual | None:
    if row.key not in keys:
        return None
    key = shown(row.key, 100)
    return Bilingual(
        en=f"row {place} repeats an earlier entry ({key})",
        zh=f"第 {place} 行与之前的记录重复（{key}）",
    )
