"""`accord ledger verify`: of the store with what Temporal noted, and of files without either."""

import json
from pathlib import Path

import pytest

from store.ledger_key import worker_key
from tests.cli.desk import SPONSOR, Desk
from tests.cli.ledgers import commented, tampered
from tests.ledgers import KEY, NAME, STRANGER, file, ledger


@pytest.fixture(scope="session")
def kept(desk: Desk) -> str:
    """A collaboration with three rows in its ledger, which nobody tampers with."""
    return commented(desk, "ledger-kept")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b"".join(file(ledger())))
    return path


@pytest.fixture
def public(tmp_path: Path) -> str:
    path = tmp_path / "trusted.pub"
    path.write_bytes(KEY.public_text)
    return str(path)


def test_a_ledger_is_signed_and_compared_with_what_temporal_noted(desk: Desk, kept: str) -> None:
    kid = worker_key(desk.home, None).public.kid
    assert desk("ledger", "verify", kept).out == (
        f"{kept}: the ledger is intact, 3 rows.\n"
        f"Signatures hold, checked with: {kid}.\n"
        "It holds the 3 rows that the collaboration noted in Temporal.\n"
    )
    told = desk("ledger", "verify", kept, "--json").document
    assert (told["ok"], told["rows"], told["unsigned"], told["vouched"]) == (True, 3, 0, 3)
    assert (told["anchored"], told["anchor"]) == (True, {"count": 3, "head": told["head"]})
    assert (told["signatures_checked"], told["keys"], told["pinned"]) == (True, [kid], False)


def test_without_an_engine_the_store_is_verified_and_that_is_said(desk: Desk, kept: str) -> None:
    nowhere = {"TEMPORAL_ADDRESS": "127.0.0.1:1"}
    answer = desk("ledger", "verify", kept, **nowhere)
    assert answer.code == 0
    assert answer.out.startswith(f"{kept}: the ledger is intact, 3 rows.\n")
    assert "Not compared with Temporal, where a cut-off end would show: the engine at" in answer.out
    told = desk("ledger", "verify", kept, "--json", **nowhere).document
    assert (told["ok"], told["anchored"], told["anchor"]) == (True, False, None)
    assert "127.0.0.1:1" in told["unanchored"]["zh"]


def test_a_cut_off_end_is_found_by_what_temporal_noted(desk: Desk) -> None:
    name = commented(desk, "ledger-cut")
    tampered(desk, f"DELETE FROM ledger WHERE collaboration = '{name}' AND sequence = 3")
    answer = desk("ledger", "verify", name)
    assert (answer.code, answer.out) == (
        1,
        f"{name}: the end is missing: 3 rows were noted, 2 are there "
        "(noted in Temporal by the collaboration).\n",
    )
    refused = desk("ledger", "export", name, "--output", str(desk.folder / "cut.jsonl"))
    assert refused.code == 1
    assert "was not exported: the end is missing" in refused.err
    assert not (desk.folder / "cut.jsonl").exists()
    blind = desk("ledger", "verify", name, "--json", TEMPORAL_ADDRESS="127.0.0.1:1")
    assert (blind.code, blind.document["anchored"]) == (0, False)


def test_an_end_that_was_cut_off_and_has_grown_again_is_found(desk: Desk) -> None:
    name = commented(desk, "ledger-regrown")
    tampered(desk, f"DELETE FROM ledger WHERE collaboration = '{name}' AND sequence > 1")
    for number in range(3):
        said = ["--comment", f"anew {number}"]
        assert desk("decide", f"{name}:need:1", "comment", "--as", SPONSOR, *said).code == 0
    desk.until(name, lambda seen: seen["state"]["ledger_count"] == 4)
    answer = desk("ledger", "verify", name)
    assert (answer.code, answer.out) == (
        1,
        f"{name}: the noted head is not in this chain: rows were cut off or written anew "
        "(noted in Temporal by the collaboration).\n",
    )


def test_an_emptied_ledger_is_found_by_what_temporal_noted(desk: Desk) -> None:
    name = commented(desk, "ledger-emptied", 1)
    tampered(desk, f"DELETE FROM ledger WHERE collaboration = '{name}'")
    answer = desk("ledger", "verify", name, "--lang", "zh")
    assert answer.code == 1
    assert "台账末尾缺失：曾登记 1 行，现仅有 0 行（以协作在 Temporal 中的登记为准）" in answer.out


def test_rows_under_a_strange_key_are_found(desk: Desk) -> None:
    name = commented(desk, "ledger-strange", 1)
    kid = STRANGER.public.kid
    tampered(desk, f"UPDATE ledger SET kid = '{kid}' WHERE collaboration = '{name}'")
    answer = desk("ledger", "verify", name)
    assert (answer.code, answer.out) == (
        1,
        f"{name}: row 1 is signed with the key {kid}, which is not a trusted one.\n",
    )


def test_a_ledger_in_the_store_is_held_against_a_named_key(
    desk: Desk, kept: str, public: str
) -> None:
    assert desk("ledger", "verify", kept, "--key", public).code == 1
    own = str(desk.home / "keys" / "ledger.pub")
    told = desk("ledger", "verify", kept, "--key", own, "--json")
    assert (told.code, told.document["pinned"]) == (0, True)


