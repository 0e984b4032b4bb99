"""What the documents tell people to type: every line parses, every JSON is what the rules read."""

import json
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.exceptions import TyperException

from cli.changes import read_changes
from cli.decide import read_verb
from cli.main import command_line
from domain.command import VERBS, Verb, read_command, unused
from tests.approvals import UNBOUND
from tests.cli.desk import ROOT

PAGES = sorted([*(ROOT / "docs").glob("*.md"), *ROOT.glob("README*.md")])
APPROVALS = {name: ROOT / "docs" / name for name in ("approvals.md", "approvals.zh-CN.md")}
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(text: str, sort: str) -> list[str]:
    return [block for named, block in _FENCE.findall(text) if named == sort]


def typed(text: str) -> list[str]:
    """The command lines of ours in the fenced blocks of a page."""
    lines = [line.strip() for _, block in _FENCE.findall(text) for line in block.splitlines()]
    return [line for line in lines if line.startswith("accord ")]


@cache
def root() -> Any:
    return typer.main.get_command(command_line([]))


def parsed(line: str) -> dict[str, Any]:
    """Return what the parser makes of a line, without running it."""
    name, *rest = shlex.split(line, comments=True)
    command, above = root(), None
    while True:
        context = command.make_context(name, list(rest), parent=above)
        left = [*getattr(context, "_protected_args", ()), *context.args]
        if not hasattr(command, "resolve_command"):
            assert not left, line
            found: dict[str, Any] = context.params
            return found
        name, command, rest = command.resolve_command(context, left)
        above = context


def sections(page: Path) -> dict[str, str]:
    found = re.findall(r"^### (\w+)\n(.*?)(?=^##)", page.read_text("utf-8"), re.DOTALL | re.M)
    return dict(found)


def languages() -> list[tuple[str, Verb]]:
    return [(name, verb) for name in APPROVALS for verb in VERBS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_in_the_documents_parses(page: Path) -> None:
    for line in typed(page.read_text(encoding="utf-8")):
        parsed(line)


def test_a_line_that_does_not_parse_would_be_found() -> None:
    lines = ("accord show", "accord decide a approve --for b", "accord nothing", "accord show a b")
    for line in lines:
        with pytest.raises(TyperException):
            parsed(line)


@pytest.mark.parametrize("name", APPROVALS)
def test_every_verb_has_its_section_in_the_order_of_the_rules(name: str) -> None:
    assert tuple(sections(APPROVALS[name])) == VERBS


@pytest.mark.parametrize(("name", "verb"), languages())
def test_each_verb_has_a_line_that_the_rules_can_read(name: str, verb: Verb) -> None:
    section = sections(APPROVALS[name])[verb]
    lines = typed(section)
    assert lines
    for line in lines:
        given = parsed(line)
        assert read_verb(given["verb"]) == verb
        told = {key: given[key] for key in ("to", "place", "mode", "step", "then", "item")}
        fields = {key: value for key, value in told.items() if value}
        fields |= {"changes": read_changes(given["change"], None)} if given["change"] else {}
        command = read_command(verb, fields | {"actor": given["actor"]}, "1")
        assert unused(command) is None


@pytest.mark.parametrize(("name", "verb"), languages())
def test_each_verb_has_the_json_for_the_temporal_ui(name: str, verb: Verb) -> None:
    (block,) = blocks(sections(APPROVALS[name])[verb], "json")
    command = read_command(verb, json.loads(block), "1")
    assert unused(command) is None
    assert (command.revision is None) == (command.fingerprint is None) == (verb in UNBOUND)


@pytest.mark.parametrize(("name", "verb"), languages())
def test_each_verb_says_who_may(name: str, verb: Verb) -> None:
    who = "**由谁：**" if name.endswith("zh-CN.md") else "**Who:**"
    assert who in sections(APPROVALS[name])[verb]


def test_both_languages_show_the_same_options() -> None:
    told = [
        {verb: re.findall(r"--[a-z]+ ", text) for verb, text in sections(page).items()}
        for page in APPROVALS.values()
    ]
    options = [{v: sorted(set(found)) for v, found in one.items()} for one in told]
    assert options[0] == options[1]
