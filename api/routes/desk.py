"""The pages where people decide. GET shows and changes nothing; only a person's POST decides."""

import contextlib
import dataclasses
import datetime as dt
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import RedirectResponse, Response
from temporalio.service import RPCError

from api.attempts import Attempt, DecidingPage
from api.callers import Caller, ForbiddenError, require
from api.decisions import decide
from api.elsewhere import from_elsewhere, from_here
from api.footing import Footing, On
from api.forms import is_own_form
from api.inputs import DecisionForm, SuggestionId
from api.methods import is_read
from api.pages import decision as decision_page
from api.pages import inbox as inbox_page
from api.pages.forms import VERBS, Typed, to_copy
from api.pages.forms import Form as Carried
from api.pages.frame import attribute, note, page
from api.pages.language import Lang, chosen, kept
from api.pages.support import support_part, team_takes
from api.problems import AGAIN, away, problem_of
from api.route import own_id
from api.routes.own import person_or_door
from api.seeing_suggestion import SuggestionSeen, see_suggestion
from api.supporting import behind
from domain.errors import BadInputError, RefusedError, UnknownError
from domain.text import Bilingual, Language
from domain.wording import VERB_NAMES
from store import listings, openings
from store.listings import Wanted

router = APIRouter(include_in_schema=False, route_class=DecidingPage)
TOKEN_SECONDS = 3600
_SUPPORTED = ("team:", "resource:")
_SHOWN = 100
_ELSEWHERE = Bilingual(
    en="this was sent from another site; nothing was decided",
    zh="请求来自其他网站，未作任何决定",
)

_SIGNED_OUT = Bilingual(
    en="You are not signed in any more; nothing was decided. Copy what you typed, and sign in.",
    zh="您的登录已失效，未作任何决定。请先复制填写的内容，再重新登录。",
)
_SIGN_IN = Bilingual(en="Sign in", zh="登录")


def _who(person: Caller) -> tuple[str, bool]:
    """Return who reads a page, and whether that was proved."""
    return person.account, person.verified


@router.get("/")
async def inbox(on: On, request: Request, lang: Lang = None) -> Response:
    """Show what waits for whoever is signed in."""
    person = await person_or_door(request)
    if isinstance(person, RedirectResponse):
        return person
    language = chosen(request, lang)
    wanted = Wanted(state="pending", approver=person.account)
    rows = await listings.listings(on.store, wanted, _SHOWN)
    inside = inbox_page.inbox(rows, language)
    return kept(page("", inside, language, "/", 200, *_who(person)), lang)


@router.get("/d/{id}")
async def show(
    id: SuggestionId,
    on: On,
    request: Request,
    lang: Lang = None,
    said: Annotated[str | None, Query(max_length=32)] = None,
) -> Response:
    """Show a suggestion and, to whoever is asked, the buttons."""
    person = await person_or_door(request)
    if isinstance(person, RedirectResponse):
        return person
    language = chosen(request, lang)
    above = ""
    if said in VERBS:
        name = VERB_NAMES[said]
        done = Bilingual(en=f"Recorded: {name.en}.", zh=f"已记录：{name.zh}。")
        above = note(done, language, "good")
    return kept(await _shown(on, person, id, language, above, read=is_read(request.scope)), lang)


async def _shown(
    on: Footing,
    person: Caller,
    id: str,
    language: Language,
    above: str = "",
    status: int = 200,
    read: bool = True,
    typed: Typed | None = None,
) -> Response:
    try:
        await require(on.store, person, "read", id.partition(":")[0])
        seen = await see_suggestion(on.connection, id)
    except BadInputError as error:
        return _refused(error.sentence, problem_of(error)[0], id, person, language, typed)
    if read and seen.suggestion and person.scopes is None:
        now = dt.datetime.now(dt.UTC)
        await openings.note_opening(on.store, id, seen.suggestion.revision, person.account, now)
    form = Carried(secrets.token_urlsafe(12), person.csrf or "", _token(on, person, seen), typed)
    about = await _support(on, seen, language)
    inside = above + decision_page.decision(seen, person.account, form, language, about)
    title = seen.suggestion.title if seen.suggestion else id
    return page(title, inside, language, f"/d/{id}", status, *_who(person))


