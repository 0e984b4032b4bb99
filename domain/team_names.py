"""Whom a request means: exclusions and links name people by account, or by a name that is one's."""

from collections import Counter
from collections.abc import Iterator

from domain.problems import Location, Problem, shown
from domain.shape import nearest
from domain.team_request import TeamRequest
from domain.text import Bilingual


class Names:
    """What each name of a request stands for."""

    def __init__(self, request: TeamRequest) -> None:
        often = Counter(person.name for person in request.people)
        self.people = {one.name: one.key for one in request.people if often[one.name] == 1}
        self.people |= {one.key: one.key for one in request.people}
        self.shared = {name for name, times in often.items() if times > 1} - set(self.people)
        self.departments = {person.department for person in request.people}


def named(request: TeamRequest) -> TeamRequest:
    """Return the request with accounts in the place of names; who is unknown stays as written."""
    people = Names(request).people

    def key(name: str) -> str:
        return people.get(name, name)

    exclude = tuple(tuple(sorted(set(map(key, one)))) for one in request.require.exclude)
    links = (
        link.model_copy(update={"a": key(link.a), "b": key(link.b)})
        for link in request.communication
    )
    return request.model_copy(
        update={
            "require": request.require.model_copy(update={"exclude": exclude}),
            "communication": tuple(links),
            "previous": tuple(map(key, request.previous)),
        }
    )


def strangers(request: TeamRequest) -> Iterator[Problem]:
    """Say which exclusions and links name nobody, more than one person, or the same one twice.

    A member of an earlier team may have left: `previous` may name anybody.
    """
    names = Names(request)
    for place, one in enumerate(request.require.exclude):
        at: Location = ("require", "exclude", place)
        for inner, name in enumerate(one):
            if name not in names.people:
                yield _stranger((*at, inner) if len(one) > 1 else at, name, names)
    for place, link in enumerate(request.communication):
        for end, name in (("a", link.a), ("b", link.b)):
            if name not in names.people and name not in names.departments:
                yield _stranger(("communication", place, end), name, names)
        if names.people.get(link.a, link.a) == names.people.get(link.b, link.b):
            yield Problem(location=("communication", place, "b"), sentence=SAME)


SAME = Bilingual(
    en="is the same as a; a cost is between two people, or two departments",
    zh="与 a 相同；沟通成本应填写在两个不同的人或部门之间",
)


def _stranger(location: Location, name: str, names: Names) -> Problem:
    if name in names.shared:
        sentence = Bilingual(
            en=f"more than one person is called “{shown(name)}”; write the account",
            zh=f"叫「{shown(name)}」的不止一人，请填写账号",
        )
        return Problem(location=location, sentence=sentence)
    known = [*names.people, *(names.departments if location[0] == "communication" else ())]
    near = nearest(name, sorted(known)) if len(known) <= 2_000 else None
    sentence = Bilingual(
        en=f"nobody in people is called “{shown(name)}”"
        + (f"; did you mean “{near}”?" if near else ""),
        zh=f"people 中没有「{shown(name)}」" + (f"，是不是「{near}」？" if near else ""),
    )
    return Problem(location=location, sentence=sentence)
