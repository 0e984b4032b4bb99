"""Figures, lists and quotations as a person reads them; evidence and drafts share one wording."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from domain.suggestion import Evidence
from domain.text import LINE_LIMIT, Language, clean

PERCENT = ("%", "％")
_INNER = str.maketrans("“”", "‘’")


def say(language: Language, en: str, zh: str) -> str:
    """Return the sentence of the collaboration's language."""
    return zh if language == "zh" else en


def exact(value: float | Decimal) -> Decimal:
    """Round to two decimals, or four below 1, so that evidence and drafts show one figure."""
    number = Decimal(str(value))
    rounded = number.quantize(Decimal("0.01" if abs(number) >= 1 else "0.0001")) + 0
    return Decimal(f"{rounded.normalize():f}")


def figure(value: float | Decimal) -> str:
    """Return `value` with thousands separators and no needless zeros: 9,870.5."""
    return f"{exact(value):,f}"


def percent(share: float) -> str:
    """Return a share between 0 and 1 as a percentage; small shares keep one decimal."""
    return f"{figure(round(share * 100, 0 if share >= 0.1 else 1))}%"


def amount(value: float | Decimal, unit: str) -> str:
    """Return a figure with its unit: 28 天, 62%."""
    return f"{figure(value)}%" if unit in PERCENT else f"{figure(value)} {unit}"


def clip(text: str, limit: int = LINE_LIMIT) -> str:
    """Return `text` on one line of at most `limit` characters, never cut inside a number."""
    line = " ".join(clean(text).split())
    if len(line) <= limit:
        return line
    return re.sub(r"[\s\d.,，、；：(（-]+$", "", line[: limit - 1]) + "…"


def listed(names: Iterable[str], language: Language, most: int = 6) -> str:
    """Return names as a list in prose; more than `most` end in 等 or "and others"."""
    every = list(names)
    shown = every[:most]
    if language == "zh":
        return "、".join(shown) + ("等" if len(every) > most else "")
    if len(every) > most:
        return ", ".join(shown) + " and others"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def quoted(text: str, language: Language, limit: int = 80) -> str:
    """Return `text` in quotation marks, shortened, marks within it turned into inner ones."""
    words = clip(text.strip().rstrip("。.；;"), limit)
    inner = words.translate(str.maketrans("「」", "『』") if language == "zh" else _INNER)
    return say(language, en=f"“{inner}”", zh=f"「{inner}」")


def gap(text: str) -> str:
    """Return the space that Chinese prose puts behind a Latin sign, and behind nothing else."""
    return " " if text and text[-1].isascii() else ""


def first_clause(text: str) -> str:
    """Return what a text opens with, up to a comma or colon when that says enough."""
    sentence = first_sentence(text)
    clause = re.split(r"[，：；]|[,:;](?=\s)", sentence, maxsplit=1)[0].strip()
    return clause if len(clause) >= 6 else sentence


def pieces(text: str, limit: int = LINE_LIMIT) -> list[str]:
    """Cut a long text into lines, at white space or punctuation where there is any."""
    line = " ".join(clean(text).split())
    found = re.findall(rf".{{1,{limit - 1}}}(?:[。！？；，,.;!?\s](?!\d)|$)|.{{1,{limit}}}", line)
    return [one.strip() for one in found if one.strip()]


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, without its full stop."""
    return re.split(r"[。！？!?\n]|\.(?=\s|$)", text.strip(), maxsplit=1)[0].strip() or text.strip()


def proof(key: str, label: str, value: str, source: str) -> Evidence:
    """Return one piece of evidence, each line shortened to what a line holds."""
    return Evidence(id=key, label=clip(label), value=clip(value) or "—", source=clip(source) or "—")


def named(departments: Sequence[str], text: str) -> tuple[str, ...]:
    """Return the departments that `text` mentions, in the order in which it does."""
    found = [(text.find(name), name) for name in departments if name in text]
    return tuple(name for _, name in sorted(found))
