"""What a suggestion is made of: one typed body for each sort of item."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from domain.resource import Funding, Outcome, Release, WeeklyHours
from domain.text import Day, Frozen, Line, Text

Number = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=18, decimal_places=4)]
"""Kept as decimal text, never as a float, so that a fingerprint is the same everywhere."""


Reason = Annotated[Text, Field(exclude_if=lambda reason: not reason)]
"""Left out when empty: what was signed before there were reasons keeps its fingerprint."""


class Need(Frozen):
    """A bottleneck worth working on together. `waiting` is the department whose queue it is."""

    type: Literal["need"] = "need"
    title: Line
    statement: Text
    waiting: Line | None
    senders: tuple[Line, ...]
    hours: Number | None = None


SubTeams = Annotated[
    tuple[Annotated[int, Field(ge=1, le=9)], ...], Field(exclude_if=lambda teams: not teams)
]
"""Left out when the team is one: what was signed before keeps its fingerprint."""


class Member(Frozen):
    """One person of the team: hours a week, the skills they cover, in a sentence why them.

    `sub_teams` are those in which they sit, where the team is split; of several they are the link.
    """

    type: Literal["member"] = "member"
    account: str
    name: Line
    department: Line
    hours: int = Field(ge=1, le=80)
    covers: tuple[str, ...] = ()
    lead: bool = False
    reason: Reason = ""
    sub_teams: SubTeams = ()


class Liaison(Frozen):
    """Who speaks for a department that has nobody in the core team, in a sentence why them."""

    type: Literal["liaison"] = "liaison"
    account: str
    name: Line
    department: Line
    reason: Reason = ""


class Role(Frozen):
    """One row of the role matrix (RACI); accounts. Exactly one is accountable, by type."""

    type: Literal["role"] = "role"
    deliverable: Line
    responsible: tuple[str, ...] = Field(min_length=1)
    accountable: str
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()


class SharedObjective(Frozen):
    """A shared objective; `serves` is the id of a strategic objective of the brief."""

    type: Literal["objective"] = "objective"
    text: Line
    serves: str


class KeyResult(Frozen):
    """A key result: from `baseline` to `target` by `due`; `owner` is an account."""

    type: Literal["key_result"] = "key_result"
    text: Line
    measure: str
    unit: Line
    better: Literal["lower", "higher"]
    keep: bool = False
    baseline: Number
    target: Number
    current: Number
    weight: int = Field(ge=1, le=1000, description="thousandths; all key results sum to 1000")
    due: Day
    owner: str
    source: Line
    affects: tuple[Line, ...] = Field(min_length=1, description="departments that it touches")


class Practice(Frozen):
    """One element of the cadence (沟通机制): a meeting, check-in, channel or agreement."""

    type: Literal["practice"] = "practice"
    form: Literal["meeting", "check_in", "channel", "agreement"]
    title: Line
    text: Text
    owner: str
    every_days: int | None = Field(default=None, ge=1, le=92)
    minutes: int | None = Field(default=None, ge=5, le=480)


class Quote(Frozen):
    """A verbatim part of one feedback item."""

    item: str
    text: Text


class Sentence(Frozen):
    """One sentence of a digest, with the quotations it rests on."""

    type: Literal["sentence"] = "sentence"
    text: Text
    quotes: tuple[Quote, ...] = Field(min_length=1)
    about: tuple[Line, ...] = Field(min_length=1, description="departments whose people it cites")


class Term(Frozen):
    """What one party gives and gets in a resolution; `option` is the option it belongs to."""

    type: Literal["term"] = "term"
    option: str
    department: Line
    gives: Text
    gets: Text


class Change(Frozen):
    """A proposed change of one item of the charter: `field` from `before` to `after`."""

    type: Literal["change"] = "change"
    target: str
    field: Literal["target", "due", "owner", "weight", "text"]
    before: Text
    after: Text
    reason: Text


class Idea(Frozen):
    """Anybody's proposal (员工提案), in the author's own words."""

    type: Literal["idea"] = "idea"
    title: Line
    text: Text
    author: str
    next_step: Text


Part = Literal["accountable", "responsible", "consulted", "informed", "owner", "member", "liaison"]
"""What somebody is to one item of the charter."""


class Succession(Frozen):
    """Who takes over one place of somebody who is lost (接任): their `part` in the item `target`.

    `about` says in the item's own words what it is about; `lost` and `successor` are accounts.
    """

    type: Literal["succession"] = "succession"
    target: str
    part: Part
    about: Line
    lost: str
    successor: str
    reason: Text


class Request(Frozen):
    """What an approver asked for when they sent the last draft back, word for word."""

    type: Literal["request"] = "request"
    text: Text
    asked_by: str
    handling: Text


Body = Annotated[
    Need
    | Outcome
    | WeeklyHours
    | Funding
    | Release
    | Member
    | Liaison
    | Role
    | SharedObjective
    | KeyResult
    | Practice
    | Sentence
    | Term
    | Change
    | Idea
    | Succession
    | Request,
    Field(discriminator="type"),
]
