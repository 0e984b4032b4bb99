"""Who has signed what: steps, approvers, signatures, and whether a suggestion is complete."""

import datetime as dt
from typing import Literal

from pydantic import Field

from domain.facts import Contact
from domain.ledger import Entry
from domain.suggestion import Asked, Item, Kind, Suggestion
from domain.text import Bilingual, Frozen, Language, Text

Mode = Literal["all", "any"]
Status = Literal[
    "drafting", "pending", "approved", "rejected", "expired", "withdrawn", "impossible"
]

ENDED: tuple[Status, ...] = ("approved", "rejected", "expired", "withdrawn", "impossible")
MAX_ROUNDS = 3
"""New drafts on request, whether with wishes or without: each may cost a model's call."""
MAX_COMMENTS = 200
MAX_COMMENT_CHARACTERS = 50_000
"""Comments travel with the state through every query and continue-as-new."""


class Approver(Frozen):
    """One person who is asked; `items` None means the whole suggestion. `why` says their part."""

    account: str
    name: str
    why: Bilingual
    items: tuple[str, ...] | None = None

    def signs(self, item: str) -> bool:
        """Say whether this item is in the approver's scope."""
        return self.items is None or item in self.items


class Step(Frozen):
    """People asked together: `all` 会签, `any` 或签."""

    mode: Mode
    approvers: tuple[Approver, ...] = Field(min_length=1)


class Signature(Frozen):
    """One approver's yes to one item, bound to the fingerprint of what they saw."""

    item: str
    fingerprint: str
    actor: str
    decision: str
    revision: int
    surface: str
    verified: bool
    at: dt.datetime


class Remark(Frozen):
    """A comment: heard, recorded, and without effect on the state."""

    by: str
    text: Text
    at: dt.datetime


class ApprovalState(Frozen):
    """Everything about one suggestion that a decision depends on; carried across continue-as-new.

    `authors` names, per item, the initiator whose words it is. `seconds` are asked, in order, when
    an editor would otherwise sign their own words alone; `heads`, by department, when an edit
    brings their department in. `redrafts` counts the new drafts that were asked for without a
    wish. `decided` maps decision ids to what was decided, so that the same decision twice counts
    once; `tokens` maps the ids of the tokens that were used to those decisions. `unrecorded` waits
    for the ledger.
    """

    id: str
    collaboration: str
    kind: Kind
    language: Language
    status: Status = "drafting"
    suggestion: Suggestion | None = None
    steps: tuple[Step, ...] = ()
    step: int = 0
    seconds: tuple[Approver, ...] = ()
    heads: dict[str, Approver] = Field(default_factory=dict)
    signatures: tuple[Signature, ...] = ()
    authors: dict[str, str] = Field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    redrafts: int = 0
    remarks: tuple[Remark, ...] = ()
    decided: dict[str, str] = Field(default_factory=dict)
    tokens: dict[str, str] = Field(default_factory=dict)
    decided_by: tuple[str, ...] = ()
    remind_after: dt.timedelta = dt.timedelta(days=2)
    decide_within: dt.timedelta = dt.timedelta(days=5)
    waiting_since: dt.datetime | None = None
    remind_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    reminded: bool = False
    paused_at: dt.datetime | None = None
    people: tuple[Contact, ...] = ()
    targets: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    unrecorded: tuple[Entry, ...] = ()
    last_recorded: str = ""
    sentence: str = ""

    @property
    def revision(self) -> int:
        """Return the number of the revision that people see; 0 before the first draft."""
        return self.suggestion.revision if self.suggestion else 0

    @property
    def rounds(self) -> int:
        """Return how many new drafts people have asked for, with wishes or without."""
        return len(self.asked) + self.redrafts

    @property
    def current(self) -> Step | None:
        """Return the step that is being decided."""
        return self.steps[self.step] if self.step < len(self.steps) else None

    @property
    def items(self) -> tuple[Item, ...]:
        """Return the items of the current revision."""
        return self.suggestion.items if self.suggestion else ()

    def approver(self, account: str) -> Approver | None:
        """Return this person's place in the current step, if they are asked."""
        approvers = self.current.approvers if self.current else ()
        return next((a for a in approvers if a.account == account), None)


def scope(state: ApprovalState, approver: Approver) -> tuple[Item, ...]:
    """Return the items of the current revision that this approver signs."""
    return tuple(item for item in state.items if approver.signs(item.id))


def standing(state: ApprovalState) -> tuple[Signature, ...]:
    """Return the signatures that count: on text as it reads now, by people who are asked."""
    reads = {(item.id, item.fingerprint) for item in state.items}
    asked = {approver.account for step in state.steps for approver in step.approvers}
    return tuple(
        s for s in state.signatures if (s.item, s.fingerprint) in reads and s.actor in asked
    )


def has_signed(state: ApprovalState, approver: Approver) -> bool:
    """Say whether this approver has signed everything in their scope as it reads now."""
    signed = {s.item for s in standing(state) if s.actor == approver.account}
    return all(item.id in signed for item in scope(state, approver))


def words_seconded(state: ApprovalState) -> bool:
    """Say whether each item with an initiator was signed by somebody else as well."""
    signed = standing(state)
    return all(
        any(s.item == item and s.actor != author for s in signed)
        for item, author in state.authors.items()
    )


def waiting(state: ApprovalState) -> tuple[Approver, ...]:
    """Return who is still asked, in the order of the step."""
    if state.status != "pending" or not state.current:
        return ()
    return tuple(a for a in state.current.approvers if not has_signed(state, a))


def complete(state: ApprovalState) -> bool:
    """Say whether the current step holds every signature it needs on the current text."""
    if not state.current or not state.items:
        return False
    signed = [has_signed(state, approver) for approver in state.current.approvers]
    enough = all(signed) if state.current.mode == "all" else any(signed)
    return enough and words_seconded(state)


def advanced(state: ApprovalState) -> ApprovalState:
    """Go on to the first step that still needs a signature, or to the last."""
    while complete(state) and state.step + 1 < len(state.steps):
        state = state.model_copy(update={"step": state.step + 1})
    return state


def alone(state: ApprovalState) -> tuple[str, ...]:
    """Return the items that nobody but their own author is asked about in the current step."""
    approvers = state.current.approvers if state.current else ()
    return tuple(
        item
        for item, author in state.authors.items()
        if not any(a.account != author and a.signs(item) for a in approvers)
    )


def joined(state: ApprovalState, approver: Approver) -> ApprovalState:
    """Ask one more person in the current step, about the whole; a person is asked once."""
    if not state.current:
        return state
    others = tuple(a for a in state.current.approvers if a.account != approver.account)
    step = state.current.model_copy(update={"approvers": (*others, approver)})
    steps = (*state.steps[: state.step], step, *state.steps[state.step + 1 :])
    return state.model_copy(update={"steps": steps})


def seconded(state: ApprovalState) -> ApprovalState:
    """See, where that is possible, that somebody else is asked about each author's words."""
    for item in alone(state):
        second = next((s for s in state.seconds if s.account != state.authors[item]), None)
        state = joined(state, second) if second else state
    return state
