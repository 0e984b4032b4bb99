"""The cards of departments (部门协作名片): read by everybody, written by the head."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Header, Path, Response

from api.callers import require
from api.cards import require_card
from api.documents import Ok
from api.footing import Asks, On
from api.problems import ProblemError
from api.route import Once
from domain.card import Card, CardGiven
from domain.errors import UnknownError
from domain.problems import shown
from domain.text import Bilingual, Frozen, one_line
from store.cards import card, cards, replace_card

router = APIRouter(prefix="/v1/cards", tags=["company · 公司"], route_class=Once)
_BAD_TAG = Bilingual(
    en='If-Match: send the ETag that you were given with the card, or "v0" for a first one',
    zh='If-Match：请发送查看名片时得到的 ETag；首次填写请发送 "v0"',
)
_NO_TAG = Bilingual(
    en='send the ETag that you were given as If-Match ("v0" for a first card): others may have '
    "changed it",
    zh='请以 If-Match 发送查看时得到的 ETag（首次填写为 "v0"），以免覆盖他人的修改',
)
Department = Annotated[str, Path(min_length=1, max_length=300, description="its name")]


class CardHeld(Card):
    """A card as it holds now."""

    ok: Ok = True


class Cards(Frozen):
    """All cards as they hold now, by department."""

    ok: Ok = True
    cards: tuple[Card, ...]


@router.get("")
async def listed(on: On, asks: Asks) -> Cards:
    """Return the cards of all departments that have one."""
    await require(on.store, asks, "card_read")
    return Cards(cards=tuple(await cards(on.store)))


@router.get("/{department}")
async def held(department: Department, on: On, asks: Asks, response: Response) -> CardHeld:
    """Return the card of a department as it holds now: version 0 and none before the first one."""
    await require(on.store, asks, "card_read")
    return _told(await card(on.store, _name(department)), response)


@router.put("/{department}")
async def replace(
    department: Department,
    given: CardGiven,
    on: On,
    asks: Asks,
    response: Response,
    if_match: Annotated[str | None, Header()] = None,
) -> CardHeld:
    """Put this card in the place of the one that you have read, as the department's head."""
    name = _name(department)
    await require_card(on.store, asks, name)
    if if_match is None:
        raise ProblemError(428, "unbound", _NO_TAG)
    number = if_match.strip().strip('"').removeprefix("v")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise ProblemError(422, "bad_tag", _BAD_TAG)
    now = dt.datetime.now(dt.UTC)
    return _told(
        await replace_card(on.store, name, given, int(number), asks.account, now), response
    )


def _name(department: str) -> str:
    """Return a department's name as a directory writes it."""
    try:
        return one_line(department)
    except ValueError:
        raise UnknownError(shown(department)) from None


def _told(found: Card, response: Response) -> CardHeld:
    response.headers["etag"] = f'"v{found.version}"'
    return CardHeld.model_validate(dict(found))
