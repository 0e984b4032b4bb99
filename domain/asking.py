"""Who is asked: steps in order, each with its mode and its approvers."""

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from domain.text import Bilingual, Frozen, Text

Mode = Literal["all", "any", "sequence", "ratio"]
Dedup = Literal["none", "consecutive", "once"]
"""Whether one yes of a person counts again in later steps that ask the same person.

`consecutive` counts it in the steps that follow at once, `once` in every later step; always only
on text that still reads the same.
"""


class Colleague(Frozen):
    """Somebody who acts beside or for an approver; `why` says on what grounds."""

    account: str
    name: str
    why: Bilingual


class Approver(Frozen):
    """One person who is asked; `items` None means the whole suggestion. `why` says their part.

    Any of `stand_ins` may sign instead (escalation 升级上报): whoever signs, it is one signature.
    The last of `delegates` gives an opinion, which returns to the one before (委派). `added_by`
    names who added this approver (加签).
    """

    account: str
    name: str
    why: Bilingual
    items: tuple[str, ...] | None = None
    stand_ins: tuple[Colleague, ...] = ()
    delegates: tuple[Colleague, ...] = ()
    added_by: str | None = None

    def signs(self, item: str) -> bool:
        """Say whether this item is in the approver's scope."""
        return self.items is None or item in self.items

    @property
    def accounts(self) -> tuple[str, ...]:
        """Return whose signature counts here."""
        return (self.account, *(one.account for one in self.stand_ins))

    @property
    def involved(self) -> tuple[str, ...]:
        """Return everybody who has something to say here, delegates too."""
        return (*self.accounts, *(one.account for one in self.delegates))


class Left(Frozen):
    """Somebody who was asked in a step and no longer is."""

    account: str
    name: str
    how: Literal["transferred", "removed"]


class Step(Frozen):
    """People asked together: `all` 会签, `any` 或签, `sequence` 依次审批, `ratio` 按比例会签.

    In a `ratio` step `percent` of the approvers must say yes, rounded up to whole people, and a
    no counts against them; a no of one of `veto` ends the suggestion in every mode (一票否决).
    """

    key: str = ""
    name: str = ""
    mode: Mode
    approvers: tuple[Approver, ...] = Field(min_length=1)
    percent: int | None = Field(default=None, ge=1, le=100)
    veto: tuple[str, ...] = ()
    left: tuple[Left, ...] = ()
    added_by: str | None = None

    @model_validator(mode="after")
    def _measured(self) -> Self:
        if (self.mode == "ratio") != (self.percent is not None):
            raise ValueError("percent goes with the mode ratio, and with no other")
        return self

    @property
    def needed(self) -> int:
        """Return how many approvers must say yes; integers only, so that 28 % of 25 is 7."""
        match self.mode:
            case "any":
                return 1
            case "ratio":
                return -(-(self.percent or 100) * len(self.approvers) // 100)
            case _:
                return len(self.approvers)

    @property
    def involved(self) -> frozenset[str]:
        """Return everybody who has something to say in this step."""
        return frozenset(account for one in self.approvers for account in one.involved)

    def holder(self, account: str) -> Approver | None:
        """Return the place in which this person signs, if there is one."""
        return next((a for a in self.approvers if account in a.accounts), None)

    def delegated(self, account: str) -> Approver | None:
        """Return the place for which this person is asked for an opinion, if there is one."""
        asked = (a for a in self.approvers if a.delegates)
        return next((a for a in asked if a.delegates[-1].account == account), None)

    def replaced(self, account: str, *approvers: Approver) -> "Step":
        """Return the step with other approvers in the place of this one."""
        found: list[Approver] = []
        for one in self.approvers:
            found += approvers if one.account == account else (one,)
        return self.model_copy(update={"approvers": tuple(found)})


class Policy(Frozen):
    """The people asked about one revision, and who seconds an edit, in order of preference.

    `heads`, by department, are asked as well when an edit brings their department in; empty for
    kinds that are not decided by heads. `ladders`, by account, are asked as well when an approver
    stays silent; `stewards` may terminate.
    """

    steps: tuple[Step, ...]
    seconds: tuple[Approver, ...] = ()
    heads: dict[str, Approver] = Field(default_factory=dict)
    ladders: dict[str, tuple[Colleague, ...]] = Field(default_factory=dict)
    stewards: tuple[str, ...] = ()
    dedup: Dedup = "consecutive"


class Question(Frozen):
    """A request for information; the deadline stops until it is answered (要求补充说明).

    Without `to` the evidence that `item` cites was the answer.
    """

    id: str
    by: str
    text: Text
    at: dt.datetime
    to: str | None = None
    item: str | None = None
    answer: Text | None = None
    answered_at: dt.datetime | None = None
    moot: bool = False

    @property
    def open(self) -> bool:
        """Say whether an answer is still waited for."""
        return self.answer is None and not self.moot
