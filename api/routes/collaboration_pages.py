"""The pages of collaborations: the list of those that somebody may read, and how one stands."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from api.callers import readable, require
from api.footing import On
from api.inputs import CollaborationId
from api.pages import collaboration as pages
from api.pages.frame import page
from api.pages.language import Lang, chosen, kept
from api.routes.own import person_or_door
from api.seeing import see
from api.supporting import leadership_of_each
from store import collaborations, people

router = APIRouter(include_in_schema=False, prefix="/c")
_SHOWN = 50


@router.get("")
async def listed(on: On, request: Request, lang: Lang = None) -> Response:
    """List the collaborations that the reader may read, those without support in red."""
    person = await person_or_door(request)
    if isinstance(person, RedirectResponse):
        return person
    language = chosen(request, lang)
    rows = await collaborations.page(on.store, _SHOWN, None, await readable(on.store, person))
    found = list(map(pages.Listed, rows, await leadership_of_each(on.store, rows)))
    inside, title = pages.collaborations(found, language), pages.TITLE.within(language)
    return kept(page(title, inside, language, "/c", 200, person.account, person.verified), lang)


@router.get("/{id}")
async def show(id: CollaborationId, on: On, request: Request, lang: Lang = None) -> Response:
    """Show how a collaboration stands, and what of its support is spent and left."""
    person = await person_or_door(request)
    if isinstance(person, RedirectResponse):
        return person
    await require(on.store, person, "read", id)
    language = chosen(request, lang)
    seen = await see(on.connection, id)
    shown = {*(seen.support.accepted_by if seen.support else ())}
    shown |= {seen.brief.sponsor} if seen.brief else set()
    found = await people.those(on.store, id, sorted(shown))
    names = {one.account: one.name for one in found.people}
    inside = pages.collaboration(seen, language, names)
    title = seen.brief.title if seen.brief else id
    answer = page(title, inside, language, f"/c/{id}", 200, person.account, person.verified)
    return kept(answer, lang)
