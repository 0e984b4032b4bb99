"""Serving and choosing a model on this machine; the engine is a stand-in, its process is not."""

import http.client
import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.local_model import Chosen, choose, llm_named, running
from cli.model_weights import DEFAULT, WEIGHTS, present
from domain.errors import BadInputError
from tests.cli.desk import ROOT, Desk

STAND_IN = {"PYTHONPATH": f"{ROOT / 'tests' / 'cli' / 'stand_in'}{os.pathsep}{ROOT}"}


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine where nothing is configured, with an engine; returns its folder of models."""
    for name in [n for n in os.environ if n.startswith(("OPENAI_", "ACCORD_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ACCORD_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("PYTHONPATH", STAND_IN["PYTHONPATH"])
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "cli" / "stand_in"))
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def gguf(folder: Path, name: str = "fake.gguf", content: bytes = b"") -> Path:
    file = folder / name
    file.write_bytes(b"GGUF" + content)
    return file


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def healthy(port: int) -> bool:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        asked.request("GET", "/health")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


def until(ready: Callable[[], Any], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.05)


def serving(port: int) -> list[int]:
    """The processes that serve a model at this port."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = file.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"serve" in words and str(port).encode() in words:
            found.append(int(file.parent.name))
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_says_where_it_is_and_ends_cleanly(empty: Desk, number: int) -> None:
    port, file = free(), gguf(empty.folder)
    with empty.process("model", "serve", str(file), "--port", str(port), more=STAND_IN) as process:
        assert process.stdout
        said = process.stdout.readline() + process.stdout.readline()
        assert f"fake.gguf at http://127.0.0.1:{port}/v1" in said
        assert f"OPENAI_BASE_URL=http://127.0.0.1:{port}/v1" in said
        assert healthy(port)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")


def test_what_is_no_model_is_one_sentence(empty: Desk) -> None:
    text = empty.written("notes.gguf", "not a model")
    answer = empty("model", "serve", text)
    assert (answer.code, answer.err) == (2, f"{text}: is not a GGUF model\n")
    answer = empty("model", "serve", "nowhere.gguf", "--lang", "zh")
    assert (answer.code, answer.err) == (2, "nowhere.gguf：没有这个文件\n")
    assert empty("model", "serve", str(empty.folder)).code == 2


@pytest.mark.model  # it needs the engine, and `make test` skips nothing
def test_a_model_that_the_engine_refuses_is_one_sentence(empty: Desk) -> None:
    pytest.importorskip("xllamacpp", reason="`make local` installs the engine")
    file = gguf(empty.folder, content=b"\0" * 64)
    with empty.process("model", "serve", str(file), "--port", str(free())) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert err == f"{file}: llama.cpp cannot load this model; --verbose shows why\n"


