"""A survey of waiting: what departments say of themselves, and what may stand in it. 自报.

Nothing here was measured. Hours are named by the week, never as the queue hours of a log are, and
have no interval, so that the two cannot be added up.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from domain.event_words import is_placeholder
from domain.problems import shown
from domain.survey_words import WEEKLY, Period
from domain.text import Bilingual, fold

Basis = Literal["self-reported"]
SELF_REPORTED: Basis = "self-reported"
LABEL = Bilingual(en="self-reported", zh="自报")
MOST_PROCESSES = 3
MONTH = 52 / 12
"""Weeks of a month."""

Standing = Literal["confirmed", "mutual", "denied", "unmentioned", "unanswered"]
"""What the department waited on says of a claim.

It confirms it; names a wait on the other side itself; denies it; answered and says nothing of it;
or did not answer. The last three are one-sided.
"""
ONE_SIDED: Mapping[Standing, Bilingual] = {
    "denied": Bilingual(en="the other side denies it", zh="对方否认"),
    "unmentioned": Bilingual(
        en="the other side answered and says nothing of it", zh="对方已答复，但未提及"
    ),
    "unanswered": Bilingual(en="the other side has not answered", zh="对方尚未答复"),
}


class Answer(NamedTuple):
    """One row of a survey. A department that waits for nobody has one without a process."""

    department: str
    process: str = ""
    waits_on: str = ""
    times: float = 0.0
    per: Period = "week"
    hours: float = 0.0
    confirmed: bool | None = None

    @property
    def is_claim(self) -> bool:
        """Say whether a known department says that it waits on a known one."""
        return not (is_placeholder(self.department) or is_placeholder(self.waits_on))

    @property
    def hours_per_week(self) -> float:
        """Return the hours lost in a week of five working days."""
        return self.times * WEEKLY[self.per] * self.hours

    @property
    def subject(self) -> tuple[str, str, str]:
        """Return what it is about: answers of one subject must say the same."""
        return fold(self.department), fold(self.process), fold(self.waits_on)


class Fault(NamedTuple):
    """What is wrong with the answer at this place in the list."""

    place: int
    sentence: Bilingual


def faults(answers: Sequence[Answer], places: Sequence[int | None]) -> Iterator[Fault]:
    """Yield what no survey may hold; `places` are the lines that the answers stand in."""
    processes: dict[str, set[str]] = {}
    first: dict[tuple[str, str, str], int] = {}
    for index, one in enumerate(answers):
        if is_placeholder(one.department) or not one.process:
            continue
        if fold(one.department) == fold(one.waits_on):
            yield Fault(index, _waits_on_itself(one))
            continue
        named = processes.setdefault(fold(one.department), set())
        if fold(one.process) not in named and len(named) == MOST_PROCESSES:
            yield Fault(index, _too_many(one))
            continue
        named.add(fold(one.process))
        before = first.setdefault(one.subject, index)
        if not _agree(answers[before], one):
            yield Fault(index, _contradicts(one, places[before]))


def _agree(first: Answer, other: Answer) -> bool:
    return first[3:] == other[3:]


def _waits_on_itself(one: Answer) -> Bilingual:
    name = shown(one.department)
    return Bilingual(
        en=f"“{name}” waits on itself; name the other department",
        zh=f"「{name}」等待的是自己，请填写所等待的其他部门",
    )


def _too_many(one: Answer) -> Bilingual:
    name, process = shown(one.department), shown(one.process)
    return Bilingual(
        en=f"“{process}” is a fourth process of “{name}”; a department names at most "
        f"{MOST_PROCESSES}, those that cost it most",
        zh=f"「{process}」是「{name}」的第四个流程；每个部门最多填写 {MOST_PROCESSES} 个，"
        f"请只保留损失最大的",
    )


def _contradicts(one: Answer, line: int | None) -> Bilingual:
    name, process = shown(one.department), shown(one.process)
    where_en, where_zh = (f"in line {line}", f"第 {line} 行") if line else ("before", "前文")
    return Bilingual(
        en=f"“{name}” says of “{process}” something else than {where_en}; keep one of them",
        zh=f"「{name}」关于「{process}」的说法与{where_zh}不同，请只保留一条",
    )
