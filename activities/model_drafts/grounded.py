"""What words about people may say: in one language, without orders or invented merits."""

import re
from collections.abc import Iterable, Sequence

from domain.text import Bilingual, Language, fold
from domain.tracing import without

_WIDE = re.compile("[\u3400-\u9fff]")
_WORD = re.compile("[A-Za-z]{2,}")
_ORDER = re.compile(
    r"https?:|www\.|[<>{}\[\]`|]"
    r"|\bapprove (?:this|that|the|it|all|every)|\b(?:ignore|disregard|forget) (?:the|all|any|every)"
    r"|\b(?:previous|above|all) instructions|system prompt"
    r"|(?:批准|同意)(?:本|此|这|全部|所有|一切|以上)|忽略|无视|指令|提示词",
    re.IGNORECASE,
)
_MERIT = re.compile(
    r"experien|\bexperts?\b|\bsenior\b|veteran|talented|excellent|outstanding|\bbest\b"
    r"|\bheads? of\b|\bdirector\b|经验|资深|专家|优秀|出色|杰出|最佳|多年|精通|主管|经理|总监"
    r"|\byears?\b",
    re.IGNORECASE,
)

WRITE_IN = Bilingual(en="Write every text in English.", zh="所有文字都要用中文写。")


def mentions(text: str, name: str) -> bool:
    """Tell whether `text` names `name`, as whole words; capitals count where the name has them.

    Otherwise the department IT would be in every “it”.
    """
    if not name.strip():
        return False
    if name == name.casefold():
        text, name = fold(text), fold(name)
    joined = re.escape(_spaced(name))
    return bool(re.search(rf"(?<![A-Za-z0-9]){joined}(?![A-Za-z0-9])", _spaced(text)))


def _spaced(text: str) -> str:
    return re.sub(r"[-_\s]+", " ", text)


def tongue(text: str, names: Iterable[str]) -> Language:
    """Return the language of `text`, names left aside; a foreign term does not change it."""
    rest = without(text, names)
    wide = len(_WIDE.findall(rest))
    return "zh" if wide and wide >= len(_WORD.findall(rest)) else "en"


def spoken(texts: Sequence[str], names: Sequence[str]) -> Language:
    """Return the language that most of `texts` are in."""
    return "zh" if 2 * sum(tongue(t, names) == "zh" for t in texts) >= len(texts) else "en"


def orders(text: str, names: Iterable[str]) -> bool:
    """Tell whether `text` addresses its reader with an order, or holds a link or markup."""
    return bool(_ORDER.search(without(text, names)))


def merits(text: str, names: Iterable[str]) -> bool:
    """Tell whether `text` claims experience, rank or praise, which no fact of ours holds."""
    return bool(_MERIT.search(without(text, names)))
