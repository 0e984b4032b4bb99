import asyncio
import datetime as dt

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.directory import Absence, Directory, Person
from domain.errors import BadInputError
from store.people import directory, keep_directory

LI_NA = Person(
    account="li.na",
    name="李娜",
    department="法务部",
    head=True,
    superior="zhao.min",
    groups=("合规委员会",),
    language="zh",
    time_zone="Asia/Shanghai",
    skills={"合同": 5, "谈判": 3},
    hours=6,
    absences=(Absence(start=dt.date(2026, 3, 2), end=dt.date(2026, 3, 6)),),
    deputy="wang.wei",
)
SAM = Person(
    account="sam", name="Sam", department="X", language="en", time_zone="UTC", calendar="DE-BY"
)


async def test_every_field_of_a_person_comes_back_in_order(engine: AsyncEngine) -> None:
    await keep_directory(engine, "", Directory(people=(SAM, LI_NA)))
    assert await directory(engine, "") == Directory(people=(SAM, LI_NA))


async def test_a_collaboration_without_its_own_list_has_the_companys(engine: AsyncEngine) -> None:
    await keep_directory(engine, "", Directory(people=(SAM, LI_NA)))
    await keep_directory(engine, "onboarding", Directory(people=(LI_NA,)))
    assert await directory(engine, "onboarding") == Directory(people=(LI_NA,))
    assert await directory(engine, "another") == Directory(people=(SAM, LI_NA))


async def test_nobody_is_known_in_an_empty_store(engine: AsyncEngine) -> None:
    assert await directory(engine, "onboarding") == Directory(people=())


async def test_a_new_list_replaces_only_its_own_scope(engine: AsyncEngine) -> None:
    await keep_directory(engine, "", Directory(people=(SAM, LI_NA)))
    await keep_directory(engine, "onboarding", Directory(people=(SAM,)))
    moved = LI_NA.model_copy(update={"department": "交付部"})
    await keep_directory(engine, "", Directory(people=(moved,)))
    assert await directory(engine, "") == Directory(people=(moved,))
    assert await directory(engine, "onboarding") == Directory(people=(SAM,))


async def test_an_account_that_stands_twice_is_refused_and_the_earlier_list_stays(
    engine: AsyncEngine,
) -> None:
    await keep_directory(engine, "", Directory(people=(LI_NA,)))
    with pytest.raises(BadInputError, match="sam"):
        await keep_directory(engine, "", Directory(people=(SAM, LI_NA, SAM)))
    assert await directory(engine, "") == Directory(people=(LI_NA,))


async def test_a_large_company_is_kept_whole(engine: AsyncEngine) -> None:
    people = tuple(SAM.model_copy(update={"account": f"p{number}"}) for number in range(1201))
    await keep_directory(engine, "", Directory(people=people))
    assert await directory(engine, "") == Directory(people=people)


async def test_of_two_lists_kept_at_once_one_holds_whole(engine: AsyncEngine) -> None:
    many = tuple(Person(account=f"p{n}", name="P", department="D") for n in range(60))
    lists = [Directory(people=many), Directory(people=many[::-1])]
    for _ in range(5):
        await asyncio.gather(*(keep_directory(engine, "", one) for one in lists))
        assert await directory(engine, "") in lists
