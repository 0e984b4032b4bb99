"""The pages of department cards: read by everybody signed in, written by the department's head."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import RedirectResponse, Response

from api.callers import Caller, require
from api.cards import may_write, require_card
from api.footing import Footing, On
from api.forms import STALE, is_own_form, read_form
from api.pages import card_fields, card_form
from api.pages import cards as pages
from api.pages.card_fields import MOST_FIELDS, Fields
from api.pages.forms import Typed, to_copy
from api.pages.frame import note, page, text
from api.pages.language import Lang, chosen, kept
from api.problems import AGAIN, away
from api.routes.own import person_or_door
from domain.card import Card, CardGiven
from domain.directory import Directory
from domain.errors import RefusedError, UnknownError
from domain.problems import problems, shown
from domain.text import Bilingual, Language, one_line
from store.cards import card, cards, replace_card
from store.people import COMPANY, directory

router = APIRouter(include_in_schema=False, prefix="/cards")
Department = Annotated[str, Path(min_length=1, max_length=300)]
_SIGNED_OUT = Bilingual(
    en="You are not signed in any more; nothing was saved. Copy what you typed, and sign in.",
    zh="您的登录已失效，未保存任何内容。请先复制填写的内容，再重新登录。",
)
_SIGN_IN = Bilingual(en="Sign in", zh="登录")


@dataclasses.dataclass(frozen=True)
class _Reader:
    """Who reads which department's page, in which language."""

    person: Caller
    department: str
    language: Language

    def page(self, inside: str, status: int = 200) -> Response:
        title = self.department or pages.TITLE.within(self.language)
        # An address is quoted again where it stands in the page; a question mark would begin a
        # query there.
        place = f"/cards/{self.department}" if "?" not in self.department else "/cards"
        who, proved = self.person.account, self.person.verified
        return page(title, inside, self.language, place, status, who, proved)


@router.get("")
async def listed(on: On, request: Request, lang: Lang = None) -> Response:
    """Show the cards of all departments, also of those of the directory that have none."""
    person = await person_or_door(request, "/cards")
    if isinstance(person, RedirectResponse):
        return person
    await require(on.store, person, "card_read")
    language = chosen(request, lang)
    people = await directory(on.store, COMPANY)
    found = list(_all(await cards(on.store), people, person))
    inside, title = pages.cards(found, language), pages.TITLE.within(language)
    answer = page(title, inside, language, "/cards", 200, person.account, person.verified)
    return kept(answer, lang)


def _all(found: list[Card], people: Directory, person: Caller) -> Iterator[pages.Listed]:
    """Yield those that the reader writes first, then the written ones, then the empty ones."""
    known = {one.department: one for one in found}
    empty = [Card(department=name) for name in people.departments if name not in known]
    rows = [
        pages.Listed(one, may_write(people, person, one.department)) for one in [*found, *empty]
    ]
    heads = {one.department for one in people.people if one.account == person.account and one.head}
    return iter(sorted(rows, key=lambda row: row.card.department not in heads))


@router.get("/{department:path}")
async def show(
    department: Department,
    on: On,
    request: Request,
    lang: Lang = None,
    said: Annotated[str | None, Query(max_length=32)] = None,
) -> Response:
    """Show the card of a department and, to whoever may write it, the form."""
    name = _name(department)
    person = await person_or_door(request, pages.address(name))
    if isinstance(person, RedirectResponse):
        return person
    await require(on.store, person, "card_read")
    reader = _Reader(person, name, chosen(request, lang))
    held, people = await card(on.store, name), await directory(on.store, COMPANY)
    if held.card is None and people.people and name not in people.departments:
        raise UnknownError(shown(name))
    above = pages.one_card(held, reader.language, said == "saved")
    if not may_write(people, person, name):
        return kept(reader.page(above), lang)
    return kept(reader.page(above + _fresh(reader, held)), lang)


