"""The people and rows of a collaboration as the rules of a role matrix see them."""

import datetime as dt
from collections.abc import Iterable

from domain.directory import Contact, Directory
from domain.items import Role
from domain.matrix_checks import Roster, uncovered
from domain.role_matrix import MatrixPerson
from domain.role_rules import Row
from domain.work import Work


def roster_of(people: Iterable[Contact]) -> Roster:
    """Return those people as the rules call them: by account, or by a name that only one has."""
    return Roster(
        tuple(
            MatrixPerson(
                name=one.name,
                department=one.department,
                account=one.account,
                deputy=one.deputy,
                absences=one.absences,
            )
            for one in people
        )
    )


def contacts(directory: Directory, on: dt.date) -> tuple[Contact, ...]:
    """Return everybody of a directory: when they will be away, from a day on, and their deputy."""
    return tuple(
        Contact(
            account=one.account,
            name=one.name,
            department=one.department,
            deputy=one.deputy,
            absences=tuple(absence for absence in one.absences if absence.end >= on),
        )
        for one in directory.people
    )


def row_of(item: str, body: Role, departments: tuple[str, ...] = ()) -> Row:
    """Return a row of the charter, or of a draft of it, as the rules see it."""
    return Row(
        id=item,
        deliverable=body.deliverable,
        responsible=body.responsible,
        accountable=(body.accountable,),
        consulted=body.consulted,
        informed=body.informed,
        departments=departments,
    )


def uncovered_among(some: Iterable[Contact], directory: Directory, work: Work) -> tuple[str, ...]:
    """Return which of these are away while the work goes on, with nobody who is there for them."""
    roster = roster_of(contacts(directory, work.first))
    found = {one.account: roster.person(one.account) for one in some}
    said = {key: uncovered(one, roster, work) for key, one in found.items() if one}
    return tuple(key for key, one in said.items() if one and one.severity == "error")