def test_a_file_is_verified_without_engine_and_store(
    empty: Desk, export: Path, public: str
) -> None:
    answer = empty("ledger", "verify", str(export), "--key", public)
    assert answer.code == 0
    assert answer.out == (
        f"{export}: the ledger of {NAME} is intact, 6 rows, exported 2026-03-02T09:30:00+00:00.\n"
        f"Signed with the key that you named: {KEY.public.kid}.\n"
    )
    told = empty("ledger", "verify", str(export), "--key", public, "--json").document
    assert (told["ok"], told["rows"], told["key"], told["pinned"]) == (
        True,
        6,
        KEY.public.kid,
        True,
    )
    assert not empty.home.exists()


@pytest.mark.parametrize(("lang", "said"), [("en", "the file itself names"), ("zh", "由文件自行")])
def test_without_a_named_key_it_says_whose_word_it_took(
    empty: Desk, export: Path, lang: str, said: str
) -> None:
    answer = empty("ledger", "verify", str(export), "--lang", lang)
    assert answer.code == 0
    assert said in answer.out
    assert KEY.public.kid in answer.out
    assert "--key" in answer.out
    assert empty("ledger", "verify", str(export), "--json").document["pinned"] is False


def test_unsigned_rows_in_a_file_are_told(empty: Desk, export: Path) -> None:
    export.write_bytes(b"".join(file(ledger(unsigned=(1, 4)))))
    assert "Unsigned rows: 2," in empty("ledger", "verify", str(export)).out
    assert empty("ledger", "verify", str(export), "--json").document["unsigned"] == 2


def test_a_tampered_file_is_one_sentence_that_names_the_line(empty: Desk, export: Path) -> None:
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join([*lines[:2], lines[2].replace(b"approve", b"reject"), *lines[3:]]))
    answer = empty("ledger", "verify", str(export))
    said = f"{export}: line 3: row 2 was changed after it was written.\n"
    assert (answer.code, answer.out, answer.err) == (1, said, "")
    told = empty("ledger", "verify", str(export), "--json")
    assert (told.code, told.document["ok"], told.document["line"]) == (1, False, 3)
    assert told.document["fault"]["zh"] == "第 3 行：第 2 行在写入后被改动"


def test_a_file_under_another_key_is_found_by_the_named_one(empty: Desk, tmp_path: Path) -> None:
    forged = tmp_path / "forged.jsonl"
    forged.write_bytes(b"".join(file(ledger(signer=STRANGER), STRANGER)))
    other = tmp_path / "trusted.pub"
    other.write_bytes(KEY.public_text)
    assert empty("ledger", "verify", str(forged)).code == 0
    answer = empty("ledger", "verify", str(forged), "--key", str(other))
    assert answer.code == 1
    assert STRANGER.public.kid in answer.out


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 9_000, b"\xff\n", b"[" * 9_000_000, b"{}\n" * 9, b"\n\n", b'{"type":"row"}\n'],
)
def test_a_file_that_is_no_export_is_one_sentence(
    empty: Desk, tmp_path: Path, content: bytes
) -> None:
    other = tmp_path / "other.jsonl"
    other.write_bytes(content)
    answer = empty("ledger", "verify", str(other))
    assert answer.code == 1
    assert answer.out.startswith(f"{other}: line 1: ")
    assert answer.out.count("\n") == 1
    assert json.loads(empty("ledger", "verify", str(other), "--json").out)["line"] == 1


def test_a_device_without_an_end_is_given_up_at_its_first_line(empty: Desk) -> None:
    answer = empty("ledger", "verify", "/dev/zero")
    assert (answer.code, answer.out) == (1, "/dev/zero: line 1: longer than 1,048,576 bytes.\n")


def test_a_file_that_cannot_be_read_is_bad_input(empty: Desk, tmp_path: Path) -> None:
    missing = empty("ledger", "verify", str(tmp_path / "missing.jsonl"))
    assert missing.code == 2
    assert missing.err == (
        f"the file {tmp_path / 'missing.jsonl'} cannot be read: No such file or directory\n"
    )
    (tmp_path / "folder.jsonl").mkdir()
    assert empty("ledger", "verify", str(tmp_path / "folder.jsonl")).code == 2
    assert empty("ledger", "verify", "x" * 5_000).code == 2
    assert empty("ledger", "verify", "x" * 5_000 + ".jsonl", "--json").document["ok"] is False
    assert empty("ledger", "verify", "nul\0.jsonl").code == 2


def test_a_bad_key_file_is_one_sentence(empty: Desk, export: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.pub").write_text("no key")
    answer = empty("ledger", "verify", str(export), "--key", str(tmp_path / "bad.pub"))
    assert (answer.code, answer.err) == (2, f"{tmp_path / 'bad.pub'} holds no public key\n")
    answer = empty("ledger", "verify", str(export), "--key", str(tmp_path / "none.pub"), "--json")
    assert answer.code == 2
    assert answer.document["error"]["zh"].startswith(f"{tmp_path / 'none.pub'} 无法读取")
