"""Who is lost to a charter: they have left, or are away for long with nobody there for them."""

import datetime as dt

from domain.absences import away
from domain.charter_parts import Parts
from domain.departure import Departure
from domain.directory import Directory
from domain.matrix_checks import uncovered
from domain.role_gap_facts import Cause
from domain.role_matrix import MatrixPerson
from domain.rosters import contacts, roster_of
from domain.succession import named
from domain.work import Work

LONG = dt.timedelta(days=28)
"""An absence of this length has others take over; a shorter one is over before they could."""


def cause_of(account: str, directory: Directory, on: dt.date) -> Cause | None:
    """Say why somebody is lost on a day; None when they are there, or a deputy is."""
    person = directory.person(account)
    if person is None:
        return "gone"
    absence = away(person, on)
    if absence is None or absence.end - on < LONG:
        return None
    roster = roster_of(contacts(directory, on))
    this = MatrixPerson(
        name=person.name,
        department=person.department,
        account=person.account,
        deputy=person.deputy,
        absences=(absence,),
    )
    return "away" if uncovered(this, roster, Work(on)) else None


def lost(charter: Parts, directory: Directory, on: dt.date) -> tuple[Departure, ...]:
    """Return everybody who has a place in a charter and is lost on a day.

    Of an empty directory nobody is: it was not read, or not yet.
    """
    if not directory.people:
        return ()
    found = ((account, cause_of(account, directory, on)) for account in named(charter))
    return tuple(Departure(account=account, cause=why) for account, why in found if why)
