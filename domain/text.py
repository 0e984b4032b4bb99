"""Text from outside: made safe to keep, compare, show and send."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

from domain.errors import WrongValueError
from domain.values import Bilingual as Bilingual
from domain.values import Frozen as Frozen
from domain.values import Language as Language

LIMIT = 20_000
LINE_LIMIT = 300

_DROP = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but not tab and newline
    "\ud800-\udfff\u00ad\u061c\u180e"  # lone surrogates, soft hyphen, marks
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"  # zero width, bidi
    "\ufe00-\ufe0f\ufff9-\ufffb\U000e0000-\U000e007f\U000e0100-\U000e01ef]"  # selectors, tags
)


def clean(text: str) -> str:
    """Return `text` without what a reader cannot see, NFC-normalised, with plain newlines."""
    dropped = re.sub("\r\n?", "\n", _DROP.sub("", text))
    return unicodedata.normalize("NFC", dropped)


def bounded(text: str) -> str:
    """Clean a block of text; refuse one of more than 20,000 characters rather than cut it."""
    if len(text) > LIMIT:
        raise _too_long(text, LIMIT)
    return clean(text)


def one_line(text: str) -> str:
    """Clean a title or name: one line of 1 to 300 characters."""
    if len(text) > LINE_LIMIT:
        raise _too_long(text, LINE_LIMIT)
    line = " ".join(clean(text).split())
    if not line:
        raise WrongValueError("is empty", "不能为空")
    return line


def _too_long(text: str, limit: int) -> WrongValueError:
    return WrongValueError(
        f"has {len(text):,} characters; at most {limit:,} are allowed",
        f"共 {len(text):,} 个字符，最多允许 {limit:,} 个",
    )


def fold(text: str) -> str:
    """Fold width, case and white space, to compare a quotation with its source."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


Text = Annotated[str, AfterValidator(bounded)]
Line = Annotated[str, AfterValidator(one_line)]
