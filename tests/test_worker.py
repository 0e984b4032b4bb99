"""`python worker.py` by itself: it serves, stops when told, and says when it cannot."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from domain.budget import Budget
from domain.errors import BadInputError
from tests.workflows.cast import begin
from tests.workflows.place import brief, place
from tests.workflows.running import environment, worker_process
from workflows.settings import Settings


async def test_the_worker_alone_serves_and_stops_on_sigterm_with_exit_code_0(
    tmp_path: Path,
) -> None:
    async with place(tmp_path, serve=False) as at, worker_process(environment(at)) as process:
        story = await begin(at, brief("zh", skip=["identify", "team", "goals"]))
        await story.approve("cadence")
        await story.ended("cadence")
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(90):
            assert await process.wait() == 0


async def _says(**environ: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "worker.py",
        env=dict(os.environ) | environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(90):
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


def test_what_the_model_may_do_is_read_from_the_environment() -> None:
    settings = Settings.from_environment(
        {
            "ACCORD_MODEL_RATE": "30",
            "ACCORD_MODEL_CONCURRENCY": "4",
            "ACCORD_MODEL_TOKENS_PER_DAY": "200000",
            "ACCORD_MODEL_PRICES": '{"*": {"input": 1, "output": 2, "currency": "CNY"}}',
        }
    )
    assert (settings.llm_rate, settings.llm_concurrency) == (30, 4)
    assert settings.budget == Budget(per_day=200_000)
    assert settings.prices.by_model["*"].currency == "CNY"
    assert Settings.from_environment({}).llm_rate is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ACCORD_MODEL_RATE", "0"),
        ("ACCORD_MODEL_RATE", "nan"),
        ("ACCORD_MODEL_RATE", "fast"),
        ("ACCORD_MODEL_CONCURRENCY", "-1"),
        ("ACCORD_MODEL_TOKENS_PER_DAY", "many"),
        ("ACCORD_MODEL_TOKENS_PER_COLLABORATION", "1.5"),
        ("ACCORD_MODEL_PRICES", "cheap"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(BadInputError) as caught:
        Settings.from_environment({name: value})
    assert name in caught.value.sentence.en
    assert name in caught.value.sentence.zh