def test_a_taken_port_is_one_sentence(empty: Desk, quiet: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = empty("model", "serve", str(gguf(empty.folder)), "--port", str(port))
    assert answer.code == 2
    assert f"127.0.0.1:{port} cannot be used" in answer.err


def test_a_missing_engine_names_the_one_command(
    empty: Desk, quiet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    answer = empty("model", "serve", str(gguf(empty.folder)))
    assert answer.code == 2
    assert "`make local`" in answer.err
    with pytest.raises(BadInputError, match="make local"):
        choose("local")
    gguf(quiet, WEIGHTS[DEFAULT].file)
    assert choose("auto") == Chosen()


def test_what_is_configured_comes_first_then_a_model_that_is_here_then_rules(
    quiet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert choose("auto", offer=True) == Chosen()
    tiny = gguf(quiet, WEIGHTS["tiny"].file)
    assert choose("auto") == Chosen(file=tiny)
    small = gguf(quiet, WEIGHTS[DEFAULT].file)
    assert choose("auto") == choose("local") == Chosen(file=small)
    other = gguf(quiet, "other.gguf")
    monkeypatch.setenv("ACCORD_MODEL", str(other))
    assert choose("auto") == Chosen(file=other)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    [endpoint] = choose("auto").endpoints
    assert endpoint.host == "127.0.0.1:9"
    assert choose("rules") == Chosen()
    assert choose("local") == Chosen(file=other)


def test_what_was_asked_for_by_name_and_is_not_there_is_one_sentence(
    quiet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadInputError, match="run `accord model pull`"):
        choose("local")
    with pytest.raises(BadInputError, match="--llm openai needs OPENAI_API_KEY"):
        choose("openai")
    with pytest.raises(BadInputError, match="“robot” is not one of auto, openai, local, rules"):
        llm_named("robot")
    monkeypatch.setenv("ACCORD_MODEL", "/nowhere/model.gguf")
    with pytest.raises(BadInputError, match="ACCORD_MODEL: /nowhere/model.gguf: there is no"):
        choose("auto")
    monkeypatch.setenv("ACCORD_MODEL", "qwen-plus")  # a name, for an endpoint elsewhere
    assert present() is None


def test_a_person_at_the_terminal_is_offered_the_model_once_and_no_means_rules(
    quiet: Path,
) -> None:
    leader, follower = pty.openpty()
    asking = "from cli.local_model import choose; print(choose('auto', offer=True))"
    with subprocess.Popen(
        [sys.executable, "-c", asking], stdin=follower, stdout=subprocess.PIPE, text=True
    ) as process:
        os.write(leader, b"\n")
        out, _ = process.communicate(timeout=30)
    os.close(leader)
    os.close(follower)
    assert out.count("[y/N]") == 1
    assert "1.1 GB" in out
    assert out.rstrip().endswith("Chosen(endpoints=(), file=None)")


def test_the_model_runs_beside_us_and_comes_back_when_it_dies(quiet: Path, tmp_path: Path) -> None:
    log = tmp_path / "model.log"
    with running(Chosen(file=gguf(quiet)), log, needed=True) as [endpoint]:
        port = int(endpoint.host.rpartition(":")[2])
        assert (endpoint.model, endpoint.is_local) == ("fake.gguf", True)
        [first] = serving(port)
        os.kill(first, signal.SIGKILL)
        until(lambda: healthy(port) and serving(port) not in ([], [first]))
    assert serving(port) == []


def test_the_model_ends_when_we_are_killed(quiet: Path, tmp_path: Path) -> None:
    body = (
        "import pathlib, sys, time; from cli.local_model import Chosen, running\n"
        "file, log = map(pathlib.Path, sys.argv[1:])\n"
        "with running(Chosen(file=file), log, needed=True) as [one]:\n"
        "    print(one.host, flush=True); time.sleep(60)\n"
    )
    words = [sys.executable, "-c", body, str(gguf(quiet)), str(tmp_path / "model.log")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        port = int(parent.stdout.readline().rpartition(":")[2])
        assert len(serving(port)) == 1
        parent.kill()
    until(lambda: serving(port) == [])


def test_a_model_that_does_not_start_is_said_and_rules_draft_unless_it_was_asked_for(
    quiet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, log = gguf(quiet, content=b"broken"), tmp_path / "model.log"
    with running(Chosen(file=broken), log, needed=False) as endpoints:
        assert endpoints == ()
    assert (
        f"the model fake.gguf on this machine did not start; see {log}" in capsys.readouterr().out
    )
    assert "cannot load this model" in log.read_text("utf-8")
    with (
        pytest.raises(BadInputError, match="did not start"),
        running(Chosen(file=broken), log, needed=True),
    ):
        raise AssertionError


def test_up_starts_the_model_beside_the_worker_and_ends_it(empty: Desk) -> None:
    more = STAND_IN | {"ACCORD_MODEL": str(gguf(empty.folder))}
    with empty.process("up", "--json", "--llm", "local", more=more) as process:
        assert process.stdout
        told = ""
        while not told.endswith("\n}\n"):
            told += process.stdout.readline()
        drafts = json.loads(told)["drafts"]
        assert (drafts["by"], drafts["model"]) == ("model", "fake.gguf")
        port = int(drafts["host"].rpartition(":")[2])
        assert healthy(port)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert serving(port) == []


@pytest.mark.model
def test_the_real_model_answers_in_the_shape_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pytest.importorskip("xllamacpp", reason="`make local` installs the engine")
    file = present()
    if file is None:
        pytest.skip("`accord model pull` fetches the model")
    shape = {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    }
    question = {
        "messages": [{"role": "user", "content": "法国的首都是哪座城市？"}],
        "max_tokens": 40,
        "temperature": 0,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": shape},
        },
    }
    with running(Chosen(file=file), tmp_path / "model.log", needed=True) as [endpoint]:
        asked = http.client.HTTPConnection(endpoint.host, timeout=120)
        asked.request("POST", "/v1/chat/completions", json.dumps(question).encode())
        answer = json.loads(asked.getresponse().read())
        asked.close()
    assert answer["model"] == file.name
    assert "巴黎" in json.loads(answer["choices"][0]["message"]["content"])["city"]
    assert not re.search("首都", (tmp_path / "model.log").read_text("utf-8", "replace"))
