import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import Client

from cli.engine import noted_engine
from cli.orphans import end_orphan
from tests.cli.desk import EXAMPLES, Answer, Desk
from workflows.names import NAMESPACE, suggestion_id
from workflows.tolerance import METADATA


def up(desk: Desk, *arguments: str, **more: str) -> "subprocess.Popen[str]":
    """Start `accord up`, with `more` variables in its environment."""
    here = {"ACCORD_MODELS": str(desk.home / "models")}  # not what lies on this machine
    return desk.process("up", "--data", str(EXAMPLES), *arguments, more=here | more)


def told(process: "subprocess.Popen[str]") -> str:
    """Read what `accord up` says until it is ready."""
    assert process.stdout
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ready") or line == "}\n":
            break
    return "".join(lines)


def stopped(process: "subprocess.Popen[str]", number: int) -> Answer:
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    return Answer(process.returncode, out, err)


async def details(desk: Desk, suggestion: str) -> str:
    """Return the page that the Temporal UI shows of a suggestion."""
    engine = noted_engine(desk.home)
    assert engine is not None
    client = await Client.connect(engine["address"], namespace=NAMESPACE)
    handle = client.get_workflow_handle(suggestion_id(suggestion))
    asked: WorkflowMetadata = await handle.query(METADATA, result_type=WorkflowMetadata)
    return asked.current_details


def left_over(home: Path) -> list[str]:
    """The command lines of processes that still have to do with this home."""
    lines = [
        file.read_bytes().decode(errors="replace")
        for file in Path("/proc").glob("[0-9]*/cmdline")
        if _is_there(file)
    ]
    return [line for line in lines if str(home) in line]


def _is_there(file: Path) -> bool:
    try:
        return bool(file.read_bytes())
    except OSError:
        return False


def test_up_serves_until_ctrl_c_and_leaves_nothing_behind(empty: Desk) -> None:
    with up(empty) as process:
        said = told(process)
        assert "Temporal UI: http://127.0.0.1:" in said
        assert f"Data folder: {EXAMPLES}" in said
        assert "Drafts: by rules" in said
        second = empty.run("up")
        assert second.code == 2
        assert f"Accord is running on {empty.home} already (http://127.0.0.1:" in second.err
        assert empty("start", empty.brief("up-1")).code == 0
        asked = empty.asked("up-1:need:1")
        assert asked["suggestion"]["revision"] == 1
        api = next(line for line in said.splitlines() if line.startswith("Pages and HTTP API: "))
        picture = f"({api.partition(': ')[2]}/v1/collaborations/up-1/map.svg)"
        assert picture in asyncio.run(details(empty, "up-1:need:1"))
        ended = stopped(process, signal.SIGINT)
    assert (ended.code, ended.err) == (0, "")
    assert left_over(empty.home) == []
    assert not (empty.home / "engine.json").exists()
    assert empty("show", "up-1").err == "no engine is running here: `accord up`\n"


def test_up_takes_other_ports_and_ends_what_a_killed_one_left_running(empty: Desk) -> None:
    with socket.socket() as first, socket.socket() as second:
        for taken, port in ((first, 7233), (second, 8233)):
            with contextlib.suppress(OSError):  # somebody else has it: that is as good
                taken.bind(("127.0.0.1", port))
        with up(empty, "--json") as process:
            said = json.loads(told(process))
            assert not said["address"].endswith(":7233")
            assert not said["ui"].endswith(":8233")
            stopped(process, signal.SIGKILL)
    assert len(left_over(empty.home)) == 1
    model = {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "ACCORD_MODEL": "tiny"}
    with up(empty, "--lang", "zh", **model) as process:
        assert process.stdout
        said = "".join(process.stdout.readline() for _ in range(5))
        assert "起草方式：模型 tiny @ 127.0.0.1:9，不可用时改由规则起草" in said
        assert len(left_over(empty.home)) == 1
        ended = stopped(process, signal.SIGTERM)
    assert (ended.code, ended.err) == (0, "")
    assert left_over(empty.home) == []


def test_up_uses_the_server_that_is_configured(desk: Desk, empty: Desk) -> None:
    address = json.loads((desk.home / "engine.json").read_text())["address"]
    with up(empty, "--json", TEMPORAL_ADDRESS=address) as process:
        said = json.loads(told(process))
        assert said["address"] == address
        assert not (empty.home / "temporal.db").exists()
        assert stopped(process, signal.SIGINT).code == 0


def test_up_refuses_a_folder_that_is_not_there(empty: Desk) -> None:
    answer = empty("up", "--data", "nowhere")
    assert (answer.code, answer.err) == (2, "--data: there is no folder nowhere\n")


def test_up_ends_with_a_sentence_when_its_server_dies(empty: Desk) -> None:
    with up(empty) as process:
        told(process)
        noted = json.loads((empty.home / "engine.json").read_text())
        os.kill(noted["server"], signal.SIGKILL)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    log = empty.home / "temporal.log"
    assert f"the Temporal dev server has stopped; see {log}\n" in err
    assert "Traceback" not in err
    assert left_over(empty.home) == []


def test_a_process_that_is_not_our_server_is_left_alone(tmp_path: Path) -> None:
    for noted in (None, {}, {"server": ""}, {"server": "-1"}):
        end_orphan(tmp_path, noted)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        end_orphan(tmp_path, {"address": "x", "server": str(other.pid)})
        assert other.poll() is None
