import sqlite3

import pytest

from api.identity import SECRET
from tests.cli.desk import Desk

NEW = ("service-account", "new")


def test_a_secret_is_shown_once_and_kept_as_a_hash(empty: Desk) -> None:
    answer = empty(*NEW, "nightly", "--may", "read", "--may", "import")
    assert answer.code == 0
    secret = answer.out.strip()
    assert secret.startswith(SECRET)
    assert "shown once" in answer.err
    with sqlite3.connect(empty.home / "accord.db") as connection:
        (row,) = connection.execute("SELECT * FROM service_accounts").fetchall()
    connection.close()
    assert secret not in str(row)
    listed = empty("service-account", "list")
    assert "nightly · read, import" in listed.out
    assert secret not in listed.out


def test_it_can_be_bound_to_collaborations_and_to_a_time(empty: Desk) -> None:
    made = empty(
        *NEW, "nightly", "--may", "read", "--collaboration", "a-1", "--days", "30", "--json"
    )
    assert made.code == 0
    (row,) = empty("service-account", "list", "--json").document["service_accounts"]
    assert (row["may"], row["collaborations"]) == (["read"], ["a-1"])
    assert row["expires_at"] == made.document["expires_at"]
    assert "secret" not in row
    assert "仅限 a-1" in empty("service-account", "list", "--lang", "zh").out


def test_a_name_is_taken_until_it_is_revoked(empty: Desk) -> None:
    assert empty(*NEW, "nightly", "--may", "read").code == 0
    again = empty(*NEW, "nightly", "--may", "read", "--json")
    assert (again.code, again.document["code"]) == (1, "taken")
    assert empty("service-account", "revoke", "nightly").code == 0
    assert "revoked" in empty("service-account", "list").out
    gone = empty("service-account", "revoke", "nightly", "--json")
    assert (gone.code, gone.document["code"]) == (1, "unknown_account")
    assert empty(*NEW, "nightly", "--may", "read").code == 0


def test_none_is_said_to_be_none(empty: Desk) -> None:
    assert "no service accounts" in empty("service-account", "list").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nightly",), "--may: say what it may do"),
        (("nightly", "--may", "decide"), "“decide” is for people"),
        (("nightly", "--may", "steer"), "“steer” is for people"),
        (("nightly", "--may", "administer"), "“administer” is for people"),
        (("Nightly", "--may", "read"), "cannot name a service account"),
        (("nightly", "--may", "read", "--collaboration", "A 1"), "is no id of a collaboration"),
        (("nightly", "--may", "read", "--days", "0"), "--days: 0"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(
    empty: Desk, arguments: tuple[str, ...], said: str
) -> None:
    answer = empty(*NEW, *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert not answer.out
