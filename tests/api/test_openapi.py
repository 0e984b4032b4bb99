"""The OpenAPI document, and the whole API held to it by schemathesis on a real server."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from api.problems import MEDIA
from domain.problem_words import FORMS
from tests.api import sensible
from tests.api.calling import Api
from tests.api.killed import house
from tests.workflows.cast import until
from tests.workflows.place import brief

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "use_after_free",
    "ensure_resource_availability",
)
SPONSOR = "stella.ahmed"
FOLLOWED = 25
"""Of 35 links and those that schemathesis infers, so many at least are followed."""
ROOT = Path(__file__).parents[2]


async def test_the_document_names_every_address_of_the_issue(calls: Api) -> None:
    document = (await calls("GET", "/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    one = "/v1/collaborations/{id}"
    wanted = {
        "/v1/collaborations": {"get", "post"},
        one: {"get"},
        **{f"{one}/{verb}": {"post"} for verb in ("close", "pause", "resume")},
        **{f"{one}/{what}": {"post"} for what in ("feedback", "conflicts", "ideas", "evaluations")},
        f"{one}/departures": {"post"},
        f"{one}/schedule": {"put"},
        **{f"{one}/{what}": {"get"} for what in ("charter", "report", "ledger")},
        f"{one}/permissions": {"get", "post"},
        f"{one}/permissions/{{permission}}": {"delete"},
        "/v1/suggestions": {"get"},
        "/v1/suggestions/{id}": {"get"},
        "/v1/suggestions/{id}/revisions/{number}": {"get"},
        "/v1/suggestions/{id}/diff": {"get"},
        "/v1/suggestions/{id}/decisions": {"post"},
        "/v1/suggestions/decisions:batch": {"post"},
        "/v1/schemas/{name}": {"get"},
        "/v1/policies:preview": {"post"},
        "/v1/teams:plan": {"post"},
        "/v1/roles:check": {"post"},
        "/v1/imports/{kind}": {"post"},
        "/v1/imports/event-logs": {"get"},
        "/v1/imports/event-logs/{name}": {"delete"},
        "/v1/needs": {"post"},
        "/v1/needs:survey": {"post"},
        "/v1/needs:map": {"post"},
        f"{one}/map.svg": {"get"},
        "/v1/strategy": {"get", "put"},
        "/v1/cards": {"get"},
        "/v1/cards/{department}": {"get", "put"},
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


async def test_a_problem_is_documented_as_it_is_sent(calls: Api) -> None:
    document = (await calls("GET", "/openapi.json")).json()
    for path, ways in document["paths"].items():
        for way, told in ways.items():
            problem = told["responses"]["404"]["content"]
            assert problem == {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}, (
                way,
                path,
            )
    answer = await calls("GET", "/v1/collaborations/nowhere", SPONSOR)
    assert answer.headers["content-type"] == MEDIA
    assert set(answer.json()) <= set(document["components"]["schemas"]["Problem"]["properties"])


async def test_a_file_that_is_not_kept_is_documented_as_it_is_answered(calls: Api) -> None:
    document = (await calls("GET", "/openapi.json")).json()
    path = "/v1/imports/directory?file=people.csv"
    answer = await calls("POST", path, SPONSOR, content=b"rubbish")
    assert answer.status_code == 422
    told = document["paths"]["/v1/imports/{kind}"]["post"]["responses"]["422"]["content"]
    shape = told[answer.headers["content-type"]]["schema"]["$ref"].rsplit("/", 1)[1]
    assert set(answer.json()) == set(document["components"]["schemas"][shape]["properties"])


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
    """Let schemathesis call everything; what it says and keeps is in `home`."""
    run = [str(Path(sys.executable).with_name("st")), "run", f"{url}/openapi.json"]
    run += ["-H", f"Accord-As: {SPONSOR}", "-c", ",".join(CHECKS), "--exclude-path", "/v1/events"]
    kept = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    hooks = {"SCHEMATHESIS_HOOKS": str(sensible.__file__), "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [*run, "--continue-on-failure", "--seed", "1", *words],
        cwd=home,
        env=kept | hooks,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    (home / "said.txt").write_text(ended.stdout + ended.stderr, "utf-8")
    return ended


async def _something_to_read(url: str) -> None:
    """Start collaborations, so that the lists lead on; wait until one asks for a decision."""
    async with httpx2.AsyncClient(base_url=url, headers={"accord-as": SPONSOR}) as client:
        for skip in ([], ["identify", "team", "goals"]):
            answer = await client.post("/v1/collaborations", json=brief("en", skip=skip))
            assert answer.status_code == 201, answer.text

        async def listed() -> bool:
            told = (await client.get("/v1/suggestions", params={"state": "pending"})).json()
            return len(told["suggestions"]) >= 2

        await until(listed, "two suggestions to be pending")


async def _held(home: Path, *words: str) -> str:
    """See that nothing was found, and return what was said."""
    (home / "house").mkdir()
    (home / "kept").mkdir()
    async with house(home / "house") as at:
        await _something_to_read(at.url)
        ended = await asyncio.to_thread(_tried, at.url, home / "kept", *words)
    said = ended.stdout[ended.stdout.find("= FAILURES =") :]
    assert ended.returncode == 0, f"all of it is in {home}/kept/said.txt\n{said[:6_000]}"
    return ended.stdout


async def test_nothing_that_is_sent_ends_in_a_fault_or_in_an_answer_of_another_shape(
    tmp_path: Path,
) -> None:
    words = ("--phases", "fuzzing,stateful", "--max-examples", "2", "--max-time", "25")
    await _held(tmp_path, *words)


@pytest.mark.soak
async def test_the_same_with_every_case_that_the_document_has(tmp_path: Path) -> None:
    phases, most = "coverage,fuzzing,stateful", "25"
    said = await _held(tmp_path, "--phases", phases, "--max-examples", most, "--max-time", "480")
    assert re.search(r"Selected: (\d+)/\d+\s+Tested: \1\s", said)
    links = re.search(r"API Links: +(\d+) covered", said)
    assert links is not None
    assert int(links[1]) >= FOLLOWED
