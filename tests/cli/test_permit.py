import asyncio
import re
from pathlib import Path

import pytest

from store import collaborations, people
from store.engine import close, open_store
from store.migrating import migrate
from tests.api.test_authorisation import DIRECTORY
from tests.cli.desk import Desk
from tests.store.samples import NOW, brief

BY = ("--as", "zhao.min")
GIVE = ("permit", "onboarding", "sun.li")


@pytest.fixture
def store(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/store.db"
    migrate(url)

    async def begun() -> None:
        engine = open_store(url)
        await collaborations.keep_collaboration(engine, brief(), NOW)
        await people.keep_directory(engine, people.COMPANY, DIRECTORY)
        await close(engine)

    asyncio.run(begun())
    return url


def test_a_permission_is_given_listed_and_withdrawn(empty: Desk, store: str) -> None:
    given = empty(*GIVE, "--may", "read", "--may", "speak", *BY, "--json", ACCORD_STORE=store)
    assert given.code == 0, given.err
    one, other = given.document["permissions"]
    assert {one["action"], other["action"]} == {"read", "speak"}
    assert (one["by"], one["verified"], one["surface"]) == ("zhao.min", False, "cli")
    ended = empty("permit", "onboarding", "--withdraw", one["id"], *BY, ACCORD_STORE=store)
    assert ended.code == 0, ended.err
    listed = empty("permit", "onboarding", "--list", ACCORD_STORE=store)
    assert re.search(rf"{one['id']} .* withdrawn by zhao.min", listed.out)
    assert re.search(rf"{other['id']} .* standing", listed.out)
    zh = empty("permit", "onboarding", "--list", "--lang", "zh", ACCORD_STORE=store)
    assert "已收回" in zh.out
    assert "有效" in zh.out
    document = empty("permit", "onboarding", "--list", "--json", ACCORD_STORE=store).document
    assert len(document["permissions"]) == 2


def test_it_can_be_bound_to_a_time_and_say_why(empty: Desk, store: str) -> None:
    more = ("--days", "30", "--reason", "年度审计")
    given = empty(*GIVE, "--may", "audit", *more, *BY, ACCORD_STORE=store)
    assert given.code == 0, given.err
    assert " · until " in given.out
    assert "年度审计" in given.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("sun.li", "--may", "read", "--as", "chen.yu"), "forbidden", "chen.yu may not give"),
        (("zhao.min", "--may", "steer", *BY), "own_permission", "to themselves"),
        (("chen.yu", "--may", "audit", *BY), "takes_part", "takes no part"),
    ],
)
def test_what_the_rules_refuse_is_no_and_is_listed_with_who_tried(
    empty: Desk, store: str, arguments: tuple[str, ...], code: str, said: str
) -> None:
    told = empty("permit", "onboarding", *arguments, ACCORD_STORE=store)
    assert told.code == 1
    assert said in told.err
    answer = empty("permit", "onboarding", *arguments, "--json", ACCORD_STORE=store)
    assert answer.document["code"] == code
    listed = empty("permit", "onboarding", "--list", "--json", ACCORD_STORE=store).document
    assert {one["refused"] for one in listed["permissions"]} == {code}


def test_nothing_given_is_said_to_be_nothing(empty: Desk, store: str) -> None:
    assert "Nobody was given" in empty("permit", "onboarding", "--list", ACCORD_STORE=store).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("onboarding",), "say one of: accord permit ID ACCOUNT"),
        (("onboarding", "sun.li", "--list"), "say one of: accord permit ID ACCOUNT"),
        (("Onboarding!", "--list"), "is not the id of a collaboration"),
        (("another-1", "--list"), "there is no collaboration another-1"),
        (("another-1", "sun.li", "--may", "read", *BY), "nothing called another-1"),
        (("onboarding", "sun.li", *BY), "--may: say what"),
        (("onboarding", "sun.li", "--may", "decide", *BY), "“decide” cannot be given"),
        (("onboarding", "sun.li", "--may", "read"), "--as: say who"),
        (("onboarding", "王敏", "--may", "read", *BY), "is not an account"),
        (("onboarding", "no.body", "--may", "read", *BY), "no directory here lists no.body"),
        (("onboarding", "sun.li", "--may", "read", "--days", "0", *BY), "--days: 0"),
        (("onboarding", "sun.li", "--may", "read", "--reason", "", *BY), "reason: is empty"),
        (("onboarding", "--withdraw", "1", *BY), "is no permission's id"),
        (("onboarding", "--withdraw", f"pm_{'0' * 24}", *BY), "there is nothing called pm_0"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    empty: Desk, store: str, arguments: tuple[str, ...], said: str
) -> None:
    answer = empty("permit", *arguments, ACCORD_STORE=store)
    assert answer.code == 2, answer.err
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert not answer.out
    zh = empty("permit", *arguments, "--lang", "zh", ACCORD_STORE=store)
    assert re.search("[一-鿿]", zh.err)