async def _support(on: Footing, seen: SuggestionSeen, language: Language) -> str:
    """Return the part about leadership support, where a team or the support itself is decided."""
    home, _, rest = seen.id.partition(":")
    if not rest.startswith(_SUPPORTED):
        return ""
    standing, support = await behind(on.store, home)
    takes = team_takes(seen.suggestion, support, language)
    return support_part(standing, support, language, takes, seen.names)


def _refused(
    sentence: Bilingual,
    status: int,
    id: str,
    person: Caller,
    language: Language,
    typed: Typed | None = None,
) -> Response:
    inside = note(sentence, language, "bad") + (to_copy(typed, language) if typed else "")
    answer = page("", inside, language, f"/d/{id}", status, *_who(person))
    if status == 503:
        answer.headers["retry-after"] = str(AGAIN)
    return answer


def _token(on: Footing, person: Caller, seen: SuggestionSeen) -> str:
    """Return the token that this page decides with: for this person, this text, once, for an hour.

    It decides nothing by itself: whoever sends it must be signed in as the person that it names.
    """
    text = seen.suggestion
    if not person.verified or on.key is None or text is None or seen.status != "pending":
        return ""
    return on.key().bound(
        seen.id, person.account, text.revision, text.fingerprint, VERBS, TOKEN_SECONDS
    )


@router.post("/d/{id}")
async def send(
    id: SuggestionId, on: On, request: Request, form: Annotated[DecisionForm, Form()]
) -> Response:
    """Decide as whoever is signed in, on the text that the form was shown with."""
    person, language = await person_or_door(request), chosen(request)
    if isinstance(person, RedirectResponse):
        typed, door = _typed(request, None, form), person.headers["location"]
        return _signed_out(typed, door, id, language) if typed else person
    ours = own_id("page", person.account, form.nonce)
    typed = _typed(request, person, form)
    try:
        async with Attempt(on, person, id, ours, "page").kept(form.model_dump()):
            if from_elsewhere(request) or not is_own_form(person, form.csrf):
                raise RefusedError(_ELSEWHERE, code="elsewhere")
            decision = form.decision
        await decide(on, person, id, decision, None, ours, "page", form.token or None)
    except (ForbiddenError, UnknownError) as error:  # said also while nobody can show the text
        return _refused(error.sentence, problem_of(error)[0], id, person, language, typed)
    except BadInputError as error:
        return await _answered(on, person, id, language, error, typed)
    except (RPCError, SQLAlchemyError) as error:
        return _refused(away(error)[1], 503, id, person, language, typed)
    return RedirectResponse(f"/d/{id}?said={form.verb}", 303, {"cache-control": "no-store"})


def _signed_out(typed: Typed, door: str, id: str, language: Language) -> Response:
    """Give back what was typed by somebody whose sign-in ended meanwhile, and show the door."""
    inside = note(_SIGNED_OUT, language, "bad") + to_copy(typed, language)
    inside += f'<p><a class="go" href="{attribute(door)}">{_SIGN_IN.within(language)}</a></p>'
    return page("", inside, language, f"/d/{id}", 401)


def _typed(request: Request, person: Caller | None, form: DecisionForm) -> Typed | None:
    """Return what a person typed, to give it back; never the words of another site."""
    ours = from_here(request) or (person is not None and is_own_form(person, form.csrf))
    if not ours or from_elsewhere(request) or not form.comment.strip():
        return None
    return Typed(form.verb, form.comment, form.to, form.nonce, form.item)


async def _answered(
    on: Footing,
    person: Caller,
    id: str,
    language: Language,
    error: BadInputError,
    typed: Typed | None,
) -> Response:
    """Say why it was refused, above the text as it stands and with what the person typed."""
    status, code = problem_of(error)
    if typed and code != "not_yet":  # it never counts under that nonce
        typed = dataclasses.replace(typed, nonce="")
    above = note(error.sentence, language, "bad")
    with contextlib.suppress(RPCError, SQLAlchemyError):  # the refusal is what they came for
        return await _shown(on, person, id, language, above, status, typed=typed)
    return _refused(error.sentence, status, id, person, language, typed)
