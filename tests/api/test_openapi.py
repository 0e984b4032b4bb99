"""The OpenAPI document, and the whole API held to it by schemathesis on a real server."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.problem_words import FORMS
from tests.api.calling import Api
from tests.api.killed import house

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
)
SPONSOR = "stella.ahmed"


async def test_the_document_names_every_address_of_the_issue(calls: Api) -> None:
    document = (await calls("GET", "/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    one = "/v1/collaborations/{id}"
    wanted = {
        "/v1/collaborations": {"get", "post"},
        one: {"get"},
        **{f"{one}/{verb}": {"post"} for verb in ("close", "pause", "resume")},
        **{f"{one}/{what}": {"post"} for what in ("feedback", "conflicts", "ideas", "evaluations")},
        f"{one}/schedule": {"put"},
        **{f"{one}/{what}": {"get"} for what in ("charter", "report", "ledger")},
        "/v1/suggestions": {"get"},
        "/v1/suggestions/{id}": {"get"},
        "/v1/suggestions/{id}/revisions/{number}": {"get"},
        "/v1/suggestions/{id}/diff": {"get"},
        "/v1/suggestions/{id}/decisions": {"post"},
        "/v1/suggestions/decisions:batch": {"post"},
        "/v1/schemas/{name}": {"get"},
        "/v1/policies:preview": {"post"},
        "/v1/imports/{kind}": {"post"},
        "/v1/strategy": {"get", "put"},
        "/v1/events": {"get"},
        "/v1/webhooks": {"get", "post"},
        "/v1/webhooks/{id}": {"get", "delete"},
        "/healthz": {"get"},
        "/readyz": {"get"},
        "/metrics": {"get"},
    }
    found = {path: set(ways) for path, ways in document["paths"].items()}
    assert {path: found.get(path) for path in wanted} == wanted
    for path, ways in document["paths"].items():
        for way, told in ways.items():
            assert told["summary"], (way, path)
            assert told["description"], (way, path)


def _patterns(at: Any) -> Iterator[str]:
    if isinstance(at, dict):
        if isinstance(at.get("pattern"), str):
            yield at["pattern"]
        for one in at.values():
            yield from _patterns(one)
    elif isinstance(at, list):
        for one in at:
            yield from _patterns(one)


async def test_every_pattern_of_the_document_has_words_for_whoever_does_not_fit_it(
    calls: Api,
) -> None:
    """Nobody who follows half a link is answered with a regular expression."""
    found = set(_patterns((await calls("GET", "/openapi.json")).json()))
    decimals = {one for one in found if one.startswith(r"^(?!^[-+.]*$)")}
    assert len(found - decimals) > 8
    assert found - decimals <= set(FORMS)


def _tried(url: str, home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Let schemathesis call everything; what it keeps is kept in `home`."""
    run = [str(Path(sys.executable).with_name("st")), "run", f"{url}/openapi.json"]
    run += ["-H", f"Accord-As: {SPONSOR}", "-c", ",".join(CHECKS), "--exclude-path", "/v1/events"]
    return subprocess.run(
        [*run, "--continue-on-failure", "--seed", "1", *words],
        cwd=home,
        env={name: value for name, value in os.environ.items() if "PYTEST" not in name},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


async def _held(home: Path, *words: str) -> None:
    (home / "house").mkdir()
    (home / "kept").mkdir()
    async with house(home / "house") as at:
        ended = await asyncio.to_thread(_tried, at.url, home / "kept", *words)
    assert ended.returncode == 0, ended.stdout[-6_000:]


async def test_nothing_that_is_sent_ends_in_a_fault_or_in_an_answer_of_another_shape(
    tmp_path: Path,
) -> None:
    words = ("--phases", "fuzzing,stateful", "--max-examples", "2", "--max-time", "25")
    await _held(tmp_path, *words)


@pytest.mark.soak
async def test_the_same_with_every_case_that_the_document_has(tmp_path: Path) -> None:
    words = ("--phases", "coverage,fuzzing,stateful", "--max-examples", "25", "--max-time", "600")
    await _held(tmp_path, *words)
