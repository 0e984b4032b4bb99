"""The benches that are quick enough run, so that they do not rot; nothing measured is judged."""

import asyncio
import json
import sys

import pytest


@pytest.mark.parametrize(
    "words",
    [
        ["bench.call_path", "--calls", "3"],
        ["bench.approvals", "--suggestions", "2"],
        ["bench.parked", "--suggestions", "2"],
        ["bench.needs", "examples/en/events.csv", "--times", "1"],
        ["bench.team", "--people", "60", "--skills", "50", "--near", "12", "--limit", "1"],
    ],
)
async def test_a_bench_prints_one_document(words: list[str]) -> None:
    words = ["-m", *words, "--json"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    assert json.loads(out)
