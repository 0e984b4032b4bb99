"""Who has signed what: the state of one suggestion, and whether it is complete."""

import datetime as dt
from typing import Literal

from pydantic import Field

from domain.asking import Approver as Approver
from domain.asking import Colleague, Dedup, Question
from domain.asking import Mode as Mode
from domain.asking import Step as Step
from domain.directory import Contact
from domain.items import Body
from domain.ledger import Entry
from domain.suggestion import Asked, Item, Kind, Suggestion
from domain.text import Frozen, Language, Text

Status = Literal[
    "drafting",
    "pending",
    "approved",
    "rejected",
    "expired",
    "withdrawn",
    "terminated",
    "impossible",
]

ENDED: tuple[Status, ...] = (
    "approved",
    "rejected",
    "expired",
    "withdrawn",
    "terminated",
    "impossible",
)
MAX_ROUNDS = 3
"""New drafts on request, whether with wishes or without: each may cost a model's call."""
MAX_COMMENTS = 200
MAX_COMMENT_CHARACTERS = 50_000
"""Comments travel with the state through every query and continue-as-new."""


class Signature(Frozen):
    """One approver's yes to one item in one step, bound to the fingerprint of what they saw."""

    item: str
    fingerprint: str
    actor: str
    decision: str
    revision: int
    surface: str
    verified: bool
    at: dt.datetime
    step: str = ""


class Rejection(Frozen):
    """One approver's no in a `ratio` step, to the text with this fingerprint."""

    step: str
    actor: str
    fingerprint: str


class Remark(Frozen):
    """A comment: heard, recorded, and without effect on the state."""

    by: str
    text: Text
    at: dt.datetime


