"""`python -m tests.guards [WORD]`: takes each guard away in turn and prints which test fails.

A guard that is missed by no test exits with 1: its row of `guards.toml` is not done. So does a test
that fails with all guards in place, for it would show nothing. The working tree is never touched.
WORD picks the rows whose sort or name holds it.
"""

import concurrent.futures
import contextlib
import dataclasses
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
_PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
_COPIED = (
    *_PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"],
    "tests",
    "pyproject.toml",
)
"""What is shipped, and what tries it."""
_PATIENCE = 900.0
"""Seconds for one test; the property machine needs most of them to give up shrinking."""


@dataclasses.dataclass(frozen=True)
class Guard:
    """A piece of source text, what is left without it, and the test that must then fail.

    Where a rule is guarded twice, `also` is taken away with it.
    """

    sort: str
    test: str
    file: str
    guard: str
    without: str
    name: str = ""
    also: tuple["Guard", ...] = ()

    @property
    def title(self) -> str:
        """Return what the row is about."""
        return self.name or self.test.partition("::")[2]


def guards() -> list[Guard]:
    """Return the rows of `guards.toml`."""
    found = tomllib.loads((HERE / "guards.toml").read_text("utf-8"))
    return [_guard(row) for row in found["guard"]]


def _guard(row: dict[str, Any], **more: str) -> Guard:
    also = tuple(
        _guard(one, sort=row["sort"], test=row["test"], name=f"also: {row['test']}")
        for one in row.get("also", ())
    )
    return Guard(**{**row, **more, "also": also})


def failing(guard: Guard) -> list[str]:
    """Return which test fails without this guard, and with what.

    Raises ValueError where the guard is not found.
    """
    with _copy() as folder:
        for one in (guard, *guard.also):
            file = folder / one.file
            source = file.read_text("utf-8")
            if source.count(one.guard) != 1:
                raise ValueError(f"{guard.title}: its guard is not found once in {one.file}")
            file.write_text(source.replace(one.guard, one.without), "utf-8")
        return _failed(folder, [guard.test], _PATIENCE)


def failing_already(picked: Iterable[Guard]) -> list[str]:
    """Return the first of their tests that fails in a copy with every guard in place."""
    tests = list(dict.fromkeys(one.test for one in picked))
    with _copy() as folder:
        return _failed(folder, tests, _PATIENCE * len(tests))


@contextlib.contextmanager
def _copy() -> Iterator[Path]:
    """Copy what the tests of guards need, away from the working tree."""
    with tempfile.TemporaryDirectory() as folder:
        ignored = shutil.ignore_patterns("__pycache__")
        for name in _COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, Path(folder) / name, ignore=ignored)
            else:
                shutil.copy(ROOT / name, folder)
        yield Path(folder)


def _failed(folder: Path, tests: list[str], patience: float) -> list[str]:
    """Run these tests on the code in `folder`: it comes before the code that is installed."""
    words = ["-m", "pytest", "-q", "-x", "-rfE", "-p", "no:cacheprovider", *tests]
    environ = {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": f"{folder}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": "300",  # else the summary leaves out what a test failed with
    }
    ended = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )
    if ended.returncode not in (0, 1):
        raise RuntimeError(f"{tests} could not be tried: {ended.stdout}{ended.stderr}")
    return re.findall(r"^(?:FAILED|ERROR) (\S.*)$", ended.stdout, re.MULTILINE)


def main() -> int:
    """Take the guards away, two at a time; say for each which test failed."""
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    picked = [one for one in guards() if word in f"{one.sort} · {one.title}"]
    if unsound := failing_already(picked):
        sys.stdout.write(f"{unsound[0]} fails with every guard in place, and so shows nothing\n")
        return 1
    survivors = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for guard, failed in zip(picked, pool.map(failing, picked), strict=True):
            survivors += not failed
            said = ", ".join(failed) or "NOTHING FAILS"
            sys.stdout.write(f"{guard.sort} · {guard.title} · {guard.file}: {said}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(picked) - survivors} of {len(picked)} guards are missed by a test\n")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
