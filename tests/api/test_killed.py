"""Whatever is killed at random while people decide: nothing is lost or doubled."""

import asyncio
import contextlib
import dataclasses
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import httpx2
import pytest

from domain.ledger import Row, first_fault
from store import ledger
from store.engine import close, open_store
from tests.api.killed import House, house
from tests.postgresql import Postgresql, prepared
from tests.workflows.cast import until
from tests.workflows.place import brief

EARLY = ["identify", "team", "goals"]
PATIENCE = 120.0
MOST = 150
"""Comments on one suggestion, while one that dies has not died yet."""
_log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class Patient:
    """Whoever asks again until they are answered, always under the same key."""

    client: httpx2.AsyncClient
    again: Counter[str] = dataclasses.field(default_factory=Counter)
    """How often each key was sent in vain."""

    async def __call__(
        self, method: str, path: str, who: str, key: str, body: Any = None
    ) -> dict[str, Any]:
        headers = {"accord-as": who, "idempotency-key": key}

        async def answered() -> httpx2.Response | None:
            with contextlib.suppress(httpx2.HTTPError):
                answer = await self.client.request(method, path, headers=headers, json=body)
                if answer.status_code != 503:
                    return answer
            self.again[key] += 1
            return None

        answer = await until(answered, f"an answer to {method} {path}", PATIENCE)
        assert answer.status_code < 300, answer.text
        told: dict[str, Any] = answer.json()
        return told


async def _waiting(client: httpx2.AsyncClient, sponsor: str, suggestion: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        try:
            answer = await client.get(
                f"/v1/suggestions/{suggestion}", headers={"accord-as": sponsor}
            )
        except httpx2.HTTPError:
            return None
        told: dict[str, Any] = answer.json() if answer.status_code == 200 else {}
        return told if told.get("waiting") and told.get("state") else None

    return await until(look, f"{suggestion} to wait for people", PATIENCE)


async def _started(ask: Patient) -> dict[str, Any]:
    """Start a collaboration; return its cadence as it waits for people."""
    wanted = brief("en", skip=EARLY)
    id, sponsor = wanted["id"], wanted["sponsor"]
    await ask("POST", "/v1/collaborations", sponsor, f"start-{id}", wanted)
    return await _waiting(ask.client, sponsor, f"{id}:cadence:1")


async def _decided(
    at: House,
    ask: Patient,
    seen: dict[str, Any],
    decisions: int,
    acknowledged: dict[str, str],
) -> None:
    """Comment again and again, and approve at the end."""
    suggestion = seen["id"]
    first = seen["waiting"]["people"][0]["account"]
    path = f"/v1/suggestions/{suggestion}/decisions"
    number = 0
    while number < decisions - 1 or (len(at.kills) < len(at.mortal) and number < MOST):
        number += 1
        key = f"{suggestion}-{number}"
        said = {"verb": "comment", "comment": f"number {number}"}
        told = await ask("POST", path, first, key, said)
        acknowledged[told["decision_id"]] = suggestion
    yes = {"verb": "approve", "revision": 1, "fingerprint": seen["fingerprint"][:16]}
    told = await ask("POST", path, first, f"{suggestion}-yes", yes)
    acknowledged[told["decision_id"]] = suggestion


async def _killed(
    home: Path, collaborations: int, decisions: int, server: Postgresql | None = None
) -> None:
    acknowledged: dict[str, str] = {}
    async with (
        house(home, server) as at,
        httpx2.AsyncClient(base_url=at.url, trust_env=False, timeout=20) as client,
    ):
        ask = Patient(client)
        waiting = await asyncio.gather(*(_started(ask) for _ in range(collaborations)))
        killing = asyncio.create_task(at.kill_at_random(lambda: len(acknowledged)))
        try:
            work = (_decided(at, ask, seen, decisions, acknowledged) for seen in waiting)
            await asyncio.gather(*work)
            assert not killing.done(), killing.exception()
        finally:
            killing.cancel()
            await asyncio.gather(killing, return_exceptions=True)
        again = len([key for key in ask.again if not key.startswith("start-")])
        _log.info(
            "%s killed; %d acknowledged, %d of them sent again", at.kills, len(acknowledged), again
        )
        assert set(at.kills) == set(at.mortal)
        assert len(acknowledged) >= collaborations * decisions
        await _all_in_the_ledger(at.store, acknowledged)


async def _all_in_the_ledger(store: str, acknowledged: dict[str, str]) -> None:
    """See that each acknowledged decision has one row, and that there is no other one."""
    ids = {suggestion.partition(":")[0] for suggestion in acknowledged.values()}
    engine = open_store(store)

    async def rows() -> list[Row] | None:
        found = [row for id in ids for row in await ledger.rows(engine, id)]
        decided = [row for row in found if ":decision:" in row.key]
        return decided if len(decided) >= len(acknowledged) else None

    found = await until(rows, f"{len(acknowledged)} rows", PATIENCE)
    for id in ids:
        assert first_fault(await ledger.rows(engine, id)) is None
    await close(engine)
    counted = Counter(row.key for row in found)
    assert set(counted.values()) == {1}
    assert set(counted) == {f"{s}:decision:{id}" for id, s in acknowledged.items()}


async def test_whatever_is_killed_each_decision_counts_once(tmp_path: Path) -> None:
    await _killed(tmp_path, collaborations=3, decisions=8)


@pytest.mark.soak
async def test_the_same_with_five_hundred_decisions(tmp_path: Path) -> None:
    await _killed(tmp_path, collaborations=10, decisions=50)


@pytest.mark.soak
async def test_the_same_with_a_database_that_is_killed_as_well(tmp_path: Path) -> None:
    with prepared() as server:
        await _killed(tmp_path, collaborations=10, decisions=50, server=server)
