import stat

import pytest

from tests.cli.desk import Desk


def test_a_new_key_pair_is_told_and_listed(empty: Desk) -> None:
    made = empty("keys", "new", "--kid", "k1", "--json")
    assert made.code == 0
    assert made.document["kid"] == "k1"
    place = empty.home / "keys" / "token"
    assert made.document["private"] == str(place / "k1.key")
    assert stat.S_IMODE((place / "k1.key").stat().st_mode) == 0o600
    assert b"PRIVATE" not in (place / "k1.pub").read_bytes()
    (key,) = empty("keys", "list", "--json").document["keys"]
    assert (key["kid"], key["signs"], key["checks"]) == ("k1", True, True)


def test_a_key_without_a_name_gets_one(empty: Desk) -> None:
    answer = empty("keys", "new")
    assert answer.code == 0
    assert "signs: keep it where people sign in" in answer.out
    assert len(empty("keys", "list", "--json").document["keys"]) == 1


def test_a_key_is_never_overwritten(empty: Desk) -> None:
    assert empty("keys", "new", "--kid", "k1").code == 0
    before = (empty.home / "keys" / "token" / "k1.key").read_bytes()
    again = empty("keys", "new", "--kid", "k1", "--lang", "zh", "--json")
    assert again.code == 2
    assert "already" in again.document["error"]["en"]
    assert again.err.startswith("已有名为 k1 的密钥")
    assert (empty.home / "keys" / "token" / "k1.key").read_bytes() == before


@pytest.mark.parametrize("name", ["../out", "a b", ""])
def test_a_name_that_is_no_file_name_is_refused_in_one_sentence(empty: Desk, name: str) -> None:
    answer = empty("keys", "new", "--kid", name)
    assert answer.code == 2
    assert "cannot name a key" in answer.err
    assert "Traceback" not in answer.err
    assert not (empty.home / "keys").exists()


def test_a_withdrawn_key_is_listed_as_withdrawn_and_no_keys_as_none(empty: Desk) -> None:
    assert "There are no token keys" in empty("keys", "list").out
    empty("keys", "new", "--kid", "k1")
    (empty.home / "keys" / "token" / "k1.pub").unlink()
    assert "withdrawn" in empty("keys", "list").out
    assert "已吊销" in empty("keys", "list", "--lang", "zh").out
