"""`accord spend`: reported, listed with what is left, red where it is over."""

import asyncio
from pathlib import Path

import pytest

from store import collaborations, people
from store.engine import close, open_store
from store.migrating import migrate
from tests.api.test_authorisation import DIRECTORY
from tests.cli.desk import Desk
from tests.granting_house import keep_grant
from tests.store.samples import NOW, brief

SPEND = ("spend", "onboarding")
BY = ("--as", "chen.yu")


def opened(folder: Path, money: int | None = 1_000, grant: bool = True) -> str:
    url = f"sqlite:///{folder}/store.db"
    migrate(url)

    async def begun() -> None:
        engine = open_store(url)
        await collaborations.keep_collaboration(engine, brief(), NOW)
        await people.keep_directory(engine, people.COMPANY, DIRECTORY)
        if grant:
            await keep_grant(engine, "onboarding", DIRECTORY, money)
        await close(engine)

    asyncio.run(begun())
    return url


@pytest.fixture
def store(tmp_path: Path) -> str:
    return opened(tmp_path)


def test_what_is_reported_is_listed_with_what_is_left(empty: Desk, store: str) -> None:
    some = ("--hours", "2.5", "--budget", "300", "--note", "外聘律师", "--key", "march-1")
    told = empty(*SPEND, *some, *BY, ACCORD_STORE=store)
    assert told.code == 0, told.err
    assert told.first.startswith("march-1 · 2.5 hours, 300 CNY · 外聘律师 · chen.yu, ")
    assert "Budget (CNY): granted 1000, spent 300, left 700" in told.out
    assert "Granted by zhao.min (onboarding:resource:1): 合同一周内审完, by 2999-01-01" in told.out
    again = empty(*SPEND, *some, *BY, "--json", ACCORD_STORE=store).document
    assert (again["new"], again["support"]["budget"]["spent"]) == (False, "300")
    listed = empty(*SPEND, "--lang", "zh", ACCORD_STORE=store)
    assert listed.first.startswith("march-1 · 2.5 小时，300 CNY · 外聘律师 · chen.yu 于 ")
    assert "预算（CNY）：承诺 1000，已用 300，剩余 700" in listed.out
    assert "OVER" not in told.out
    assert "已超出" not in listed.out


def test_what_is_over_says_so(empty: Desk, store: str) -> None:
    more = ("--budget", "1001", "--note", "x")
    told = empty(*SPEND, *more, *BY, ACCORD_STORE=store)
    assert "Budget (CNY): granted 1000, spent 1001, left -1 · OVER" in told.out
    assert "· 已超出" in empty(*SPEND, "--lang", "zh", ACCORD_STORE=store).out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--hours", "2", "--note", "x"), 2, "--as: say who reports it"),
        (("--hours", "2", *BY), 2, "--note: say what for"),
        (("--note", "x", *BY), 2, "say what was spent: --hours, --budget, or both"),
        (("--hours", "two", "--note", "x", *BY), 2, "hours: "),
        (("--hours", "0", "--note", "x", *BY), 2, "hours: say the hours, the budget, or both"),
        (("--hours", "2", "--note", "x", "--as", "no body"), 2, "is not an account"),
        (("--hours", "2", "--note", "x", "--key", "a b", *BY), 2, "--key: "),
        (("--hours", "2", "--note", "x", "--as", "sun.li"), 2, "nothing called onboarding"),
        (("--hours", "2", "--note", "x", "--as", "qian.duo"), 2, "nothing called onboarding"),
    ],
)
def test_bad_input_is_one_sentence(
    empty: Desk, store: str, arguments: tuple[str, ...], code: int, said: str
) -> None:
    told = empty(*SPEND, *arguments, ACCORD_STORE=store)
    assert (told.code, said in told.err) == (code, True), told.err
    assert told.err.count("\n") == 1


def test_a_key_of_something_else_is_refused(empty: Desk, store: str) -> None:
    one = ("--hours", "2", "--note", "x", "--key", "k1")
    assert empty(*SPEND, *one, *BY, ACCORD_STORE=store).code == 0
    other = empty(*SPEND, *one, "--as", "li.na", "--json", ACCORD_STORE=store)
    assert (other.code, other.document["code"]) == (1, "taken")


def test_before_a_grant_nothing_is_spent_and_an_unknown_one_is_said(
    empty: Desk, tmp_path: Path
) -> None:
    url = opened(tmp_path, grant=False)
    told = empty(*SPEND, "--hours", "2", "--note", "x", *BY, ACCORD_STORE=url)
    assert told.code == 1
    assert "nothing was granted yet" in told.err
    assert "Nothing was granted yet." in empty(*SPEND, ACCORD_STORE=url).out
    unknown = empty("spend", "never-1", ACCORD_STORE=url)
    assert (unknown.code, unknown.err) == (2, "there is nothing called never-1\n")
