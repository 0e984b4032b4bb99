"""What free words of a model may not hold: figures, strangers, authority, another language.

These are nets, not proofs: what matters (who waits, how long, who is asked) is put in by code.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from activities.model_drafts.clauses import ENDS, SHORTEST, without_numbers
from activities.model_drafts.excerpts import cut
from domain.text import Bilingual, Language, fold

_BREAK = re.compile(r"(?<=[。！？!?；;])\s*|(?<=\.)\s+|\n+")
_HAN = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")

_SPELLED = re.compile(
    r"百分之.|(?<!另)(?:一|大|过|近)半|翻[了一两]?[番倍]|成倍"
    r"|(?<![统唯同每周单第专])[零〇一二两三四五六七八九十百千万亿几数]+(?:多|余|来)?个?多?"
    r"(?=小时|钟头|分钟|天|日|周|星期|月|年|成|倍)"
    # 同一天, 周一 and 唯一 are none; 同几倍 and 周三天 are nothing else
    r"|(?<![每第])[二两三四五六七八九十百千万亿几]+(?:多|余|来)?个?多?(?=小时|钟头|分钟|天|倍)"
    r"|(?:[两三四五六七八九十百千万亿几]+|数[十百千万])(?:多|余)?(?=次|件|人|单|宗)"
    r"|\b(?:half|twice|thrice|doubl(?:e[ds]?|ing)|tripl(?:e[ds]?|ing)|dozens?|hundreds?"
    r"|thousands?|millions?|per ?cent|percent)\b"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety)\b"
    r"(?= (?:\w+ )?(?:hours?|days?|weeks?|months?|years?|minutes?|times|cases|pieces|items)\b)",
    re.IGNORECASE,
)

_PLACEHOLDER = re.compile(
    r"\.{3}|…|[<{\[][^>}\]]*[>}\]]|\b(?:TBD|TODO|XX+|lorem ipsum)\b|待定|待补充|此处填写"
)
_LINK = re.compile(r"https?:|www\.|\w@\w|`", re.IGNORECASE)
_ID = re.compile(r"(?<![A-Za-z])(?!https?:)[a-z]+(?:_[a-z]+)*:(?=[\w·])|\b[a-z]+_[a-z_]+\b|\|")
_DECIDED = re.compile(
    r"(?:(?:需求|提案|建议|草稿|本稿|此事|各方|双方|领导|部门|决定人)[^，。；]{0,6}|^)"
    r"(?:已经?|均已|都已)(?:获得?|经)?(?:审批)?(?:批准|同意|核准|通过|接受)"
    r"|自动(?:批准|生效)|(?:无需|不需|不必|免于|跳过|绕过)(?:再|任何人?|他人)?(?:审批|批准|同意|审核)"
    r"|\b(?:need|draft|idea|proposal|suggestion|this) (?:is|was|has been)(?: already)? "
    r"(?:approved|accepted|agreed|decided)\b|\balready (?:approved|agreed|accepted)\b"
    r"|\b(?:no|without)(?: further| any)? approval\b|\bapprove (?:this|it|now|at once)\b",
    re.IGNORECASE,
)

_UNIT_ZH = re.compile(
    r"(?<![全内外各局干总本大一两双几该此多三四五六])部(?![门分署位件长队落委])"
    r"|(?<=[\u4e00-\u9fff]{2})(?<![为是的])中心(?!是|的|思)"
)
_PERSON_ZH = re.compile(
    r"(?<=[由与和请让给交跟、])[王李张刘陈杨赵黄周吴徐孙朱郭林罗梁宋郑谢韩唐冯董萧曹袁邓许沈曾彭吕苏"
    r"卢蒋蔡贾魏薛叶余潘杜戴夏钟汪田姜范谭廖邹熊孟秦邱侯尹顾][\u4e00-\u9fff]{1,2}?"
    r"(?=一起|共同|负责|牵头|主持|承接|核对|确认|试行|商量|先|来|在|[，、。]|$)"
)
_SUBJECT_EN = re.compile(
    r"^([A-Z][\w-]+)(?= (?:[a-z]+s|must|should|will|can|has|and [A-Z]\w+)\b)", re.MULTILINE
)
_NO_NAMES = (
    "it everybody everyone somebody someone nobody there the this that these those each every any "
    "all both no one our your their its another other several many most which whose i monday "
    "tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december"
)
_ORDINARY = frozenset(_NO_NAMES.split())
_CAPITAL = re.compile(r"(?<=[\w·,;:’'\")]\s)[A-Z][\w&’'-]*")
_UNIT_EN = re.compile(r"\b([A-Z][\w&-]*)(?= (?:department|team|division|group|office)\b)")


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, with their marks."""
    return [one.strip() for one in _BREAK.split(text) if one.strip()]


