import datetime as dt
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.charter import Charter
from domain.composing import compose
from domain.directory import Directory, Person
from domain.items import Body, Liaison, Member
from domain.promises import Promise, promised_hours, promises_of
from domain.suggestion import DraftItem
from store import charters, collaborations
from store.promises import open_charters
from tests.approvals import brief

AT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
DIRECTORY = Directory(
    people=(
        Person(account="li.na", name="李娜", department="法务部"),
        Person(account="bo", name="Bo", department="Ops"),
    )
)


def member(hours: int, account: str = "li.na") -> Member:
    person = DIRECTORY.person(account)
    assert person
    return Member(account=account, name=person.name, department=person.department, hours=hours)


async def approved(engine: AsyncEngine, id: str, revision: int, team: Sequence[Body]) -> None:
    """A collaboration with a charter that has this team."""
    await collaborations.keep_collaboration(engine, brief(id=id, title=f"Title of {id}"), AT)
    items = compose([DraftItem(body=body) for body in team], DIRECTORY, {})
    charter = Charter(
        collaboration=id, title=f"Title of {id}", language="en", revision=revision, team=items
    )
    body, made_by = charter.model_dump_json(), f"{id}:team:{revision}"
    await charters.keep_charter(engine, id, revision, body, charter.fingerprint, made_by, AT)


async def promised(engine: AsyncEngine, besides: str | None = None) -> dict[str, list[str]]:
    found = promises_of(await open_charters(engine, besides))
    return {
        account: [f"{one.collaboration} {one.hours}" for one in promises]
        for account, promises in found.items()
    }


async def test_hours_of_every_team_that_goes_on_are_promised(engine: AsyncEngine) -> None:
    await approved(engine, "a", 1, [member(4), member(2, "bo")])
    await approved(engine, "b", 1, [member(16)])
    assert await promised(engine) == {"li.na": ["a 4", "b 16"], "bo": ["a 2"]}
    assert await promised(engine, besides="b") == {"li.na": ["a 4"], "bo": ["a 2"]}


async def test_only_the_newest_charter_counts(engine: AsyncEngine) -> None:
    await approved(engine, "a", 1, [member(4), member(2, "bo")])
    await approved(engine, "a", 2, [member(6)])
    assert await promised(engine) == {"li.na": ["a 6"]}


async def test_what_is_closed_holds_nobody(engine: AsyncEngine) -> None:
    await approved(engine, "a", 1, [member(4)])
    await collaborations.close_collaboration(engine, "a", {"by": "bo"}, AT)
    assert await promised(engine) == {}


async def test_a_liaison_promises_no_hours(engine: AsyncEngine) -> None:
    await approved(engine, "a", 1, [Liaison(account="li.na", name="李娜", department="法务部")])
    assert await promised(engine) == {}
    assert await open_charters(engine, besides="a") == []


def test_several_promises_add_up() -> None:
    some = [Promise(collaboration=id, hours=hours) for id, hours in (("a", 4), ("b", 3))]
    assert promised_hours(some) == 7
    assert promised_hours([]) == 0
