"""Recorded histories replay on the workflows as they are now: running collaborations go on."""

import base64
import json
import re
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.workflows.replaying import replayer

FILES = sorted((Path(__file__).parent / "histories").glob("*.json"))
KINDS = (
    "need",
    "resource",
    "team",
    "roles",
    "goals",
    "cadence",
    "digest",
    "resolution",
    "adjustment",
    "idea",
)


def _history(file: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8"))


@pytest.fixture(scope="module", name="replayer")
def one_replayer() -> Replayer:
    return replayer()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_there_is_a_history_of_every_workflow_and_every_kind(language: str) -> None:
    names = {file.stem for file in FILES}
    sorts = ("collaboration", "round", "conflict", "evaluation")
    wanted = {f"{language}-{sort}" for sort in sorts}
    assert wanted | {f"{language}-suggestion-{kind}" for kind in KINDS} == {
        name for name in names if name.startswith(language)
    }


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_a_history_replays(replayer: Replayer, file: Path) -> None:
    await replayer.replay_workflow(_history(file))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_history_says_nothing_about_the_machine_it_was_recorded_on(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    payloads = re.findall(r'"data":"([^"]*)"', text)
    assert payloads
    opened = b"\n".join(base64.b64decode(payload) for payload in payloads).decode()
    for path in ("/root", "/home/", "/tmp", "/work/", "/Users"):
        assert path not in re.sub(r'"data":"[^"]*"', "", text)
        assert path not in opened
    assert "@" not in re.sub(r'"data":"[^"]*"', "", text)


@pytest.mark.parametrize(
    ("name", "activity", "other"),
    [
        ("en-collaboration", "gather_roles", "gather_cadence"),
        ("zh-suggestion-goals", "draft_goals", "draft_need"),
        ("en-round", "invite", "remind"),
        ("zh-conflict", "gather_resolution", "gather_idea"),
        ("en-evaluation", "evaluate", "gather_need"),
    ],
)
async def test_a_workflow_that_took_other_steps_does_not_replay(
    replayer: Replayer, name: str, activity: str, other: str
) -> None:
    """The same as a changed workflow on an unchanged history; it shows that replaying can fail."""
    told = json.loads(next(f for f in FILES if f.stem == name).read_text(encoding="utf-8"))
    changed = json.dumps(told).replace(f'"name": "{activity}"', f'"name": "{other}"')
    assert changed != json.dumps(told)
    with pytest.raises(NondeterminismError):
        await replayer.replay_workflow(WorkflowHistory.from_json(name, changed))
