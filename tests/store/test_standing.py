import dataclasses
import datetime as dt
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.directory import Directory, Person
from store.charters import keep_charter
from store.collaborations import keep_collaboration
from store.listings import keep_listing
from store.people import keep_directory
from store.standing import standing, standings
from tests.store.samples import LATER, NOW, brief
from tests.store.test_listings import listed

HERE = brief().id
INSIDE = brief().departments[0]
OUTSIDE = "采购部"


def person(account: str, department: str, head: bool = False) -> Person:
    return Person(account=account, name=account, department=department, head=head)


async def begun(engine: AsyncEngine) -> None:
    await keep_collaboration(engine, brief(), NOW)


async def seen(engine: AsyncEngine, account: str) -> tuple[str | None, bool]:
    found = await standing(engine, HERE, account)
    assert found is not None
    return found.department, found.is_head


async def test_a_collaboration_that_nobody_began_has_no_standing(engine: AsyncEngine) -> None:
    await keep_directory(engine, "", Directory(people=(person("li.na", INSIDE),)))
    assert await standing(engine, HERE, "li.na") is None


async def test_only_the_first_head_of_a_department_is_its_head(engine: AsyncEngine) -> None:
    await begun(engine)
    heads = [person("first", INSIDE, head=True), person("second", INSIDE, head=True)]
    people = (person("plain", INSIDE), *heads, person("other", OUTSIDE, head=True))
    await keep_directory(engine, "", Directory(people=people))
    assert await seen(engine, "first") == (INSIDE, True)
    assert await seen(engine, "second") == (INSIDE, False)
    assert await seen(engine, "plain") == (INSIDE, False)
    assert await seen(engine, "other") == (OUTSIDE, True)
    assert await seen(engine, "stranger") == (None, False)


async def test_a_list_of_its_own_goes_before_the_companys_also_for_who_is_not_on_it(
    engine: AsyncEngine,
) -> None:
    await begun(engine)
    company = (person("li.na", OUTSIDE, head=True), person("sam", INSIDE, head=True))
    await keep_directory(engine, "", Directory(people=company))
    await keep_directory(engine, HERE, Directory(people=(person("li.na", INSIDE),)))
    assert await seen(engine, "li.na") == (INSIDE, False)
    assert await seen(engine, "sam") == (None, False)


async def test_whoever_is_asked_here_is_and_not_who_is_asked_elsewhere(
    engine: AsyncEngine,
) -> None:
    await begun(engine)
    here: dict[str, Any] = {"collaboration": HERE, "suggestion": f"{HERE}:goals:1"}
    elsewhere: dict[str, Any] = {"collaboration": "another", "suggestion": "another:goals:1"}
    await keep_listing(engine, listed(approvers=("li.na",), **here), NOW)
    await keep_listing(engine, listed(approvers=("sam",), **elsewhere), NOW)
    for account, is_asked in (("li.na", True), ("sam", False)):
        found = await standing(engine, HERE, account)
        assert found is not None
        assert found.is_asked is is_asked


async def test_the_newest_charter_is_read_for_who_is_of_no_department_here(
    engine: AsyncEngine,
) -> None:
    await begun(engine)
    people = (person("li.na", INSIDE), person("zhou", OUTSIDE))
    await keep_directory(engine, "", Directory(people=people))
    await keep_charter(engine, HERE, 1, '{"need":"甲"}', "f1", "s:need:1", NOW)
    await keep_charter(engine, HERE, 2, '{"need":"乙"}', "f2", "s:team:1", LATER)
    for account, text in (("li.na", None), ("zhou", '{"need":"乙"}'), ("x", '{"need":"乙"}')):
        found = await standing(engine, HERE, account)
        assert found is not None
        assert found.charter == text


async def test_of_all_collaborations_it_is_what_it_is_of_each(engine: AsyncEngine) -> None:
    company = (person("li.na", INSIDE, head=True), person("zhou", OUTSIDE), person("sam", OUTSIDE))
    await keep_directory(engine, "", Directory(people=company))
    for number, id in enumerate(("third", "own-list", "asked", "team", "plain")):
        await keep_collaboration(engine, brief(id=id), NOW - dt.timedelta(hours=number))
    await keep_directory(engine, "own-list", Directory(people=(person("zhou", INSIDE, head=True),)))
    asked: dict[str, Any] = {"collaboration": "asked", "suggestion": "asked:goals:1"}
    await keep_listing(engine, listed(approvers=("zhou",), **asked), NOW)
    for revision, text in ((1, '{"a":"sam"}'), (2, '{"a":"zhou","b":"zhou.x"}')):
        await keep_charter(engine, "team", revision, text, f"f{revision}", f"t:{revision}", NOW)
    for account in ("li.na", "zhou", "sam", "zhou.x", "stranger"):
        found = await standings(engine, account)
        assert list(found) == ["plain", "team", "asked", "own-list", "third"]
        for id, one in found.items():
            alone = await standing(engine, id, account)
            assert alone is not None
            if account in ("sam", "stranger"):  # a charter that does not name them is left out
                alone = dataclasses.replace(alone, charter=None)
            assert one == alone
