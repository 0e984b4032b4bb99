"""`accord ledger export`: a whole file or none, which anybody can verify."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from domain.ledger_verifying import verified
from store.ledger_key import check, read_public, worker_key
from tests.cli.desk import Desk
from tests.cli.ledgers import commented, tampered
from tests.ledgers import STRANGER


@pytest.fixture(scope="session")
def kept(desk: Desk) -> str:
    """A collaboration with rows in its ledger, which nobody tampers with."""
    return commented(desk, "export-kept", 2)


def test_an_export_is_verified_elsewhere_with_the_workers_public_key(
    desk: Desk, empty: Desk, kept: str, tmp_path: Path
) -> None:
    target = tmp_path / "out.jsonl"
    answer = desk("ledger", "export", kept, "--output", str(target))
    kid = worker_key(desk.home, None).public.kid
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == f"{kept}: 2 rows are in {target}, signed with the key {kid}.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]
    public = shutil.copy(desk.home / "keys" / "ledger.pub", tmp_path / "given.pub")
    told = empty("ledger", "verify", str(target), "--key", str(public), "--json")
    assert (told.code, told.document["rows"], told.document["pinned"]) == (0, 2, True)
    rows = desk("ledger", "show", kept, "--json").document["rows"]
    assert told.document["head"] == rows[-1]["hash"]


def test_each_line_is_one_json_object_that_stands_for_itself(
    desk: Desk, kept: str, tmp_path: Path
) -> None:
    target = tmp_path / "out.jsonl"
    answer = desk("ledger", "export", kept, "--output", str(target), "--json")
    assert answer.code == 0
    assert answer.document["rows"] == 2
    assert answer.document["anchored"] is True
    header, first, second, close = map(json.loads, target.read_text("utf-8").splitlines())
    assert (header["type"], header["collaboration"], header["version"]) == ("header", kept, 1)
    assert header["keys"] == [worker_key(desk.home, None).public.model_dump()]
    assert (first["type"], first["sequence"], second["previous"]) == ("row", 1, first["hash"])
    assert (close["count"], close["head"]) == (2, second["hash"])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_alone_verifies_the_close_and_the_digest(
    desk: Desk, kept: str, tmp_path: Path
) -> None:
    target = tmp_path / "out.jsonl"
    assert desk("ledger", "export", kept, "--output", str(target)).code == 0
    lines = target.read_bytes().splitlines(keepends=True)
    close = json.loads(lines[-1])
    assert close["digest"] == hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    signature = close.pop("signature")
    told = json.dumps(close, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    (tmp_path / "message").write_bytes(b"accord ledger close 1\n" + told.encode())
    (tmp_path / "signature").write_bytes(base64.b64decode(signature))
    public = desk.home / "keys" / "ledger.pub"
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", str(public), "-rawin"]
    command += ["-in", str(tmp_path / "message"), "-sigfile", str(tmp_path / "signature")]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert "Signature Verified Successfully" in ended.stdout, ended.stderr


def test_a_dash_writes_the_file_to_stdout_and_nothing_else(desk: Desk, kept: str) -> None:
    with desk.process("ledger", "export", kept, "--output", "-") as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    public = read_public(desk.home / "keys" / "ledger.pub")
    told = verified(out.encode().splitlines(keepends=True), check, [public])
    assert (told.fault, told.rows) == (None, 2)
    both = desk("ledger", "export", kept, "--output", "-", "--json")
    assert both.code == 2
    assert both.document["ok"] is False


def test_a_file_that_is_there_is_left_alone_unless_forced(
    desk: Desk, kept: str, tmp_path: Path
) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("precious")
    answer = desk("ledger", "export", kept, "--output", str(target))
    assert answer.code == 2
    assert answer.err.startswith(f"{target} is there already")
    assert target.read_text() == "precious"
    assert desk("ledger", "export", kept, "--output", str(target), "--force").code == 0
    assert desk("ledger", "verify", str(target)).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_link_that_leads_nowhere_is_a_file_that_is_there(
    desk: Desk, kept: str, tmp_path: Path
) -> None:
    target = tmp_path / "out.jsonl"
    target.symlink_to(tmp_path / "nowhere")
    assert desk("ledger", "export", kept, "--output", str(target)).code == 2
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_cannot_be_written_is_one_sentence(
    desk: Desk, kept: str, tmp_path: Path
) -> None:
    for target in (tmp_path / "no" / "folder.jsonl", tmp_path / ("x" * 300), Path("/proc/x")):
        answer = desk("ledger", "export", kept, "--output", str(target))
        assert answer.code == 2
        assert "cannot be written" in answer.err
        assert answer.err.count("\n") == 1
    assert desk("ledger", "export", kept, "--output", str(tmp_path), "--force").code == 2
    assert os.listdir(tmp_path) == []


def test_without_the_key_nothing_is_exported(desk: Desk, kept: str, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    named = {"ACCORD_LEDGER_KEY": str(tmp_path / "missing.key")}
    answer = desk("ledger", "export", kept, "--output", str(target), **named)
    assert answer.code == 2
    assert f"the ledger's key {tmp_path / 'missing.key'} cannot be read here" in answer.err
    broken = desk("ledger", "export", kept, "--output", str(target), ACCORD_LEDGER_KEY=__file__)
    assert (broken.code, "is not the ledger's key" in broken.err) == (2, True)
    assert not target.exists()


def test_what_is_not_intact_is_not_exported(desk: Desk, tmp_path: Path) -> None:
    name = commented(desk, "export-broken", 2)
    tampered(desk, f"UPDATE ledger SET comment = 'x' WHERE collaboration = '{name}'")
    target = tmp_path / "out.jsonl"
    answer = desk("ledger", "export", name, "--output", str(target), "--json")
    assert (answer.code, answer.document["code"]) == (1, "not_intact")
    assert answer.document["error"]["zh"] == f"{name} 未导出：第 1 行在写入后被改动。"
    assert not target.exists()


def test_rows_of_another_worker_need_its_public_key_beside_the_own_one(
    desk: Desk, tmp_path: Path
) -> None:
    """Another worker's rows are signed with its own key; the file then names both."""
    name = commented(desk, "export-two-workers", 1)
    other = tmp_path / "other.key"
    other.write_bytes(STRANGER.private_text)
    target = tmp_path / "out.jsonl"
    answer = desk("ledger", "export", name, "--output", str(target), ACCORD_LEDGER_KEY=str(other))
    assert answer.code == 0, answer
    kids = [key["kid"] for key in json.loads(target.read_text("utf-8").splitlines()[0])["keys"]]
    assert sorted(kids) == kids
    assert set(kids) == {STRANGER.public.kid, worker_key(desk.home, None).public.kid}
    assert desk("ledger", "verify", str(target)).code == 0


def test_an_unknown_collaboration_is_bad_input(desk: Desk, empty: Desk, tmp_path: Path) -> None:
    target = str(tmp_path / "out.jsonl")
    assert desk("ledger", "export", "never-started", "--output", target).code == 2
    assert desk("ledger", "export", "not an id", "--output", target).code == 2
    assert desk("ledger", "export", "never-started").code == 2
    assert empty("ledger", "export", "never-started", "--output", target).code == 2
    assert os.listdir(tmp_path) == []
