"""What goes out to a person: the message as their channel may show it, and its own id."""

import datetime as dt
import hashlib
import re

from domain.suggestion import KINDS
from domain.text import Frozen, clean

MOST_BYTES = 6_000
"""Of UTF-8 in one message: below every platform's 20,000 also where JSON writes each character
of Chinese or each emoji as an escape of three times its size."""
TITLE = 140
_ABOUT = re.compile(rf"(?P<id>[a-z0-9][a-z0-9-]{{0,47}}:(?:{'|'.join(KINDS)}):[1-9]\d{{0,5}}):")
_ARMED = str.maketrans({"<": "＜", ">": "＞", "@": "＠", "`": "ˋ"})
_LINKS = re.compile(r"://|(?<=www)\.|(?<=mailto):|(?<=\])\(", re.IGNORECASE)
_QUIET = {"://": "：//", ".": "．", ":": "：", "(": "（"}


class Letter(Frozen):
    """One message on one way. `id` is the same for the same message on the same way, always."""

    id: str
    thread: str
    subject: str
    body: str
    link: str | None
    at: dt.datetime


def letter_id(key: str, way: str) -> str:
    """Return the id by which a receiver knows the same message again."""
    return hashlib.sha256(f"{key}\n{way}".encode()).hexdigest()[:40]


def suggestion_of(key: str) -> str | None:
    """Return the suggestion that a message with this business key is about, if it is about one."""
    found = _ABOUT.match(key)
    return found["id"] if found else None


def topic_of(key: str, recipient: str) -> str:
    """Return the key without the recipient: what is said to several people at once shares it."""
    before, found, after = key.rpartition(f":{recipient}")
    whole = found and (not after or after.startswith(":"))
    return f"{before}:*{after}" if whole else key


def page_of(base: str | None, suggestion: str | None) -> str | None:
    """Return the address of the decision page: it shows, and never decides by being opened."""
    return f"{base.rstrip('/')}/d/{suggestion}" if base and suggestion else None


def disarmed(text: str) -> str:
    """Return untrusted text that reads the same, and calls nobody, links nowhere, is no markup.

    Signs that chat clients act on are set in full width: @ and < > (mentions and HTML), `://`,
    `www.` and `](` (links). What else Markdown knows is escaped by whoever sends Markdown.
    """
    return _LINKS.sub(lambda found: _QUIET[found[0]], clean(text).translate(_ARMED))


def for_mail(text: str) -> str:
    """Return untrusted text for plain mail: only what readers make links of is broken up."""
    return _LINKS.sub(lambda found: _QUIET[found[0]], clean(text))


def cut(text: str, most: int) -> str:
    """Return the text within so many bytes of UTF-8, cut with … between characters."""
    raw = text.encode("utf-8", "replace")
    if len(raw) <= most:
        return text
    return f"{raw[: max(0, most - 3)].decode('utf-8', 'ignore').rstrip()}…"


def title(text: str) -> str:
    """Return a subject: one line of bounded length."""
    line = " ".join(text.split())
    return line if len(line) <= TITLE else f"{line[: TITLE - 1]}…"