@router.post("/{department:path}")
async def write(department: Department, on: On, request: Request) -> Response:
    """Put what the form says in the place of the card that it was shown with."""
    name = _name(department)
    fields = await read_form(request, on.entrance.public, MOST_FIELDS)
    language = chosen(request)
    person = await person_or_door(request, pages.address(name))
    if isinstance(person, RedirectResponse):
        return _signed_out(fields, person, language)
    reader = _Reader(person, name, language)
    try:
        await require_card(on.store, person, name)
        return await _written(on, reader, fields)
    except SQLAlchemyError as error:
        inside = note(away(error)[1], language, "bad") + _copy(fields, language)
        answer = reader.page(inside, 503)
        answer.headers["retry-after"] = str(AGAIN)
        return answer


async def _written(on: Footing, reader: _Reader, fields: Fields) -> Response:
    """Keep the card, or show the form again with everything in it and why it was not kept."""
    held = await card(on.store, reader.department)
    if not is_own_form(reader.person, fields.get("csrf")):
        return _again(reader, held, fields, STALE, 403)
    try:
        given = CardGiven.model_validate(card_fields.card_of(fields))
    except ValidationError as error:
        return _again(reader, held, fields, _wrong(error, fields), 422)
    by, now = reader.person.account, dt.datetime.now(dt.UTC)
    try:
        await replace_card(on.store, reader.department, given, _version(fields), by, now)
    except RefusedError:
        held = await card(on.store, reader.department)
        if held.card != given or held.by != by:  # else the same form came twice
            return _again(reader, held, fields, _meanwhile(held), 409)
    place = f"{pages.address(reader.department)}?said=saved"
    return RedirectResponse(place, 303, {"cache-control": "no-store"})


def _again(
    reader: _Reader, held: Card, fields: Fields, sentence: Bilingual, status: int
) -> Response:
    told = note(sentence, reader.language, "bad")
    above = pages.one_card(held, reader.language)
    # Only who was told of a change may replace it: else the form stays bound to what it showed.
    version = held.version if status == 409 else _version(fields)
    form = _form(reader, held, fields, version, warn=status == 409)
    return reader.page(told + above + form, status)


def _fresh(reader: _Reader, held: Card) -> str:
    fields = card_fields.fields_of(held.card) if held.card else card_fields.FIRST
    return _form(reader, held, fields, held.version)


def _form(reader: _Reader, held: Card, fields: Fields, version: int, warn: bool = False) -> str:
    title = pages.form_title(held, reader.language)
    place, csrf = pages.address(reader.department), reader.person.csrf or ""
    return title + card_form.card_form(place, fields, version, csrf, reader.language, warn)


def _version(fields: Fields) -> int:
    """Return the version that the form was shown with; what is none holds for no card."""
    given = fields.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def _wrong(error: ValidationError, fields: Fields) -> Bilingual:
    first = problems(error, CardGiven)[0]
    where = card_fields.label_at(fields, first.location)
    return Bilingual(
        en=f"{where.en}: {first.sentence.en}. Nothing was saved.",
        zh=f"{where.zh}：{first.sentence.zh}。未保存任何内容。",
    )


def _meanwhile(held: Card) -> Bilingual:
    """Say that somebody else was faster, and what sending it again would do."""
    return Bilingual(
        en=f"{held.by or 'Somebody'} changed this card while you were writing; nothing was saved. "
        f"Read version {held.version} below: what you typed is still in the form, and saving it "
        "again replaces that version.",
        zh=f"您填写期间，{held.by or '他人'} 已修改此名片，您的内容未保存。请先阅读下方第 "
        f"{held.version} 版；您填写的内容仍在表单中，再次保存将替换该版本。",
    )


def _signed_out(fields: Fields, door: RedirectResponse, language: Language) -> Response:
    """Give back what was typed by somebody whose sign-in ended meanwhile, and show the door."""
    copy = _copy(fields, language)
    if not copy:
        return door
    inside = note(_SIGNED_OUT, language, "bad") + copy
    place = text(door.headers["location"])  # quoted already
    inside += f'<p><a class="go" href="{place}">{_SIGN_IN.within(language)}</a></p>'
    return page("", inside, language, "/cards", 401)


def _copy(fields: Fields, language: Language) -> str:
    typed = card_fields.copied(fields)
    return to_copy(Typed("comment", typed), language) if typed else ""


def _name(department: str) -> str:
    """Return a department's name as a directory writes it."""
    try:
        return one_line(department)
    except ValueError:
        raise UnknownError(shown(department)) from None
