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
MAX_COMMENTS = 200


class Approver(Frozen):
    """One person who is asked; `items` None means the whole suggestion. `why` says their part."""

    account: str
    name: str
    why: Bilingual
    items: tuple[str, ...] | None = None


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
    an editor would otherwise sign their own words alone. `decided` maps decision ids to what was
    decided, so that the same decision twice counts once. `unrecorded` waits for the ledger.
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
    signatures: tuple[Signature, ...] = ()
    authors: dict[str, str] = Field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    remarks: tuple[Remark, ...] = ()
    decided: dict[str, str] = Field(default_factory=dict)
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
    wanted = approver.items
    return tuple(item for item in state.items if wanted is None or item.id in wanted)


def signers(state: ApprovalState, item: Item) -> frozenset[str]:
    """Return who has signed this item as it reads now; a signature on older text is void."""
    return frozenset(
        s.actor for s in state.signatures if s.item == item.id and s.fingerprint == item.fingerprint
    )


def has_signed(state: ApprovalState, approver: Approver) -> bool:
    """Say whether this approver has signed everything in their scope as it reads now."""
    return all(approver.account in signers(state, item) for item in scope(state, approver))


def words_seconded(state: ApprovalState) -> bool:
    """Say whether each item with an initiator was signed by somebody else as well."""
    return all(
        signers(state, item) - {state.authors[item.id]}
        for item in state.items
        if item.id in state.authors
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