def figureless(text: str, names: Iterable[str], spelled: bool = True) -> str:
    """Return `text` up to its first clause with a figure, also one in words if `spelled`.

    Digits that belong to one of `names` are no figures.
    """
    masked = _veiled(text, names)
    masked = "".join("0" if unicodedata.category(c) in ("No", "Nl") else c for c in masked)
    if spelled:
        masked = _SPELLED.sub(lambda found: "0" * len(found[0]), masked)
    return text[: len(without_numbers(masked))]


def mentioned(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return which of `names` stand in `text`, a longer one before a shorter one within it."""
    found = []
    for name in sorted(filter(None, set(names)), key=lambda name: (-len(name), name)):
        veiled = _veiled(text, [name])
        if veiled != text:
            found.append(name)
        text = veiled
    return tuple(found)


def strangers(text: str, known: Iterable[str], material: str, language: Language) -> list[str]:
    """Return what reads like the name of a department or person and is not in the material."""
    shown, given = _veiled(text, known), fold(material)
    if language == "zh":
        found = [shown[max(0, m.start() - 2) : m.end()] for m in _UNIT_ZH.finditer(shown)]
        found += _PERSON_ZH.findall(shown)
    else:
        found = [*_UNIT_EN.findall(shown), *_CAPITAL.findall(shown)]
    named = dict.fromkeys(one for one in found if fold(one) not in _ORDINARY)
    return [one for one in named if fold(one) not in given]


def subjects(text: str, known: Iterable[str], material: str) -> list[str]:
    """Return the first words of English lines that act like a name and are not in the material."""
    given = fold(material)
    found = _SUBJECT_EN.findall(_veiled(text, known))
    return [one for one in found if fold(one) not in _ORDINARY and fold(one) not in given]


def unfit(
    field: str, text: str, names: Sequence[str], language: Language, material: str
) -> Iterator[Bilingual]:
    """Yield why words cannot stand whatever the facts are."""
    if len(fold(text)) < SHORTEST or _PLACEHOLDER.search(_veiled(text, names)):
        yield Bilingual(
            en=f"{field}: “{cut(text, 40)}” says nothing yet; write it out.",
            zh=f"{field}：「{cut(text, 40)}」没有写出内容，请写完整。",
        )
    for found in (_LINK.search(text), _DECIDED.search(text)):
        if found:
            yield Bilingual(
                en=f"{field}: take out “{found[0]}”; people decide, and links have no place here.",
                zh=f"{field}：请去掉「{found[0]}」。是否采用由人决定，也不要写链接。",
            )
    if key := has_id(text, names):
        yield Bilingual(
            en=f"{field}: leave out “{key}”; ids have no place in a sentence.",
            zh=f"{field}：句子里不要写编号「{key}」。",
        )
    yield from (nobody(field, one) for one in strangers(text, names, material, language))
    if _foreign(_veiled(text, names), language):
        yield Bilingual(en=f"{field}: write in English.", zh=f"{field}：请用中文写。")


def has_id(text: str, names: Iterable[str] = ()) -> str:
    """Return what reads like an id of the material, such as lead_time or key_result:1, or ""."""
    found = _ID.search(_veiled(text, names))
    return found[0] if found else ""


def sentence_case(text: str, names: Iterable[str]) -> str:
    """Return an English heading In Title Case as a sentence; words of `names` stay as they are.

    Small models capitalise headings, which would read like names; other languages pass unchanged.
    """
    kept = {word for name in names for word in name.split()}
    first, *rest = text.split(" ")
    capital = [word for word in rest if word[:1].isupper() and word.strip(ENDS) not in kept]
    if 2 * len(capital) < len([word for word in rest if word.strip(ENDS) not in kept]):
        return text
    return " ".join([first, *(w.lower() if w in capital and not w.isupper() else w for w in rest)])


def nobody(field: str, name: str) -> Bilingual:
    """Return the sentence for what reads like a name and is none of the material."""
    return Bilingual(
        en=f"{field}: “{name}” is written like a name, and the material has no such name; "
        "take it out or write it small.",
        zh=f"{field}：材料里没有「{name}」，请去掉。",
    )


def _foreign(text: str, language: Language) -> bool:
    """Return whether most of `text` is in the other language; a word has about four letters."""
    han, words = len(_HAN.findall(text)), len(_LATIN.findall(text)) / 4
    return words > han if language == "zh" else han > words


def _veiled(text: str, names: Iterable[str]) -> str:
    """Return `text` with each of `names` replaced by as many signs that mean nothing."""
    for name in sorted(filter(None, set(names)), key=len, reverse=True):
        left = r"(?<![A-Za-z0-9])" if name[0].isascii() else ""
        right = r"(?![A-Za-z0-9])" if name[-1].isascii() else ""
        text = re.sub(left + re.escape(name) + right, "·" * len(name), text)
    return text
