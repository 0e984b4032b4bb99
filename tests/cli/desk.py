import contextlib
import dataclasses
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import pytest

from activities.sources import read_document
from cli.main import run

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SPONSOR, LEAD, HEAD = "stella.ahmed", "felix.hoffmann", "lucia.novak"
COMMAND = [sys.executable, "-c", "from cli.main import main; main()"]
_OURS = ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "ACCORD_AS", "ACCORD_STORE", "ACCORD_UI")
_MODEL = ("OPENAI_API_KEY", "OPENAI_BASE_URL")


@dataclasses.dataclass(frozen=True)
class Answer:
    """What one command answered."""

    code: int
    out: str
    err: str

    @property
    def first(self) -> str:
        return self.out.partition("\n")[0]

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


@dataclasses.dataclass(frozen=True)
class Desk:
    """Where commands are run: the home of an engine, and a folder for the files they read."""

    home: Path
    folder: Path

    @property
    def ours(self) -> dict[str, str]:
        """Return the variables that stand for this desk."""
        own = {"ACCORD_HOME": str(self.home), "ACCORD_DATA": str(EXAMPLES), "ACCORD_LANG": "en"}
        return own | {"ACCORD_MODELS": str(self.home.parent / "models")}

    @property
    def environment(self) -> dict[str, str]:
        """Return the whole environment of a process at this desk."""
        kept = {key: value for key, value in os.environ.items() if key not in (*_OURS, *_MODEL)}
        return kept | self.ours | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}

    def __call__(self, *arguments: str, **more: str) -> Answer:
        """Run a command in this process; `more` are variables of its environment."""
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            for name in (*_OURS, *_MODEL):
                patch.delenv(name, raising=False)
            for name, value in (self.ours | more).items():
                patch.setenv(name, value)
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                code = run(list(arguments))
        return Answer(code, out.getvalue(), err.getvalue())

    def process(
        self,
        *arguments: str,
        log: IO[str] | int = subprocess.PIPE,
        more: Mapping[str, str] | None = None,
    ) -> "subprocess.Popen[str]":
        """Start a command as a person's shell does; `more` are variables of its environment."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            env=self.environment | dict(more or {}),
            stdout=subprocess.PIPE,
            stderr=log,
            stdin=subprocess.DEVNULL,
            text=True,
        )

    def run(self, *arguments: str) -> Answer:
        """Run a command as a process of its own, to its end."""
        with self.process(*arguments) as process:
            out, err = process.communicate(timeout=60)
        return Answer(process.returncode, out, err)

    def written(self, name: str, document: object) -> str:
        """Write a document as JSON, which is YAML, and return its path."""
        file = self.folder / name
        text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
        file.write_text(text, encoding="utf-8")
        return str(file)

    def brief(self, name: str, **changed: object) -> str:
        """Write the example's brief under another id, and return its path."""
        brief = read_document(EXAMPLES, "en/brief.yaml") | {"id": name} | changed
        return self.written(f"{name}.json", brief)

    def start(self, name: str, **changed: object) -> str:
        """Start a collaboration and return its id."""
        answer = self("start", self.brief(name, **changed))
        assert answer.code == 0, answer
        return name

    def until(
        self, id: str, ready: Callable[[dict[str, Any]], Any], seconds: float = 20
    ) -> dict[str, Any]:
        """Ask `accord show` until the answer is as wanted."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            answer = self("show", id, "--json")
            assert answer.code == 0, answer
            if ready(answer.document):
                return answer.document
            time.sleep(0.2)
        raise AssertionError(f"{id} did not come to that: {answer.out}")

    def rows(
        self, id: str, ready: Callable[[list[dict[str, Any]]], Any], seconds: float = 20
    ) -> list[dict[str, Any]]:
        """Ask `accord ledger show` until it is as wanted: a row is written after its answer."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            rows: list[dict[str, Any]] = self("ledger", "show", id, "--json").document["rows"]
            if ready(rows):
                return rows
            time.sleep(0.2)
        raise AssertionError(f"the ledger of {id} did not come to that: {rows}")

    def asked(self, suggestion: str) -> dict[str, Any]:
        """Wait until a suggestion is put before people, and return what is shown of it."""
        name = suggestion.partition(":")[0]
        self.until(name, lambda seen: suggestion in [w["id"] for w in seen["waiting"]])
        return self.until(suggestion, lambda seen: seen["status"] == "pending")

    def approve(self, suggestion: str) -> None:
        """Let everybody who is asked approve."""
        seen = self.asked(suggestion)
        people = [person["account"] for person in seen["waiting"]["people"]]
        enough = people[:1] if seen["waiting"]["one_is_enough"] else people
        for account in enough:
            answer = self("decide", suggestion, "approve", "--as", account)
            assert answer.code == 0, answer
