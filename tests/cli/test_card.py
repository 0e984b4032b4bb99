import asyncio
import json
from typing import Any

import pytest

from domain.directory import Directory, Person
from store.engine import close, open_store
from store.migrating import migrate
from store.people import COMPANY, keep_directory
from tests.cli.desk import Desk
from tests.domain.test_card import CARD

PEOPLE = Directory(
    people=(
        Person(account="wang.fa", name="王法", department="法务部", head=True),
        Person(account="li.na", name="李娜", department="交付部", head=True),
        Person(account="chen.yu", name="陈宇", department="法务部"),
    )
)


@pytest.fixture
def stored(empty: Desk) -> Desk:
    """A desk whose store has the company's directory, and no engine."""
    url = f"sqlite:///{empty.home / 'accord.db'}"
    migrate(url)
    asyncio.run(_keep(url))
    return empty


async def _keep(url: str) -> None:
    engine = open_store(url)
    await keep_directory(engine, COMPANY, PEOPLE)
    await close(engine)


def written(desk: Desk, *more: str, who: str = "wang.fa", **changes: Any) -> Any:
    file = desk.folder / "card.json"
    file.write_text(json.dumps(CARD | changes), "utf-8")
    return desk("card", "set", "法务部", str(file), "--as", who, "--json", *more)


def test_the_head_writes_it_and_everybody_reads_it_in_both_languages(stored: Desk) -> None:
    assert stored("card", "show").out == "There is no card yet.\n"
    made = written(stored).document
    assert (made["ok"], made["version"], made["by"]) == (True, 1, "wang.fa")
    english, chinese = stored("card", "show", "法务部"), stored("card", "show", "--lang", "zh")
    assert "Working hours: Mon, Tue 09:00–18:00 (Asia/Shanghai, CN)" in english.out
    assert "Usually answers within 4 working hours" in english.out
    assert "We need from Sales: the signed order" in english.out
    assert "“urgent” means here: today; elsewhere: this week" in english.out
    assert "工作时间：周一、周二 09:00–18:00" in chinese.out
    assert "「urgent」我们指：today；其他部门指：this week" in chinese.out
    assert len(english.out.splitlines()) == len(chinese.out.splitlines())
    assert stored("card", "show", "--json").document["cards"][0]["card"]["response_hours"] == 4.0


@pytest.mark.parametrize("who", ["chen.yu", "li.na", "nobody"])
def test_nobody_else_writes_it(stored: Desk, who: str) -> None:
    told = written(stored, who=who)
    assert (told.code, told.document["code"]) == (1, "forbidden")
    assert told.document["error"]["zh"] == f"{who} 无权填写该部门的协作名片"
    assert stored("card", "show", "法务部", "--json").document["version"] == 0


def test_a_version_that_does_not_hold_any_more_is_refused(stored: Desk) -> None:
    assert written(stored, "--expected", "0").code == 0
    told = written(stored, "--expected", "0", response_hours=8)
    assert (told.code, told.document["code"], told.document["version"]) == (1, "stale", 1)


def test_what_is_wrong_with_a_card_is_named_with_its_place(stored: Desk) -> None:
    told = written(stored, time_zone="Mars/Base")
    assert told.code == 2
    assert 'time_zone: "Mars/Base" is not a time zone' in told.document["error"]["en"]
