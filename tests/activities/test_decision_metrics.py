"""Decisions are counted once each, and no word of a stranger becomes a label."""

import dataclasses
import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.testing import ActivityEnvironment

from activities import decision_metrics
from activities.ground import Ground
from activities.recording import Recording
from activities.refusals import keep_refusal
from activities.suggestion_requests import Conclusion
from domain.ledger import Entry
from tests.approvals import NOW

LABELS = ("result", "verb", "surface", "kind")


class Counted:
    """What was counted, by the last parts of the labels."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._reader = InMemoryMetricReader()
        meter = MeterProvider([self._reader], shutdown_on_exit=False).get_meter("test")
        counter = meter.create_counter("accord.decisions", "{decision}")
        monkeypatch.setattr(decision_metrics, "_decisions", lambda: counter)

    def rows(self) -> dict[tuple[str, ...], int]:
        found = self._reader.get_metrics_data()
        if found is None:
            return {}
        points: list[Any] = [
            *found.resource_metrics[0].scope_metrics[0].metrics[0].data.data_points
        ]
        named = [
            ({name.rpartition(".")[2]: value for name, value in p.attributes.items()}, p.value)
            for p in points
        ]
        return {tuple(about[label] for label in LABELS): value for about, value in named}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def _entry(key: str, **changes: Any) -> Entry:
    whole: dict[str, Any] = {
        "collaboration": "x",
        "suggestion": "x:goals:1",
        "key": key,
        "verb": "approve",
        "result": "recorded",
        "surface": "page",
        "at": NOW,
    }
    return Entry.model_validate(whole | changes)


async def _concluded(recording: Recording, attempt: int, *entries: Entry) -> None:
    here = ActivityEnvironment()
    here.info = dataclasses.replace(here.info, attempt=attempt)
    given: dict[str, Any] = {"collaboration": "x", "home": "collaboration:x", "kind": "goals"}
    given |= {"suggestion": "x:goals:1", "entries": entries, "state": None, "revision": 1}
    given |= {"decided_by": (), "sentence": "", "at": NOW, "announcements": (), "revised": ()}
    await here.run(recording.conclude, Conclusion.model_validate(given))


class Engine:
    """Stands for the engine, which is told how the ledger grows."""

    def get_workflow_handle(self, home: str) -> "Engine":
        return self

    async def signal(self, name: str, *told: object) -> None:
        pass


async def test_a_decision_is_counted_once_however_often_it_is_recorded(
    counted: Counted, engine: AsyncEngine, tmp_path: Path
) -> None:
    recording = Recording(Ground(engine, tmp_path, ()), Engine())  # type: ignore[arg-type]
    await _concluded(recording, 1, _entry("one"))
    await _concluded(recording, 2, _entry("one"), _entry("two", verb="reject", surface="api"))
    assert counted.rows() == {
        ("recorded", "approve", "page", "goals"): 1,
        ("recorded", "reject", "api", "goals"): 1,
    }


async def test_what_a_stranger_sent_is_counted_and_not_repeated(
    counted: Counted, engine: AsyncEngine, tmp_path: Path
) -> None:
    for number in range(3):
        await keep_refusal(
            Ground(engine, tmp_path, ()),
            workflow_id=f"suggestion:x:my-own-kind-{number}:1",
            update_id=f"u-{number}",
            update=f"steal-{number}",
            given={"actor": "mallory", "surface": f"my-door-{number}"},
            sentence="no · 不行",
            at=dt.datetime.now(dt.UTC),
        )
    assert counted.rows() == {("refused", "_OTHER", "_OTHER", "_OTHER"): 3}
