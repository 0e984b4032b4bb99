"""The bench that is quick enough runs, so that it does not rot; what it measures is not judged."""

import asyncio
import json
import sys


async def test_the_call_path_bench_prints_one_document() -> None:
    words = ["-m", "bench.call_path", "--calls", "3", "--json"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    assert process.returncode == 0
    assert json.loads(out)
