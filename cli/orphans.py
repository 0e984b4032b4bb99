"""The server that a killed `accord up` leaves behind: ended before its database is opened again."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

_PATIENCE = 10.0


def end_orphan(home: Path, engine: dict[str, str] | None) -> None:
    """End the dev server of `home` whose `accord up` was killed, if there is one.

    It is told by its process id and by our database in its command line: a process id alone may
    belong to somebody else by now.
    """
    number = (engine or {}).get("server", "")
    if not number.isdigit() or str(home / "temporal.db") not in _command(int(number)):
        return
    pid = int(number)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and _command(pid):
        time.sleep(0.1)
    with suppress(ProcessLookupError):
        if _command(pid):
            os.kill(pid, signal.SIGKILL)


def _command(pid: int) -> str:
    """Return the command line of a process; empty when there is none."""
    with suppress(OSError):
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    with suppress(OSError, subprocess.SubprocessError):  # macOS has no /proc
        asked = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        return subprocess.run(
            asked, capture_output=True, text=True, timeout=5, check=False
        ).stdout.strip()
    return ""
