import typing

import pytest

from api.seeing_suggestion import path
from cli.show_path import path_lines
from domain.asking import Step
from domain.signing import ApprovalState
from domain.tasks import TaskState
from domain.text import Language
from domain.wording import TASK_NAMES
from tests.approvals import asks, does, drafting, pending, policy, put, suggestion
from tests.cli.desk import Desk


def lines(state: ApprovalState, language: Language = "en") -> list[str]:
    return list(path_lines(state, path(state), language))


def two_steps() -> ApprovalState:
    steps = (
        Step(name="Heads", mode="all", approvers=(asks("ana"), asks("bo"))),
        Step(mode="any", approvers=(asks("cy"),), veto=("cy",)),
    )
    return put(drafting(), suggestion(), policy("ana").model_copy(update={"steps": steps}))


def test_each_person_has_a_line_under_their_step() -> None:
    assert lines(does(two_steps(), "approve", "ana")) == [
        "Path: step 1 of 2",
        "  → Step 1 · all of them must approve · Heads [1]",
        "      安娜 (ana): approved",
        "      Bo Lin (bo): asked now",
        "  Step 2 · must approve [2]; a no of cy ends it",
        "      Cy Moor (cy): not asked yet",
    ]


def test_the_path_comes_in_the_readers_language_whatever_the_collaborations_is() -> None:
    told = lines(does(does(two_steps(), "approve", "ana"), "approve", "bo"), "zh")
    assert told[0] == "审批路径：第 2 步，共 2 步"
    assert told[1] == "  ✓ 第 1 步 · 会签：须全部同意 · Heads [1]"
    assert told[-1] == "      Cy Moor（cy）：待审批"


def test_who_handed_on_and_who_closed_without_deciding_are_told_apart() -> None:
    state = does(pending("ana", "bo", mode="any"), "transfer", "ana", to=("cy",))
    (step,) = path(does(state, "approve", "bo"))
    assert [(task.account, task.state) for task in step.tasks] == [
        ("ana", "transferred"),
        ("cy", "done"),
        ("bo", "approved"),
    ]
    assert (step.key, step.mode, step.needed, step.current) == ("1", "any", 1, False)


def test_before_the_first_draft_there_is_no_path() -> None:
    assert lines(drafting()) == []


@pytest.mark.parametrize("state", typing.get_args(TaskState))
def test_every_task_has_a_name_in_both_languages(state: TaskState) -> None:
    name = TASK_NAMES[state]
    assert name.en.isascii()
    assert not name.zh.isascii()


def test_show_tells_the_path_in_words_and_in_the_document(desk: Desk) -> None:
    desk.start("path-1")
    desk.asked("path-1:need:1")
    first, *later = desk("show", "path-1:need:1", "--json").document["path"]
    assert first["current"]
    assert {task["state"] for task in first["tasks"]} == {"pending"}
    assert {task["state"] for step in later for task in step["tasks"]} <= {"waiting"}
    out = desk("show", "path-1:need:1").out
    assert f"Path: step 1 of {1 + len(later)}" in out
    assert "      Lucia Novak (lucia.novak): asked now" in out
