"""The worker as a process of its own, to be killed and started again."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

from tests.workflows.place import NAMESPACE, Place

QUICK = """
import datetime, runpy
from temporalio import workflow

real = workflow.execute_activity_method

def quick(*given, **how):
    short = "heartbeat_timeout" if "heartbeat_timeout" in how else "start_to_close_timeout"
    return real(*given, **how | {short: datetime.timedelta(seconds=4)})

workflow.execute_activity_method = quick
runpy.run_path("worker.py", run_name="__main__")
"""
"""`python worker.py`, but what a dead worker was doing is given up after 4 s, not 20 to 30 s."""


def environment(at: Place, **more: str) -> dict[str, str]:
    """Return the environment of a worker on this place's server, store and folder."""
    unset = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ACCORD_MODEL", "TEMPORAL_ADDRESS")
    inherited = {name: value for name, value in os.environ.items() if name not in unset}
    own = {
        "TEMPORAL_ADDRESS": at.address,
        "TEMPORAL_NAMESPACE": NAMESPACE,
        "ACCORD_HOME": str(at.home),
        "ACCORD_STORE": at.store,
        "ACCORD_DATA": str(at.data),
    }
    return inherited | own | more


async def started(
    environ: Mapping[str, str], *, quick: bool = False, log: Path | None = None
) -> asyncio.subprocess.Process:
    """Start the worker; its log goes to a file, so that nobody has to read it for it to go on."""
    words = ["-c", QUICK] if quick else ["worker.py"]
    with (log or Path(os.devnull)).open("ab") as output:
        return await asyncio.create_subprocess_exec(
            sys.executable, *words, env=environ, stdout=output, stderr=output
        )


@contextlib.asynccontextmanager
async def worker_process(
    environ: Mapping[str, str], *, quick: bool = False
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the worker; whatever happens, it is dead afterwards."""
    process = await started(environ, quick=quick)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGKILL)
        await process.wait()
