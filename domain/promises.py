"""Hours a week that people have promised to other collaborations: approved teams that go on."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from domain.charter import Charter
from domain.charter_parts import Parts
from domain.items import Member
from domain.team_people import RequestedPerson
from domain.team_request import TeamRequest
from domain.text import Frozen, Line


class Promise(Frozen):
    """Hours a week of one person that an approved team of another collaboration counts on.

    Its title is not among this: whoever reads how busy somebody is may not see that collaboration.
    `title` is read in facts of earlier versions only.
    """

    collaboration: str
    hours: int
    title: Line | None = Field(default=None, exclude=True)


Promises = Mapping[str, Sequence[Promise]]
"""By account."""
MOST_HOURS = 168
"""Of a week."""


def promises_of(charters: Iterable[Charter]) -> dict[str, tuple[Promise, ...]]:
    """Return what the members of approved teams have promised, by account.

    A liaison speaks for a department and promises no hours.
    """
    found: dict[str, tuple[Promise, ...]] = {}
    for charter in charters:
        for item in charter.team:
            if isinstance(item.body, Member):
                one = Promise(collaboration=charter.collaboration, hours=item.body.hours)
                found[item.body.account] = (*found.get(item.body.account, ()), one)
    return found


def members_of(charter: Parts) -> tuple[str, ...]:
    """Return the accounts of those on whose hours a charter's team counts."""
    bodies = (item.body for item in charter.team)
    return tuple(dict.fromkeys(body.account for body in bodies if isinstance(body, Member)))


def promised_hours(promises: Iterable[Promise]) -> int:
    """Return the hours a week of several promises together."""
    return sum(one.hours for one in promises)


def elsewhere(many: int) -> tuple[str, str]:
    """Word in English and in Chinese to whom hours are promised, and name no title."""
    if many == 1:
        return "another collaboration", "另一协作"
    return f"{many} other collaborations", f"另外 {many} 项协作"


def less_promised(request: TeamRequest, promises: Promises) -> TeamRequest:
    """Return the request with promises added to what it says its people have promised already."""

    def left(person: RequestedPerson) -> RequestedPerson:
        more = promised_hours(promises.get(person.account or "", ()))
        promised = min(MOST_HOURS, person.promised + more)
        return person.model_copy(update={"promised": promised}) if more else person

    return request.model_copy(update={"people": tuple(map(left, request.people))})
