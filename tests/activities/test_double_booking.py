"""Who looks again when a team changes, and what an import of people makes of promised hours."""

from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.double_booking import let_look, shares_somebody
from activities.ground import Ground
from api.losses import booked_everywhere, missed
from domain.charter import Charter
from domain.composing import compose
from domain.directory import Directory, Person
from domain.items import Member
from domain.suggestion import DraftItem
from store.charters import keep_charter
from store.collaborations import close_collaboration, keep_collaboration, keep_summary
from store.people import directory, keep_directory, those
from tests.store.samples import NOW, brief

NAMES = ("li.na", "bo", "ana", "dee", "ghost")


class Home:
    """Stands for Temporal: remembers who was signalled, and fails as it was told to."""

    def __init__(self, fails: RPCStatusCode | None = None) -> None:
        self.heard: list[tuple[str, str, str]] = []
        self._fails, self._id = fails, ""

    def get_workflow_handle(self, id: str) -> "Home":
        self._id = id
        return self

    async def signal(self, name: str, key: str) -> None:
        if self._fails:
            raise RPCError("away", self._fails, b"")
        self.heard.append((self._id, name, key))


def people(**hours: int) -> Directory:
    found = [Person(account=a, name=a, department="交付部", hours=hours.get(a, 8)) for a in NAMES]
    return Directory(people=tuple(found))


async def begun(engine: AsyncEngine, id: str, *teams: tuple[str, ...]) -> Charter:
    """Keep a collaboration whose team was these, one after another, each with 4 hours a week."""
    await keep_collaboration(engine, brief(id=id), NOW)
    await keep_summary(engine, id, {"workflow": f"collaboration:{id}"})
    made = Charter(collaboration=id, title=id, language="zh")
    for revision, team in enumerate(teams, start=1):
        members = [Member(account=a, name=a, department="交付部", hours=4) for a in team]
        items = compose([DraftItem(body=one) for one in members], people(), {})
        made = Charter(collaboration=id, title=id, language="zh", revision=revision, team=items)
        text = made.model_dump_json()
        await keep_charter(engine, id, revision, text, "f", f"{id}:team:{revision}", NOW)
    return made


@pytest.fixture
async def changed(engine: AsyncEngine) -> Charter:
    """One team that Li Na has left, and others with whom it shares, or shared, somebody."""
    await keep_directory(engine, "", people())
    await begun(engine, "with-li", ("li.na",))
    await begun(engine, "with-bo", ("bo", "dee"))
    await begun(engine, "with-nobody", ("dee",))
    await begun(engine, "closed", ("bo",))
    await close_collaboration(engine, "closed", {}, NOW)
    return await begun(engine, "own", ("li.na", "bo"), ("bo", "ana"))


async def test_who_shares_somebody_with_a_team_as_it_is_or_was_looks_again(
    engine: AsyncEngine, changed: Charter
) -> None:
    home = Home()
    ground = Ground(engine=engine, root=Path())
    await let_look(ground, cast(Client, home), changed, "own:role_gap:1")
    assert {one for one, _, _ in home.heard} == {
        f"collaboration:{id}" for id in ("own", "with-li", "with-bo")
    }
    assert {name for _, name, _ in home.heard} == {"hours_promised"}
    (key,) = {key for _, _, key in home.heard}
    assert "own" not in key
    assert await shares_somebody(engine, changed)
    assert not await shares_somebody(engine, await begun(engine, "alone", ("ghost",)))


@pytest.mark.parametrize("status", [RPCStatusCode.NOT_FOUND, RPCStatusCode.UNAVAILABLE])
async def test_one_that_has_ended_is_passed_over_and_a_server_that_is_away_is_asked_again(
    engine: AsyncEngine, changed: Charter, status: RPCStatusCode
) -> None:
    look = let_look(Ground(engine=engine, root=Path()), cast(Client, Home(status)), changed, "x")
    if status is RPCStatusCode.NOT_FOUND:
        await look
    else:
        with pytest.raises(RPCError):
            await look


async def test_an_import_says_whom_it_leaves_promised_twice_and_whom_no_longer(
    engine: AsyncEngine,
) -> None:
    await keep_directory(engine, "", people(bo=5))
    for id in ("a", "b"):
        await begun(engine, id, ("li.na", "bo"))
    await begun(engine, "c", ("dee",))
    before = await booked_everywhere(engine, "")
    await keep_directory(engine, "", people(**{"li.na": 7}))
    found: list[dict[str, Any]] = [one.model_dump() for one in await missed(engine, "", before)]
    own: dict[str, Any] = {"accounts": (), "told": False}
    own |= {"double_booked": ("li.na",), "settled": ("bo",)}
    assert found == [{"collaboration": id, **own} for id in ("a", "b")]
    again = await booked_everywhere(engine, "")
    assert await missed(engine, "", again) == ()
    assert await missed(engine, "b", again) == ()
    await keep_directory(engine, "", people())
    (own_only,) = await missed(engine, "b", again)
    assert (own_only.double_booked, own_only.settled) == ((), ("li.na",))


async def test_some_people_are_those_whom_the_whole_list_has(engine: AsyncEngine) -> None:
    await keep_directory(engine, "", people(bo=3))
    own = Directory(people=people(bo=9).people[1:])
    await keep_directory(engine, "own", own)
    for scope, here in (("own", ["bo"]), ("other", ["li.na", "bo"])):
        whole = await directory(engine, scope)
        some = await those(engine, scope, ["bo", "li.na", "nobody"])
        assert [one.account for one in some.people] == here
        assert all(whole.person(one.account) == one for one in some.people)
