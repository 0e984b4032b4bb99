"""What goes into the outbox when something was decided: in whose language, and to whom."""

import dataclasses
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.testing import ActivityEnvironment

from activities.ground import Ground
from activities.recording import Recording
from activities.suggestion_requests import Conclusion, Told
from domain import events
from domain.directory import Directory, Person
from domain.listing import listing
from domain.messages import asked_message, ended_message
from domain.signing import ApprovalState
from store import outbox
from store.people import COMPANY, keep_directory
from tests.approvals import NOW, pending

PEOPLE = Directory(
    people=(
        Person(account="ana", name="安娜", department="Sales", language="zh"),
        Person(account="bo", name="Bo Lin", department="Legal", language="en"),
    )
)


@dataclasses.dataclass
class Engine:
    """Stands for the engine: keeps the signals that are sent to collaborations."""

    signals: list[str] = dataclasses.field(default_factory=list)

    def get_workflow_handle(self, home: str) -> "Engine":
        return self

    async def signal(self, name: str, *told: object) -> None:
        self.signals.append(name)


@pytest.fixture
async def recording(engine: AsyncEngine, tmp_path: Path) -> Recording:
    await keep_directory(engine, COMPANY, PEOPLE)
    return Recording(Ground(engine, tmp_path, ()), cast(Client, Engine()))


async def tell(recording: Recording, state: ApprovalState) -> None:
    told = Told(announcements=asked_message(state, NOW), listed=listing(state), at=NOW)
    await ActivityEnvironment().run(recording.tell, told)


async def end(recording: Recording, state: ApprovalState) -> None:
    more: dict[str, Any] = {"kind": state.kind, "entries": (), "state": state.status, "at": NOW}
    conclusion = Conclusion(
        collaboration=state.collaboration,
        home="collaboration:x",
        suggestion=state.id,
        announcements=ended_message(state, NOW),
        **more,
    )
    for _ in range(2):  # an activity may be done again
        await ActivityEnvironment().run(recording.conclude, conclusion)


async def subjects(engine: AsyncEngine) -> dict[str, str]:
    found = await outbox.announcements(engine, "onboarding-1")
    return {one.key.removeprefix("onboarding-1:roles:1:"): one.subject for one in found}


async def test_each_is_told_in_their_own_language(
    recording: Recording, engine: AsyncEngine
) -> None:
    await tell(recording, pending("ana", "bo", "gone", language="zh"))
    assert await subjects(engine) == {
        "r1:asked:ana": "请审批：Who does what",
        "r1:asked:bo": "Please decide: Who does what",
        "r1:asked:gone": "请审批：Who does what",
    }


async def test_whoever_was_asked_about_an_earlier_text_hears_how_it_ended(
    recording: Recording, engine: AsyncEngine
) -> None:
    await tell(recording, pending("ana", "bo"))
    await end(recording, events.expired(pending("ana"), NOW))  # bo is not asked any more
    found = {key: said for key, said in (await subjects(engine)).items() if "ended" in key}
    assert set(found) == {"ended:ana", "ended:bo"}
    assert found["ended:bo"] == "Who does what: expired without a decision"
    assert "expired" not in found["ended:ana"]
