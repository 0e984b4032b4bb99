"""Text from outside: made safe to keep, compare, show and send."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field

from domain.errors import WrongValueError
from domain.values import Bilingual as Bilingual
from domain.values import Day as Day
from domain.values import Frozen as Frozen
from domain.values import Language as Language

LIMIT = 20_000
LINE_LIMIT = 300
ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,47}$"
"""What collaborations, event logs and service accounts are called."""

_DROP = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but not tab and newline
    "\ud800-\udfff\u00ad\u034f\u061c\u180b-\u180f"  # lone surrogates, soft hyphen, marks
    "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"  # fillers: letters without a shape
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, bidi
    "\ufe00-\ufe0f\ufff0-\ufffb\U000e0000-\U000e0fff]"  # selectors, annotations, tags
)


def clean(text: str) -> str:
    """Return `text` without what a reader cannot see, NFC-normalised, with plain newlines."""
    dropped = _DROP.sub("", text)
    if "\r" in dropped:  # in few of the millions of cells of a file
        dropped = re.sub("\r\n?", "\n", dropped)
    return unicodedata.normalize("NFC", dropped)


def bounded(text: str) -> str:
    """Clean a block of text; refuse one of more than 20,000 characters rather than cut it."""
    return _within(clean(text), LIMIT)


def one_line(text: str) -> str:
    """Clean a title or name: one line of 1 to 300 characters."""
    line = _within(" ".join(clean(text).split()), LINE_LIMIT)
    if not line:
        raise WrongValueError("is empty", "不能为空")
    return line


def _within(cleaned: str, limit: int) -> str:
    # Counted after cleaning, which can make a text longer: what was kept once can be read again.
    if len(cleaned) > limit:
        raise WrongValueError(
            f"has {len(cleaned):,} characters; at most {limit:,} are allowed",
            f"共 {len(cleaned):,} 个字符，最多允许 {limit:,} 个",
        )
    return cleaned


def fold(text: str) -> str:
    """Fold width, case and white space, to compare a quotation with its source."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


Text = Annotated[str, AfterValidator(bounded)]
Line = Annotated[str, AfterValidator(one_line)]
_ACCOUNT = r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"
Account = Annotated[str, Field(pattern=_ACCOUNT)]
"""How a person is named to the system: as in the directory, with no case or spaces forgiven."""


def is_account(text: str) -> bool:
    """Say whether somebody could be named so."""
    return re.fullmatch(_ACCOUNT[1:-1], text) is not None


def counted(number: int, one: str, many: str) -> str:
    """Return an English count: 1 item, 2 items."""
    return f"{number:,} {one if number == 1 else many}"
