"""A charter of three departments and its directory, for tests of who is lost and who follows."""

import datetime as dt
from decimal import Decimal
from typing import Any

from domain.charter import Charter
from domain.composing import compose
from domain.departure import Departure
from domain.directory import Absence, Directory, Person
from domain.items import Body, KeyResult, Liaison, Member, Practice, Role
from domain.suggestion import DraftItem, Item

ON = dt.date(2026, 3, 2)
PEOPLE = (
    Person(account="sun", name="Sun", department="Board", head=True),
    Person(account="ana", name="Ana", department="Sales", head=True, superior="sun"),
    Person(account="al", name="Al", department="Sales", skills={"python": 3}, hours=6),
    Person(account="ada", name="Ada", department="Sales", skills={"python": 4, "sql": 2}, hours=4),
    Person(account="bo", name="Bo", department="Legal", head=True, superior="sun"),
    Person(account="bea", name="Bea", department="Legal", hours=5),
    Person(account="cy", name="Cy", department="Ops", head=True, superior="sun"),
)
DIRECTORY = Directory(people=PEOPLE)
GONE = Departure(account="al", cause="gone")


def without(*accounts: str) -> Directory:
    """Return the directory once these people have left."""
    return Directory(people=tuple(one for one in PEOPLE if one.account not in accounts))


def changed(account: str, **fields: Any) -> Directory:
    """Return the directory with one person's fields changed."""
    return Directory(
        people=tuple(
            one.model_copy(update=fields) if one.account == account else one for one in PEOPLE
        )
    )


def away(days: int, begins: int = 0) -> tuple[Absence, ...]:
    """Return one absence of so many days, beginning so many days from `ON`."""
    start = ON + dt.timedelta(days=begins)
    return (Absence(start=start, end=start + dt.timedelta(days=days)),)


def member(account: str, lead: bool = False, **fields: Any) -> Member:
    """Return somebody of the team."""
    one = DIRECTORY.person(account)
    assert one
    own = {"name": one.name, "department": one.department, "hours": 4}
    return Member.model_validate({"account": account, "lead": lead} | own | fields)


def items(*bodies: Body) -> tuple[Item, ...]:
    """Return the items of these bodies, as they were approved."""
    return compose([DraftItem(body=body, cites=("need",)) for body in bodies], DIRECTORY, {})


ROWS: tuple[Body, ...] = (
    Role(deliverable="baseline", accountable="al", responsible=("bea",), informed=("cy",)),
    Role(deliverable="contracts", accountable="bo", responsible=("al", "bea"), consulted=("ana",)),
    Role(deliverable="report", accountable="cy", responsible=("cy",), consulted=("al",)),
)


def team(one: Charter) -> list[Member | Liaison]:
    """Return the people of a charter's team."""
    return [item.body for item in one.team if isinstance(item.body, Member | Liaison)]


def charter(*rows: Body) -> Charter:
    """Return a charter in which Al leads the team and has a place in every part."""
    result = KeyResult(
        text="24 days",
        measure="lead",
        unit="days",
        better="lower",
        baseline=Decimal("31"),
        target=Decimal("24"),
        current=Decimal("29"),
        weight=1000,
        due=dt.date(2026, 9, 30),
        owner="al",
        source="measures.csv",
        affects=("Sales", "Legal"),
    )
    speaks = Liaison(account="cy", name="Cy", department="Ops")
    return Charter(
        collaboration="onboarding-1",
        title="Faster",
        language="en",
        team=items(member("al", lead=True, covers=("python",)), member("bea"), speaks),
        roles=items(*(rows or ROWS)),
        goals=items(result),
        cadence=items(
            Practice(form="meeting", title="weekly", text="one hour", owner="al", every_days=7)
        ),
    )
