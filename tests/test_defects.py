"""Each defect seen in a peer is kept out by a test, or waits for the issue of its surface."""

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

DEFECTS: list[dict[str, Any]] = tomllib.loads(Path("tests/defects.toml").read_text("utf-8"))[
    "defect"
]
PATTERNS = 31
"""Rows of the list of approval defects that this file answers, one by one."""


@cache
def names(file: str) -> frozenset[str]:
    tree = ast.parse(Path(file).read_text("utf-8"))
    found = (n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in found)


def test_every_pattern_is_listed_once() -> None:
    patterns = [one["pattern"] for one in DEFECTS]
    assert len(patterns) == len(set(patterns)) == PATTERNS


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect["pattern"])
def test_a_defect_names_its_tests_or_the_issue_that_closes_it(defect: dict[str, Any]) -> None:
    assert defect["seen_in"]
    assert defect.get("tests") or (defect["issue"] > 4 and defect["surface"])
    for test in defect.get("tests", ()):
        file, _, name = test.partition("::")
        assert name in names(file), test
