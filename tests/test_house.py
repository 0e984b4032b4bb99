import ast
import itertools
import os
import re
import tomllib
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from domain.brief import STAGES
from domain.items import Body
from domain.suggestion import KINDS

HOUSE = Path(__file__).parents[1]
ROOMS = ("cli", "api", "workflows", "activities", "store", "prompts", "analysis", "domain")
LOCK = (HOUSE / "requirements.lock").read_text(encoding="utf-8")
PINNED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==(\S+)", re.MULTILINE)


def imported(file: Path) -> set[str]:
    """The outermost packages that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def plain(requirement: str) -> str:
    return re.split(r"[\[<>=!~ ;]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def test_the_lock_names_no_host_and_no_index() -> None:
    assert "://" not in LOCK
    assert "@" not in LOCK
    options = re.findall(r"(?:^|\s)(-[-\w]+)", LOCK)
    assert set(options) == {"--hash"}


def test_everything_in_the_lock_is_pinned_with_a_hash() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) > 40
    for entry in entries:
        assert PINNED.match(entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_the_lock_holds_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    extra = (HOUSE / "requirements.in").read_text(encoding="utf-8").splitlines()
    asked = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["dev"],
        *(line for line in extra if line and not line.startswith("#")),
    ]
    locked = {plain(name) for name, _ in PINNED.findall(LOCK)}
    assert {plain(requirement) for requirement in asked} <= locked


def test_continuous_integration_runs_what_a_person_runs() -> None:
    script = HOUSE / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")


def test_the_readme_is_there_in_both_languages() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        assert "make demo" in (HOUSE / name).read_text(encoding="utf-8"), name
    chinese = (HOUSE / "README.zh-CN.md").read_text(encoding="utf-8")
    assert len(re.findall("[一-鿿]", chinese)) > 300


def test_the_worker_imports_rooms_and_no_other_door() -> None:
    own = {path.stem for path in HOUSE.glob("*.py")} | {path.parent.name for path in _code()}
    assert imported(HOUSE / "worker.py") & own <= {*ROOMS, "telemetry", "traces"} - {"cli", "api"}
    for name in ("telemetry.py", "traces.py"):
        assert imported(HOUSE / name) & own <= {"domain", "otlp"}
    assert imported(HOUSE / "otlp.py") & own <= {"domain"}


def test_no_room_imports_the_worker_or_the_tests() -> None:
    for file in _code():
        room = file.relative_to(HOUSE).parts[0]
        outside = {"tests"} if room == "cli" else {"tests", "worker"}
        assert not imported(file) & outside, file


def test_only_one_file_talks_to_a_model() -> None:
    talking = [file.relative_to(HOUSE) for file in _code() if "openai" in imported(file)]
    assert talking == [Path("activities/llm.py")]


def test_only_two_files_do_cryptography() -> None:
    """The ledger's key, and the certificate that a pilot on a LAN is served with."""
    doing = [file.relative_to(HOUSE) for file in _code() if "cryptography" in imported(file)]
    assert doing == [Path("store/certificates.py"), Path("store/ledger_key.py")]


def test_the_glossary_has_every_word_of_the_code_in_both_languages() -> None:
    page = (HOUSE / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.splitlines()
        if line.startswith("| ") and not line.startswith("| word")
    ]
    assert all(len(row) == 4 and all(row) for row in rows)
    assert all(re.search("[一-鿿]", row[1]) and re.search("[一-鿿]", row[3]) for row in rows)
    words = {word for row in rows for word in re.findall(r"`(\w+)`", row[0])}
    bodies = {get_args(body.model_fields["type"].annotation)[0] for body in _bodies()}
    assert {*KINDS, *STAGES, *bodies} <= words


def test_the_pages_on_operations_name_the_same_variables() -> None:
    english, chinese = (
        set(re.findall(r"`([A-Z][A-Z_]{4,}\w*)", (HOUSE / "docs" / name).read_text("utf-8")))
        for name in ("operations.md", "operations.zh-CN.md")
    )
    assert len(english) > 30
    assert english == chinese


def _bodies() -> list[type[BaseModel]]:
    return list(get_args(get_args(Body)[0]))


def _code() -> list[Path]:
    return [file for room in ROOMS for file in sorted((HOUSE / room).rglob("*.py"))]


def _moments(function: ast.AST) -> set[str]:
    """The names in a function that hold a time for a reader."""
    told: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and any(_is_moment(one) for one in ast.walk(node.value)):
            targets = [name for target in node.targets for name in ast.walk(target)]
            told |= {name.id for name in targets if isinstance(name, ast.Name)}
    return told


def _is_moment(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "moment"


def test_no_space_stands_between_a_time_in_chinese_and_the_word_behind_it() -> None:
    """Such a time ends with a bracket, （北京时间）, which brings its own space."""
    seen = 0
    for file in _code():
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            moments = _moments(function)
            for told in ast.walk(function):
                parts = told.values if isinstance(told, ast.JoinedStr) else []
                for part, behind in itertools.pairwise(parts):
                    if not isinstance(part, ast.FormattedValue):
                        continue
                    name = getattr(part.value, "id", None)
                    if name in moments or _is_moment(part.value):
                        seen += 1
                        words = behind.value if isinstance(behind, ast.Constant) else ""
                        assert not re.match(" [一-鿿]", str(words)), (file, words)
    assert seen > 20
