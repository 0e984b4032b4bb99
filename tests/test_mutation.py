"""The mutation run reads its results as they are, and its pages say the same in both languages."""

import re

import pytest

from tests.mutation import CORE, ROOT, figures, said_of

PAGES = [(ROOT / "docs" / name).read_text("utf-8") for name in ("mutation.md", "mutation.zh-CN.md")]
_ROW = re.compile(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
_SUM = re.compile(r"^\| \*\*\S+\*\* \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (0, "survived"),
        (1, "killed"),
        (3, "killed"),
        (5, "no test"),
        (33, "no test"),
        (-24, "timeout"),
        (36, "timeout"),
        (None, "not tried"),
    ],
)
def test_an_exit_code_is_told_for_what_it_is(code: int | None, said: str) -> None:
    assert said_of(code) == said


def test_the_figures_of_a_module_are_told_in_a_line() -> None:
    codes = {"a": 1, "b": 0, "c": None, "d": 33, "e": -24, "f": 3}
    assert figures(codes) == ("6 mutants: 2 killed, 1 timeout, 1 survived, 1 no test, 1 not tried")
    assert figures({}) == "0 mutants: nothing to change"


def test_the_decision_core_is_there() -> None:
    assert len(set(CORE)) == len(CORE)
    for module in CORE:
        assert (ROOT / "domain" / f"{module}.py").is_file(), module


def test_both_pages_have_the_same_figures_and_they_add_up() -> None:
    rows = [_ROW.findall(page) for page in PAGES]
    assert rows[0] == rows[1]
    assert [name for name, *_ in rows[0]] == list(CORE)
    sums = tuple(str(sum(int(row[place]) for row in rows[0])) for place in (1, 2, 3))
    assert [_SUM.findall(page) for page in PAGES] == [[sums], [sums]]
    for _, mutants, killed, survived in rows[0]:
        assert int(mutants) == int(killed) + int(survived)
