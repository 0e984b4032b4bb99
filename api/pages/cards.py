"""Department cards (部门协作名片) as pages: all of them, and one with its form."""

import dataclasses
from collections.abc import Sequence
from urllib.parse import quote

from api.pages.frame import note, text
from domain.card import Card
from domain.card_words import lines
from domain.text import Bilingual, Language

TITLE = Bilingual(en="Department cards", zh="部门协作名片")
_ABOUT = Bilingual(
    en="How a department is reached, what it needs from others, and which words it uses "
    "differently. Its head writes it.",
    zh="如何联系一个部门、它需要其他部门提供什么、哪些词的用法不同。由部门负责人填写。",
)
_ONE = Bilingual(en="department card", zh="部门协作名片")
_NONE = Bilingual(en="No department has a card yet.", zh="还没有部门填写名片。")
_EMPTY = Bilingual(en="No card yet.", zh="尚未填写名片。")
_WRITE = Bilingual(en="Write the card", zh="填写名片")
_CHANGE = Bilingual(en="Change the card", zh="修改名片")
_ALL = Bilingual(en="All department cards", zh="全部部门名片")
_SAVED = Bilingual(en="Saved: this is the card that holds now.", zh="已保存：以下为现行名片。")


@dataclasses.dataclass(frozen=True)
class Listed:
    """One department, its card if it has one, and whether the reader may write it."""

    card: Card
    may_write: bool = False


def address(department: str) -> str:
    """Return where the page of a department is, as it is sent and safe to stand in an attribute."""
    return f"/cards/{quote(department, safe='')}"


def cards(found: Sequence[Listed], language: Language) -> str:
    """Return the inside of the page with all cards."""
    head = f"<h1>{TITLE.within(language)}</h1>"
    head += f'<p class="soft">{text(_ABOUT.within(language))}</p>'
    if not found:
        return head + note(_NONE, language)
    return head + "".join(_listed(one, language) for one in found)


def _listed(one: Listed, language: Language) -> str:
    name = one.card.department
    link = ""
    if one.may_write:
        word = (_CHANGE if one.card.card else _WRITE).within(language)
        link = f'<a class="act" href="{address(name)}">{word}</a>'
    sort = "item yours" if one.may_write else "item"
    return f'<div class="{sort}"><h2>{text(name)}</h2>{_card(one.card, language)}{link}</div>'


def _card(card: Card, language: Language) -> str:
    if card.card is None:
        return f'<p class="soft">{_EMPTY.within(language)}</p>'
    head, *told = (line.within(language).strip() for line in lines(card))
    rows = "".join(f"<p>{text(line)}</p>" for line in told)
    return f"{rows}<small>{text(head)}</small>"


def one_card(card: Card, language: Language, said: bool = False) -> str:
    """Return what is above the form: the card as it holds, and the way back to all."""
    saved = note(_SAVED, language, "good") if said else ""
    back = f'<p><a href="/cards">← {_ALL.within(language)}</a></p>'
    inside = f'<div class="item card">{_card(card, language)}</div>'
    return f"{back}<h1>{text(card.department)} · {_ONE.within(language)}</h1>{saved}{inside}"


def form_title(card: Card, language: Language) -> str:
    """Return the heading of the form."""
    return f'<h2 id="form">{(_CHANGE if card.card else _WRITE).within(language)}</h2>'
