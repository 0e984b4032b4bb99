import asyncio
import datetime as dt
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from api.hashing import digest
from domain.directory import Directory, Person
from store.engine import close, open_store
from store.invites import accept
from store.people import COMPANY, keep_directory
from tests.cli.desk import Answer, Desk


def accepted(desk: Desk, answer: Answer) -> str | None:
    """Accept an invitation as the page does."""
    link = urlsplit(answer.document["url"]).path.removeprefix("/invite/")

    async def body() -> str | None:
        store = open_store(f"sqlite:///{desk.home / 'accord.db'}")
        try:
            return await accept(store, digest(link), "hash", dt.datetime.now(dt.UTC))
        finally:
            await close(store)

    return asyncio.run(body())


def test_an_invitation_is_a_link_that_the_store_does_not_know(empty: Desk) -> None:
    answer = empty("invite", "wang.min", "--at", "https://accord.example/", "--json")
    assert answer.code == 0
    told = answer.document
    assert told["url"].startswith("https://accord.example/invite/")
    secret = told["url"].rpartition("/")[2]
    assert len(secret) >= 43
    with sqlite3.connect(empty.home / "accord.db") as connection:
        (row,) = connection.execute("SELECT * FROM invites").fetchall()
    connection.close()
    assert secret not in str(row)
    assert digest(secret) in row
    left = dt.datetime.fromisoformat(told["expires_at"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=6) < left <= dt.timedelta(days=7)


def test_the_link_alone_is_on_stdout_and_the_rest_is_said_beside_it(empty: Desk) -> None:
    answer = empty("invite", "wang.min", ACCORD_URL="https://accord.example")
    assert answer.code == 0
    assert answer.out.startswith("https://accord.example/invite/")
    assert answer.out.count("\n") == 1
    assert "For wang.min alone, once" in answer.err
    assert "no directory here lists wang.min" in answer.err
    assert "仅供 wang.min" in empty("invite", "wang.min", "--lang", "zh").err


def test_who_is_in_the_directory_is_not_remarked_upon(empty: Desk) -> None:
    empty("invite", "wang.min")

    async def keep() -> None:
        store = open_store(f"sqlite:///{empty.home / 'accord.db'}")
        people = (Person(account="wang.min", name="王敏", department="法务部"),)
        await keep_directory(store, COMPANY, Directory(people=people))
        await close(store)

    asyncio.run(keep())
    assert "no directory" not in empty("invite", "wang.min").err


def test_a_new_invitation_ends_the_earlier_one(empty: Desk) -> None:
    first = empty("invite", "wang.min", "--role", "auditor", "--json")
    second = empty("invite", "wang.min", "--json")
    assert accepted(empty, first) is None
    assert accepted(empty, second) == "wang.min"
    assert accepted(empty, second) is None


def test_roles_are_given_kept_and_taken_away(empty: Desk) -> None:
    for options, roles in (
        (("--role", "auditor", "--role", "starter"), ["auditor", "starter"]),
        ((), ["auditor", "starter"]),
        (("--no-roles",), []),
    ):
        accepted(empty, empty("invite", "wang.min", *options, "--json"))
        (row,) = empty("invite", "--list", "--json").document["accounts"]
        assert row["roles"] == roles
    assert "wang.min · password set" in empty("invite", "--list").out


def test_revoking_ends_accounts_and_open_links(empty: Desk) -> None:
    link = empty("invite", "wang.min", "--json")
    assert "wang.min · invited" in empty("invite", "--list").out
    assert empty("invite", "--revoke", "wang.min").code == 0
    assert accepted(empty, link) is None
    again = empty("invite", "--revoke", "wang.min", "--json", "--lang", "zh")
    assert again.code == 1
    assert again.document["code"] == "unknown_account"
    assert "没有可停用" in again.err
    accepted(empty, empty("invite", "wang.min", "--json"))
    assert empty("invite", "--revoke", "wang.min", "--json").document["account"] == "wang.min"
    assert "wang.min · revoked" in empty("invite", "--list").out
    assert "停用" in empty("invite", "--list", "--lang", "zh").out


def test_nobody_invited_is_said_so(empty: Desk) -> None:
    assert "Nobody was invited yet" in empty("invite", "--list").out


def test_a_qr_code_is_drawn_as_a_picture_of_the_link(empty: Desk, tmp_path: Path) -> None:
    file = tmp_path / "wang.svg"
    answer = empty("invite", "wang.min", "--qr", str(file), "--json")
    assert answer.code == 0
    picture = file.read_text()
    assert picture.startswith("<?xml")
    assert "<svg" in picture
    assert "<script" not in picture
    other = empty("invite", "wang.min", "--qr", str(tmp_path / "other.svg"))
    assert other.code == 0
    assert (tmp_path / "other.svg").read_text() != picture


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "say one of"),
        (("wang.min", "--list"), "say one of"),
        (("--list", "--revoke", "x"), "say one of"),
        (("wang min",), "is not an account"),
        (("sa@nightly",), "is not an account"),
        (("wang.min", "--role", "boss"), "is none of admin, auditor, starter"),
        (("wang.min", "--role", "admin", "--no-roles"), "--no-roles gives none"),
        (("wang.min", "--days", "0"), "--days: 0"),
        (("wang.min", "--days", "31"), "--days: 31"),
        (("wang.min", "--at", "javascript:alert(1)"), "--at"),
        (("wang.min", "--at", "https://x.example/path"), "--at"),
        (("wang.min", "--at", "https://user@x.example"), "--at"),
        (("wang.min", "--qr", "code.png"), "does not end in .svg"),
        (("wang.min", "--qr", "/nowhere/at/all.svg"), "cannot be written"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    empty: Desk, arguments: tuple[str, ...], said: str
) -> None:
    answer = empty("invite", *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert not answer.out
