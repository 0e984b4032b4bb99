"""`python -m tests.mutation [MODULE …]`: changes the rules piece by piece; which test fails?

Prints, for each module of `domain/`, how many changed copies (mutants) the tests of `tests/domain`
found out, and names those that none did; without MODULE, of the decision core. What was killed is
not tried again until its module changes: a run that was cut goes on where it stopped. The results
lie in `mutants/`. `python -m tests.mutation show NAME` shows a mutant. `make mutation` gets mutmut
first; how its answers are read: docs/mutation.md.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
CORE = (
    "approval",
    "signing",
    "course",
    "editing",
    "events",
    "reassigning",
    "resolving",
    "resolving_people",
    "asking",
    "questions",
    "ladder",
    "deputies",
    "policy",
    "policy_rules",
    "token_rules",
    "tasks",
    "turn",
    "redrafting",
    "composing",
    "reading",
    "ledger",
    "ledger_verifying",
    "due_times",
    "business_time",
)
"""The modules of `domain/` that say who decides what, when, on which text, and what is kept."""

_AT_ONCE = "2"
_SURVIVED = 0
_FOUND_OUT = (1, 3)
_NO_TEST = (5, 33)
_OPEN = ("survived", "no test", "not tried")
# Behind everything of .venv: what mutmut needs besides must not replace what the tests run on.
_MUTMUT = """\
import sys
sys.path.append(".tools/mutation")
from mutmut.__main__ import cli
cli()
"""


def said_of(code: int | None) -> str:
    """Return what mutmut's exit code of one mutant means; a run without an end is found out."""
    if code is None:
        return "not tried"
    if code in _NO_TEST:
        return "no test"
    return "survived" if code == _SURVIVED else "killed" if code in _FOUND_OUT else "timeout"


def figures(codes: dict[str, int | None]) -> str:
    """Return the figures of one module in a line."""
    counts = Counter(map(said_of, codes.values()))
    names = ("killed", "timeout", "survived", "no test", "not tried")
    told = ", ".join(f"{counts[name]} {name}" for name in names if counts[name])
    return f"{len(codes)} mutants: {told or 'nothing to change'}"


def _results(module: str) -> Path:
    return ROOT / "mutants" / "domain" / f"{module}.py.meta"


def _codes(module: str) -> dict[str, int | None]:
    told = json.loads(_results(module).read_text("utf-8"))
    found: dict[str, int | None] = told["exit_code_by_key"]
    return found


def _mutmut(*words: str) -> int:
    return subprocess.run([sys.executable, "-c", _MUTMUT, *words], cwd=ROOT, check=False).returncode


def _modules(words: list[str]) -> tuple[str, ...]:
    there = {file.stem for file in (ROOT / "domain").glob("*.py")}
    if unknown := [word for word in words if word not in there]:
        sys.exit(f"there is no module domain/{unknown[0]}.py")
    return tuple(words) or CORE


def _left(modules: Iterable[str]) -> Iterator[str]:
    """Name what is to be tried: all of a module that is new or changed, else what is not killed."""
    for module in modules:
        found, source = _results(module), ROOT / "domain" / f"{module}.py"
        if not found.exists() or found.stat().st_mtime < source.stat().st_mtime:
            yield f"domain.{module}.*"
        else:
            yield from (name for name, code in _codes(module).items() if said_of(code) in _OPEN)


def main(words: list[str]) -> int:
    """Run, or go on; then say what was found. 1 where a change was found out by no test."""
    if words[:1] == ["show"]:
        return _mutmut(*words)
    modules = _modules(words)
    left = list(_left(modules))
    if left and (failed := _mutmut("run", "--max-children", _AT_ONCE, *left)):
        return failed
    everything: dict[str, int | None] = {}
    for module in modules:
        codes = _codes(module)
        everything |= codes
        sys.stdout.write(f"domain/{module}.py · {figures(codes)}\n")
        for name, code in codes.items():
            if said_of(code) in _OPEN:
                sys.stdout.write(f"    {name}: {said_of(code)}\n")
    sys.stdout.write(f"all · {figures(everything)}\n")
    return int(any(said_of(code) in _OPEN for code in everything.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
