"""One part of a model through pip: the reader's own index, mirror and proxy settings count."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from domain.errors import BadInputError

_PROGRESS = re.compile(r"Progress (\d+) of \d+")
_RAW_SINCE = (24, 1)
_OTHER = "DO NOT MATCH THE HASHES"


class UnfetchedError(Exception):
    """pip did not bring the part; `other` says that it found one with another digest."""

    def __init__(self, other: bool) -> None:
        super().__init__()
        self.other = other


def require_pip() -> None:
    """Raise BadInputError unless this Python has pip."""
    if importlib.util.find_spec("pip") is None:
        raise BadInputError(
            f"this Python has no pip, which fetches the parts: {sys.executable} -m ensurepip",
            f"当前 Python 没有 pip，无法下载：请先运行 {sys.executable} -m ensurepip",
        )


def fetch(requirement: str, target: Path, log: IO[str], done: Callable[[int], None]) -> None:
    """Let pip bring one wheel, `requirement` with its hash, and name it `target` once it is whole.

    `done` is told how many bytes have come so far. What pip says goes to `log`.

    Raises:
        UnfetchedError: pip says no.
    """
    scratch = Path(tempfile.mkdtemp(prefix="scratch-", dir=target.parent))
    wanted = scratch / "wanted.txt"
    wanted.write_text(requirement, encoding="utf-8")
    said = _run(_command(wanted, scratch), scratch, log, done)
    wheel = next(scratch.glob("*.whl"), None)
    if said is not None or wheel is None:
        raise UnfetchedError(other=_OTHER in (said or ""))
    wheel.replace(target)
    shutil.rmtree(scratch, ignore_errors=True)


def install(lock: Path) -> None:
    """Install what `lock` names into this Python's environment.

    Raises:
        BadInputError: pip says no.
    """
    require_pip()
    words = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-input"]
    done = subprocess.run(
        [*words, "--requirement", str(lock)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise BadInputError(
            f"pip could not install {lock.name}; `make local` shows why",
            f"pip 未能安装 {lock.name}；请运行 `make local` 查看原因",
        )


def _run(
    command: list[str], scratch: Path, log: IO[str], done: Callable[[int], None]
) -> str | None:
    """Run pip; return None when all is well, else what it said."""
    # pip unpacks below TMPDIR: what a killed one leaves is swept with the scratch folder. And the
    # environment may be anybody's: nothing is installed, so that no virtual environment is needed.
    more = {"TMPDIR": str(scratch), "PIP_REQUIRE_VIRTUALENV": "0"}
    said: list[str] = []
    with subprocess.Popen(
        command,
        env=os.environ | more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as pip:
        try:
            for line in pip.stdout or ():
                if found := _PROGRESS.match(line):
                    done(int(found[1]))
                else:
                    said.append(line)
                    log.write(line)
                    log.flush()
        except BaseException:
            pip.kill()
            raise
    return None if pip.returncode == 0 else "".join(said)


def _command(wanted: Path, scratch: Path) -> list[str]:
    bar = "raw" if _pip_version() >= _RAW_SINCE else "off"
    words = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    words += ["--require-hashes", "--no-cache-dir", "--no-input", "--disable-pip-version-check"]
    return [*words, "--progress-bar", bar, "--dest", str(scratch), "--requirement", str(wanted)]


def _pip_version() -> tuple[int, ...]:
    numbers = re.findall(r"\d+", importlib.metadata.version("pip"))
    return tuple(int(number) for number in numbers[:2])
