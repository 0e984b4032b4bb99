"""Places of a person in the charter, and the charter once others have taken them over (接任)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from domain.charter_parts import Parts
from domain.composing import recompose, remade
from domain.directory import Directory, Person
from domain.errors import BadInputError
from domain.items import Body, KeyResult, Liaison, Member, Part, Practice, Role, Succession
from domain.suggestion import Item
from domain.text import Frozen, Line

PEOPLED = ("team", "roles", "goals", "cadence")
"""The parts of a charter in which people have places."""


class Place(Frozen):
    """One place of somebody: their `part` in the item `target`, which is `about` something."""

    target: str
    part: Part
    about: Line


def peopled(charter: Parts) -> tuple[Item, ...]:
    """Return the items of a charter in which people have places."""
    return (*charter.team, *charter.roles, *charter.goals, *charter.cadence)


def named(charter: Parts) -> tuple[str, ...]:
    """Return everybody who has a place in a charter, each once."""
    found = (account for item in peopled(charter) for account, _ in holders(item.body))
    return tuple(dict.fromkeys(found))


def places(charter: Parts, account: str) -> tuple[Place, ...]:
    """Return every place that somebody has in a charter, in its order."""
    return tuple(
        Place(target=item.id, part=part, about=_about(item.body))
        for item in peopled(charter)
        for holder, part in holders(item.body)
        if holder == account
    )


def holders(body: Body) -> Iterator[tuple[str, Part]]:
    """Yield who has which part in an item."""
    match body:
        case Member() | Liaison():
            yield body.account, body.type
        case Role():
            yield body.accountable, "accountable"
            yield from ((one, "responsible") for one in body.responsible)
            yield from ((one, "consulted") for one in body.consulted)
            yield from ((one, "informed") for one in body.informed)
        case KeyResult() | Practice():
            yield body.owner, "owner"


def _about(body: Body) -> str:
    match body:
        case Member() | Liaison():
            return body.department
        case Role():
            return body.deliverable
        case Practice():
            return body.title
        case KeyResult():
            return body.text
    raise AssertionError(body.type)


def home_of(charter: Parts, account: str, directory: Directory) -> str | None:
    """Return somebody's department; of who has gone from the directory, what the charter tells.

    A row tells it where it touches a department that none of its other people is from, or that has
    no head any more.
    """
    if person := directory.person(account):
        return person.department
    hints: Counter[str] = Counter()
    for item in peopled(charter):
        parts = {part for holder, part in holders(item.body) if holder == account}
        if parts & {"member", "liaison"}:
            return item.departments[0]
        if parts & {"accountable", "responsible", "owner"}:
            others = {
                other.department
                for holder, _ in holders(item.body)
                if holder != account and (other := directory.person(holder))
            }
            own = [name for name in item.departments if name not in others]
            headless = [name for name in item.departments if directory.head_of(name) is None]
            hints.update(own or headless or item.departments)
    return next((name for name, _ in hints.most_common(1)), None)


def taken_over(
    items: Sequence[Item], steps: Iterable[Succession], directory: Directory
) -> tuple[Item, ...]:
    """Return the items of one part of a charter, each place with who takes it over.

    A place that is no longer the lost person's stays as it is. Raises BadInputError when a
    successor is not in the directory any more.
    """
    standing = {item.id: item for item in items}
    for step in steps:
        old = standing.get(step.target)
        if old is None or (step.lost, step.part) not in holders(old.body):
            continue
        person = directory.person(step.successor)
        if person is None:
            raise BadInputError(
                f"{step.successor}, who was to take over, is not in the directory any more",
                f"接任人「{step.successor}」已不在人员名录中",
            )
        cites = (_cite(cite, step) for cite in old.cites)
        old = old.model_copy(update={"cites": tuple(dict.fromkeys(cites))})
        if isinstance(old.body, Member | Liaison):
            standing = _joined(standing, old, old.body, person, step.reason)
        else:
            standing[old.id] = _renewed(old, _replaced(old.body, step), directory)
    return tuple(standing.values())


def _cite(cite: str, step: Succession) -> str:
    return f"person:{step.successor}" if cite == f"person:{step.lost}" else cite


def _replaced(body: Body, step: Succession) -> Body:
    if isinstance(body, KeyResult | Practice):
        return body.model_copy(update={"owner": step.successor})
    if isinstance(body, Role):
        return in_row(body, step)
    return body


def in_row(row: Role, step: Succession) -> Role:
    """Return a row of roles with the successor in it; nobody stands in two columns of advice."""
    if step.part == "accountable":
        row = row.model_copy(update={"accountable": step.successor})
    else:
        column: tuple[str, ...] = getattr(row, step.part)
        here = tuple(step.successor if one == step.lost else one for one in column)
        row = row.model_copy(update={step.part: tuple(dict.fromkeys(here))})
    doing = {row.accountable, *row.responsible}
    consulted = _but(row.consulted, step.successor in doing, step.successor)
    known = step.successor in {*doing, *consulted}
    informed = _but(row.informed, known, step.successor)
    return row.model_copy(update={"consulted": consulted, "informed": informed})


def _but(column: tuple[str, ...], drop: bool, account: str) -> tuple[str, ...]:
    return tuple(one for one in column if not (drop and one == account))


def _renewed(old: Item, body: Body, directory: Directory) -> Item:
    """Return the item with its departments computed anew, as far as its people are known.

    Where somebody else in it is lost too, their department stays until they are followed.
    """
    asked = {"consulted": (), "informed": ()} if isinstance(body, Role) else {}
    doing = body.model_copy(update=asked)
    try:
        departments = recompose(old, doing, directory, {}).departments
    except BadInputError:
        homes = [one.department for a, _ in holders(doing) if (one := directory.person(a))]
        departments = tuple(dict.fromkeys((*old.departments, *homes)))
    return remade(old, body, departments)


def _joined(
    standing: dict[str, Item], old: Item, body: Member | Liaison, person: Person, reason: str
) -> dict[str, Item]:
    """Put a person in a team place; who is in the team already takes it on beside their own."""
    member, liaison = (standing.get(f"{sort}:{person.account}") for sort in ("member", "liaison"))
    own = member or liaison
    if isinstance(body, Liaison) and own:
        return {key: item for key, item in standing.items() if key != old.id}
    there = member.body if member and isinstance(member.body, Member) else None
    made = (
        _member(body, person, reason, there)
        if isinstance(body, Member)
        else _liaison(person, reason)
    )
    new = remade(old, made, (person.department,), f"{made.type}:{person.account}")
    if member:
        new = remade(member, made, member.departments)
    found: dict[str, Item] = {}
    for key, item in standing.items():
        if key == (member.id if member else old.id):
            found[new.id] = new
        elif key not in (old.id, own.id if own else ""):
            found[key] = item
    return found


def _member(body: Member, person: Person, reason: str, there: Member | None) -> Member:
    """Return the member who follows another: with the skills of theirs that this one has too."""
    covers = [skill for skill in body.covers if person.skills.get(skill)]
    if there:
        own = tuple(dict.fromkeys((*there.covers, *covers)))
        return there.model_copy(update={"covers": own, "lead": there.lead or body.lead})
    return Member(
        account=person.account,
        name=person.name,
        department=person.department,
        hours=body.hours,
        covers=tuple(covers),
        lead=body.lead,
        reason=reason,
    )


def _liaison(person: Person, reason: str) -> Liaison:
    return Liaison(
        account=person.account, name=person.name, department=person.department, reason=reason
    )
