"""Which passwords will do: long ones that cannot be guessed from the account. No composition rules.

Length is counted so that a Chinese passphrase need not be longer to be as hard to guess: a letter
outside ASCII counts twice.
"""

import re
import unicodedata

from domain.text import Bilingual

LEAST, MOST = 12, 256
_DIFFERENT = 5
_PART = re.compile(r"[._@-]+")
_RUNS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)
_WORDS = ("password", "passw0rd", "welcome", "letmein", "iloveyou", "changeme", "administrator")
"""What lists of leaked passwords are full of: left out before the length is counted."""

SHORT = Bilingual(
    en=f"use at least {LEAST} characters; several words in a row are easy to remember "
    "(a Chinese character counts as two)",
    zh=f"密码至少 {LEAST} 个字符，可用几个词连成一句便于记忆（一个汉字按两个字符计）",
)
LONG = Bilingual(en=f"use at most {MOST} characters", zh=f"密码最多 {MOST} 个字符")
NAMED = Bilingual(
    en="the password contains your account; choose one that nobody can derive from it",
    zh="密码中含有您的账号，请换一个无法由账号推出的密码",
)
PLAIN = Bilingual(
    en="this password is among the first to be guessed: a row of keys, a common word or a "
    "repetition; choose another",
    zh="该密码过于常见（连续按键、常用词或重复字符），极易被猜中，请换一个",
)


def normal(password: str) -> str:
    """Return the password as it is hashed: the same, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", password)


def unfit(password: str, account: str) -> Bilingual | None:
    """Say why this password will not do for this account, or None."""
    text = normal(password)
    folded = text.casefold()
    if len(text) > MOST:
        return LONG
    if _weight(text) < LEAST:
        return SHORT
    parts = [part for part in _PART.split(account.casefold()) if len(part) >= 4]
    left = _without(folded, (account.casefold(), *parts))
    if _weight(left) < LEAST:
        return NAMED
    if len(set(folded)) < _DIFFERENT or _weight(_without_runs(_without(folded, _WORDS))) < LEAST:
        return PLAIN
    return None


def _weight(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)


def _without(text: str, words: tuple[str, ...]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text


def _without_runs(text: str) -> str:
    """Return the text with each row of four or more neighbouring keys shrunk to its first."""
    kept, at = [], 0
    while at < len(text):
        kept.append(text[at])
        at += _run(text, at)
    return "".join(kept)


def _run(text: str, at: int) -> int:
    """Return how long a row of keys begins here; 1 where none does."""
    rows = [row for run in _RUNS for row in (run, run[::-1])]
    length = 4
    while at + length <= len(text) and any(text[at : at + length] in row for row in rows):
        length += 1
    return length - 1 if length > 4 else 1
