"""Each hard case, event, invariant, defect and refusal has a guard that a test misses."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.guards import ROOT, Guard, guards

FILES = {
    "hard case": "tests/domain/test_hard_cases.py",
    "event": "tests/domain/test_event_table.py",
}
INVARIANTS = "tests/domain/test_approval_properties.py"


def sentences_of(file: str) -> set[str]:
    tree = ast.parse(Path(file).read_text("utf-8"))
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return {node.name for node in found if node.name.startswith("test_")}


def invariants() -> set[str]:
    """Return the methods of the property machine that are held to after every step."""
    marked = (
        node
        for node in ast.walk(ast.parse(Path(INVARIANTS).read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any("invariant" in ast.unparse(one) for one in node.decorator_list)
    )
    return {node.name for node in marked}


def test_every_hard_case_and_every_row_of_the_event_table_has_a_guard() -> None:
    for sort, file in FILES.items():
        guarded = {one.title for one in guards() if one.sort == sort}
        assert sentences_of(file) == guarded, sort


def test_every_invariant_has_a_guard() -> None:
    assert {one.name for one in guards() if one.sort == "invariant"} == invariants()


def test_every_defect_that_a_test_keeps_out_has_a_guard_that_one_of_its_tests_misses() -> None:
    rows = tomllib.loads(Path("tests/defects.toml").read_text("utf-8"))["defect"]
    kept_out = {one["pattern"]: one["tests"] for one in rows if one.get("tests")}
    guarded = [one for one in guards() if one.sort == "defect"]
    assert {one.name for one in guarded} == set(kept_out)
    for one in guarded:
        assert one.test in kept_out[one.name], one.test


CODES = {
    "permission": {"domain/granting.py": r'_refused\("(\w+)"'},
    "company account": {"domain/bearer.py": r'"((?:bearer|id)_\w+)"'},
    "link": {
        "domain/token_rules.py": r'refusal\("(token_\w+)"',
        "activities/tokens.py": r'return "(token_\w+)"',
    },
}
"""Where the codes stand with which somebody is refused, by the sort of their guards."""


@pytest.mark.parametrize("sort", CODES)
def test_every_code_with_which_somebody_is_refused_has_a_guard(sort: str) -> None:
    guarded = {one.name for one in guards() if one.sort == sort}
    for file, form in CODES[sort].items():
        codes = set(re.findall(form, (ROOT / file).read_text("utf-8")))
        assert len(codes) > 1
        assert codes <= guarded, file


@pytest.mark.parametrize(
    "guard", [one for row in guards() for one in (row, *row.also)], ids=lambda guard: guard.title
)
def test_a_guard_stands_in_the_code_once_and_means_something(guard: Guard) -> None:
    assert (ROOT / guard.file).read_text("utf-8").count(guard.guard) == 1
    assert guard.guard != guard.without
    assert not guard.file.startswith("tests/")
