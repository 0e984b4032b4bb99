"""`python worker.py` by itself: it serves, stops when told, and says when it cannot."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

from tests.workflows.cast import begin
from tests.workflows.place import brief, place
from tests.workflows.running import environment, worker_process


async def test_the_worker_alone_serves_and_stops_on_sigterm_with_exit_code_0(
    tmp_path: Path,
) -> None:
    async with place(tmp_path, serve=False) as at, worker_process(environment(at)) as process:
        story = await begin(at, brief("zh", skip=["identify", "team", "goals"]))
        await story.approve("cadence")
        await story.ended("cadence")
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            assert await process.wait() == 0


async def _says(**environ: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "worker.py",
        env=dict(os.environ) | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(30):
        out, _ = await process.communicate()
    return process.returncode, out.decode()


async def test_a_wrong_address_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    code, words = await _says(TEMPORAL_ADDRESS="127.0.0.1:1", ACCORD_HOME=str(tmp_path))
    assert code == 2
    assert "127.0.0.1:1" in words
    assert words.count("\n") == 1
    assert "Traceback" not in words


async def test_an_address_where_nobody_ever_answers_is_given_up(tmp_path: Path) -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        address = f"127.0.0.1:{mute.getsockname()[1]}"
        code, words = await _says(TEMPORAL_ADDRESS=address, ACCORD_HOME=str(tmp_path))
    assert code == 2
    assert address in words
    assert words.count("\n") == 1


async def test_a_bad_setting_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    async with place(tmp_path, serve=False) as at:
        code, words = await _says(**environment(at, OPENAI_BASE_URL="not an address"))
    assert code == 2
    assert "OPENAI_BASE_URL" in words
    assert words.count("\n") == 1
