"""Cells of a table, read into values; each refusal names the cell.

Cells are text and nothing else: one that starts with `=`, `+`, `-`, `@` or a tab is kept as it
is and never evaluated.
"""

import datetime as dt
import math
import re
import unicodedata
from dataclasses import dataclass

from activities.files import Spot, SpotError, shown
from domain.text import LINE_LIMIT

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_ONE_DIGIT_HOUR = re.compile(r"([T ])(\d)(?=:)")
_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
LARGEST = 1e12


@dataclass(frozen=True)
class Cell:
    """One cell: its cleaned text and its place."""

    text: str
    spot: Spot

    def bad(self, en: str, zh: str) -> SpotError:
        """Return the error for this cell, quoting what stands in it."""
        quoted = shown(self.text)
        return self.spot.bad(f'"{quoted}" {en}', f"「{quoted}」{zh}")

    def line(self) -> str:
        """Return the text as one line of 1 to 300 characters."""
        line = self.optional_line()
        if not line:
            raise self.spot.bad("is empty", "为空")
        return line

    def optional_line(self) -> str:
        """Return the text as one line of at most 300 characters; it may be empty."""
        line = " ".join(self.text.split())
        if len(line) > LINE_LIMIT:
            raise self.spot.bad(
                f"{len(line):,} characters; at most {LINE_LIMIT} are allowed",
                f"有 {len(line):,} 个字符，最多允许 {LINE_LIMIT} 个",
            )
        return line

    def matching(self, pattern: re.Pattern[str]) -> str:
        """Return an id or account: Latin letters, digits and a few marks, up to 64."""
        value = self.line()
        if not pattern.fullmatch(value):
            raise self.bad(
                "must be 1 to 64 Latin letters, digits, dots, dashes or underscores",
                "只能由 1 到 64 个拉丁字母、数字、点、短横线或下划线组成",
            )
        return value

    def number(self) -> float:
        """Return a finite number below 10¹² in size; `NaN` and `inf` are refused."""
        plain = unicodedata.normalize("NFKC", self.text).strip()
        value = float(plain) if _NUMBER.fullmatch(plain) else math.nan
        if not abs(value) < LARGEST:
            raise self.bad("is not a number such as 12.5", "不是数字，请写成 12.5 这样的形式")
        return value

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        plain = unicodedata.normalize("NFKC", self.text).strip()
        value = float(plain) if _NUMBER.fullmatch(plain) else math.nan
        if not low <= value <= high or value != int(value):
            raise self.bad(
                f"is not a whole number from {low} to {high}", f"不是 {low} 到 {high} 之间的整数"
            )
        return int(value)

    def day(self) -> dt.date:
        """Return a date written as 2026-11-20 or 2026/11/20."""
        try:
            return dt.date.fromisoformat(_as_iso(self.text))
        except ValueError:
            raise self.bad(
                "is not a date such as 2026-11-20", "不是日期，请写成 2026-11-20 这样的形式"
            ) from None

    def time(self) -> dt.datetime:
        """Return an ISO 8601 time in UTC; a time without a zone is taken as UTC."""
        try:
            at = dt.datetime.fromisoformat(_as_iso(self.text))
            return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            raise self.bad(
                "is not a time such as 2026-11-20T09:30+08:00",
                "不是时间，请写成 2026-11-20T09:30+08:00 这样的形式",
            ) from None


def _as_iso(text: str) -> str:
    """Write the spreadsheets' 2026/9/1 7:05 as ISO 8601 does."""

    def dashed(match: re.Match[str]) -> str:
        year, month, day = match.groups()
        return f"{year}-{int(month):02}-{int(day):02}"

    return _ONE_DIGIT_HOUR.sub(r"\g<1>0\2", _SLASHED.sub(dashed, text.strip(), count=1))