class ApprovalState(Frozen):
    """Everything about one suggestion that a decision depends on; carried across continue-as-new.

    `authors` names, per item, the initiator whose words it is; `initiator` whose words the whole
    is. `stewards` may terminate it. `seconds` are asked, in order, when an editor would otherwise
    sign their own words alone; `heads`, by department, when an edit brings their department in;
    `ladders`, by account, when an approver stays silent. `redrafts` counts the new drafts that
    were asked for without a wish; `renewed` names the steps that were gone back to, in which a yes
    from an earlier step no longer counts. `decided` maps decision ids to what was decided, so that
    the same decision twice counts once; `tokens` the ids of used tokens to those decisions.
    `decided_on` maps account and item to the fingerprint that this person last signed or sent
    back, `former` those fingerprints to their texts, so that they are shown what changed since.
    `rows` are the charter's roles, where the suggestion is about who takes over in them; `departed`
    are who may be lost, until that was looked up. `refused` are the accounts that no further draft
    of a team proposes.
    `unrecorded` waits for the ledger. The deadline stands still from `stopped_at` on, while the
    collaboration is paused or a question is open. Its times are rough while it is `untimed`:
    calendars and absences are not read yet; at `again_at` they are read again.
    """

    id: str
    collaboration: str
    kind: Kind
    language: Language
    status: Status = "drafting"
    suggestion: Suggestion | None = None
    steps: tuple[Step, ...] = ()
    step: int = 0
    dedup: Dedup = "consecutive"
    seconds: tuple[Approver, ...] = ()
    heads: dict[str, Approver] = Field(default_factory=dict)
    ladders: dict[str, tuple[Colleague, ...]] = Field(default_factory=dict)
    initiator: str | None = None
    stewards: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    authors: dict[str, str] = Field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    redrafts: int = 0
    rollbacks: int = 0
    renewed: tuple[str, ...] = ()
    added: int = 0
    remarks: tuple[Remark, ...] = ()
    questions: tuple[Question, ...] = ()
    copied: tuple[str, ...] = ()
    decided: dict[str, str] = Field(default_factory=dict)
    tokens: dict[str, str] = Field(default_factory=dict)
    decided_on: dict[str, dict[str, str]] = Field(default_factory=dict)
    former: dict[str, Body] = Field(default_factory=dict)
    decided_by: tuple[str, ...] = ()
    remind_after: dt.timedelta = dt.timedelta(days=2)
    decide_within: dt.timedelta = dt.timedelta(days=5)
    waiting_since: dt.datetime | None = None
    remind_at: dt.datetime | None = None
    escalate_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    reminded: bool = False
    escalated: bool = False
    urged_at: dt.datetime | None = None
    untimed: bool = False
    again_at: dt.datetime | None = None
    paused_at: dt.datetime | None = None
    stopped_at: dt.datetime | None = None
    people: tuple[Contact, ...] = ()
    targets: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    rows: tuple[Item, ...] = Field(default=(), exclude_if=lambda rows: not rows)
    departed: tuple[str, ...] = Field(default=(), exclude_if=lambda departed: not departed)
    refused: tuple[str, ...] = ()
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

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Return the questions that wait for an answer."""
        return tuple(question for question in self.questions if question.open)

    def approver(self, account: str) -> Approver | None:
        """Return the place in the current step in which this person signs, if there is one."""
        return self.current.holder(account) if self.current else None

    def contact(self, account: str) -> Contact | None:
        """Return who this is, if the collaboration knows this person."""
        return next((one for one in self.people if one.account == account), None)


def scope(state: ApprovalState, approver: Approver) -> tuple[Item, ...]:
    """Return the items of the current revision that this approver signs."""
    return tuple(item for item in state.items if approver.signs(item.id))


def standing(state: ApprovalState) -> tuple[Signature, ...]:
    """Return the signatures that count: on text as it reads now, by people asked in that step."""
    reads = {(item.id, item.fingerprint) for item in state.items}
    asked = {
        (step.key, account)
        for step in state.steps
        for approver in step.approvers
        for account in approver.accounts
    }
    return tuple(
        s
        for s in state.signatures
        if (s.item, s.fingerprint) in reads and (s.step, s.actor) in asked
    )


def counted(state: ApprovalState, index: int) -> tuple[Signature, ...]:
    """Return the signatures that count in one step, those given in earlier steps included."""
    signed, found = standing(state), tuple[Signature, ...]()
    for place, step in enumerate(state.steps[: index + 1]):
        people = {account for one in step.approvers for account in one.accounts}
        own = tuple(s for s in signed if s.step == step.key)
        if state.dedup == "none" or not place or step.key in state.renewed:
            found = own
        elif state.dedup == "once":
            found = (*found, *own)
        else:
            found = (*(s for s in found if s.actor in people), *own)
    return found


def has_signed(state: ApprovalState, approver: Approver, index: int | None = None) -> bool:
    """Say whether somebody in this place has signed all of its scope as it reads now."""
    return _covers(state, counted(state, state.step if index is None else index), approver)


def _covers(state: ApprovalState, signatures: tuple[Signature, ...], approver: Approver) -> bool:
    accounts = approver.accounts
    signed = {s.item for s in signatures if s.actor in accounts}
    return all(item.id in signed for item in scope(state, approver))


def has_rejected(state: ApprovalState, step: Step, approver: Approver) -> bool:
    """Say whether somebody in this place said no to the text as it reads now."""
    reads = state.suggestion.fingerprint if state.suggestion else ""
    return any(
        one.step == step.key and one.actor in approver.accounts and one.fingerprint == reads
        for one in state.rejections
    )


def words_seconded(state: ApprovalState) -> bool:
    """Say whether each item with an initiator was signed by somebody else as well."""
    signed = standing(state)
    return all(
        any(s.item == item and s.actor != author for s in signed)
        for item, author in state.authors.items()
    )


def waiting(state: ApprovalState) -> tuple[Approver, ...]:
    """Return who is still asked, in the order of the step; a delegate in the place of who asked."""
    step = state.current
    if state.status != "pending" or not step:
        return ()
    signed = counted(state, state.step)
    silent = [
        a
        for a in step.approvers
        if not _covers(state, signed, a) and not has_rejected(state, step, a)
    ]
    return tuple(_asked_now(one) for one in (silent[:1] if step.mode == "sequence" else silent))


def _asked_now(approver: Approver) -> Approver:
    if not approver.delegates:
        return approver
    return approver.model_copy(update=dict(approver.delegates[-1]))


def enough(state: ApprovalState) -> bool:
    """Say whether the current step holds every signature it needs on the current text."""
    step = state.current
    if not step or not state.items:
        return False
    signed = counted(state, state.step)
    return sum(_covers(state, signed, one) for one in step.approvers) >= step.needed


def unreachable(state: ApprovalState) -> bool:
    """Say whether so many said no in the current step that enough can no longer say yes."""
    step = state.current
    if not step:
        return False
    lost = sum(has_rejected(state, step, one) for one in step.approvers)
    return len(step.approvers) - lost < step.needed


def complete(state: ApprovalState) -> bool:
    """Say whether the current step is done; the last one also sees to the words of initiators."""
    last = state.step + 1 >= len(state.steps)
    return enough(state) and (not last or words_seconded(state))


def advanced(state: ApprovalState) -> ApprovalState:
    """Go on to the first step that still needs a signature, or to the last."""
    while complete(state) and state.step + 1 < len(state.steps):
        state = state.model_copy(update={"step": state.step + 1})
    return state


def alone(state: ApprovalState) -> tuple[str, ...]:
    """Return the items that nobody but their own author is asked about from here on."""
    approvers = [one for step in state.steps[state.step :] for one in step.approvers]
    return tuple(
        item
        for item, author in state.authors.items()
        if not any(a.account != author and a.signs(item) for a in approvers)
    )


def in_step(state: ApprovalState, index: int, step: Step) -> ApprovalState:
    """Return the state with another step in this place."""
    return state.model_copy(
        update={"steps": (*state.steps[:index], step, *state.steps[index + 1 :])}
    )


def joined(state: ApprovalState, approver: Approver) -> ApprovalState:
    """Ask one more person in the current step, about the whole; a person is asked once."""
    if not state.current:
        return state
    others = tuple(a for a in state.current.approvers if a.account != approver.account)
    step = state.current.model_copy(update={"approvers": (*others, approver)})
    return in_step(state, state.step, step)


def seconded(state: ApprovalState) -> ApprovalState:
    """See, where that is possible, that somebody else is asked about each author's words."""
    for item in alone(state):
        second = next((s for s in state.seconds if s.account != state.authors[item]), None)
        state = joined(state, second) if second else state
    return state
