"""The figures from what the rules themselves record: rows, messages and revisions as they are."""

import datetime as dt
from typing import Any

from analysis.oversight import Oversight, oversight
from domain.asking import Step
from domain.messages import asked_message, asking_of
from domain.oversight import Asked, Watched
from domain.signing import ApprovalState
from tests.approvals import NOW, asks, change, does, drafting, policy, put, suggestion


class Course:
    """A suggestion before ana and bo, then cy; what happens to it minute by minute is kept."""

    def __init__(self) -> None:
        steps = (
            Step(mode="all", approvers=(asks("ana"), asks("bo"))),
            Step(mode="all", approvers=(asks("cy"),)),
        )
        asked = policy("ana").model_copy(update={"steps": steps})
        self.state, self.now = put(drafting(), suggestion(), asked), NOW
        self.texts = [suggestion()]
        self.asked: dict[str, Asked] = {}
        self._tell()

    def says(self, verb: str, who: str, **more: Any) -> None:
        self.now += dt.timedelta(minutes=1)
        before: ApprovalState = self.state
        self.state = does(before, verb, who, now=self.now, **more)
        if self.state.suggestion and self.state.revision > before.revision:
            self.texts.append(self.state.suggestion)
        self._tell()

    def _tell(self) -> None:
        for message in asked_message(self.state, self.now):
            asking = asking_of(message.key)
            assert asking
            self.asked.setdefault(message.key, Asked(asking, self.now))

    @property
    def figures(self) -> dict[str, Oversight]:
        rows, asked = self.state.unrecorded, tuple(self.asked.values())
        found = oversight(Watched(rows=rows, asked=asked, texts=tuple(self.texts)))
        return {one.approver: one for one in found}


def test_a_way_back_that_the_rules_took_is_a_reversal_of_whoever_signs_anew() -> None:
    course = Course()
    course.says("approve", "ana")
    course.says("approve", "bo")
    course.says("roll_back", "cy", step="1", comment="an old figure")
    course.says("approve", "ana")
    ana, bo = course.figures["ana"], course.figures["bo"]
    assert (ana.approvals, ana.rolled_back, bo.rolled_back) == (2, 1, 1)
    assert ana.median_elapsed == 60
    assert "cy" not in course.figures


def test_an_edit_that_the_rules_made_is_measured_and_asks_the_others_anew() -> None:
    course = Course()
    course.says("approve", "ana")
    course.says("edit", "bo", changes=change("role:1", deliverable="all contracts"))
    course.says("reject", "ana", comment="not so")
    ana, bo = course.figures["ana"], course.figures["bo"]
    assert (bo.edits, bo.approvals, bo.timed, bo.median_elapsed) == (1, 1, 1, 120)
    assert bo.edited_characters > 0
    assert (ana.approvals, ana.rejections, ana.timed) == (1, 1, 2)
    assert ana.p90_elapsed == 60
    assert ana.own_no == 0  # one of the items that ana had approved reads otherwise
