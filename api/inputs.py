"""What the addresses and bodies of the API take."""

import datetime as dt
import re
from typing import Annotated, Any

from fastapi import Path
from pydantic import Field

from domain.command import BOUND, ItemChange, Place, Then, Verb
from domain.conflict import Conflict, Position
from domain.given import read_as
from domain.ledger import LARGEST_REVISION
from domain.suggestion import KINDS, Kind
from domain.text import ID_PATTERN, Account, Frozen, Line, Text

CollaborationId = Annotated[str, Path(pattern=ID_PATTERN, examples=["returns-2"])]
SUGGESTION = re.compile(rf"^[a-z0-9][a-z0-9-]{{0,47}}:({'|'.join(KINDS)}):[1-9][0-9]{{0,5}}$")
SuggestionId = Annotated[str, Path(pattern=SUGGESTION.pattern, examples=["returns-2:need:1"])]
MOST_AT_ONCE = 50


class Decision(Frozen):
    """One decision. What is about the text names it: by revision and fingerprint, or If-Match.

    Who decides is who is signed in, and cannot be said here.
    """

    verb: Verb
    revision: int | None = Field(default=None, strict=True, ge=1, le=LARGEST_REVISION)
    fingerprint: str | None = Field(default=None, pattern=r"^[0-9a-f]{8,64}$")
    comment: Text = ""
    changes: tuple[ItemChange, ...] = Field(default=(), max_length=200)
    to: tuple[Account, ...] = Field(default=(), max_length=20)
    place: Place | None = None
    mode: str | None = Field(default=None, pattern="^(all|any|sequence)$")
    step: str | None = Field(default=None, max_length=40)
    then: Then | None = None
    item: str | None = Field(default=None, max_length=200)
    question: str | None = Field(default=None, max_length=200)

    @property
    def names_text(self) -> bool:
        """Say whether this verb is about a text."""
        return self.verb in BOUND

    def sent(self) -> dict[str, Any]:
        """Return it as it goes to the suggestion."""
        return self.model_dump(mode="json", exclude_unset=True)


class DecisionForm(Frozen):
    """What a form of the decision page sends, and nothing else. See `api.pages.forms`."""

    verb: Verb
    revision: int = Field(ge=1, le=LARGEST_REVISION)
    fingerprint: str = Field(pattern="^[0-9a-f]{16}$")
    nonce: str = Field(pattern="^[A-Za-z0-9_-]{16,80}$")
    comment: str = Field(default="", max_length=40_000)
    to: str = Field(default="", max_length=64)
    item: str = Field(default="", max_length=200)
    csrf: str = Field(default="", max_length=200)
    token: str = Field(default="", max_length=2_000)

    @property
    def decision(self) -> Decision:
        """Return the decision in it. Raises BadInputError."""
        given: dict[str, Any] = {"verb": self.verb, "revision": self.revision}
        given |= {"fingerprint": self.fingerprint}
        given |= {"comment": self.comment} if self.comment.strip() else {}
        given |= {"to": (self.to,)} if self.to else {}
        given |= {"item": self.item} if self.item else {}
        return read_as(Decision, given)


class OneOfMany(Frozen):
    """An approval among several; nothing else is decided in a batch."""

    suggestion: str = Field(max_length=80)
    revision: int = Field(strict=True, ge=1, le=LARGEST_REVISION)
    fingerprint: str = Field(pattern=r"^[0-9a-f]{8,64}$")
    comment: Text = ""


class Batch(Frozen):
    """Several approvals, each of the text that it names."""

    decisions: tuple[OneOfMany, ...] = Field(min_length=1, max_length=MOST_AT_ONCE)


class Reason(Frozen):
    """Why, for the record."""

    comment: Text = ""


class Redraft(Frozen):
    """What to draft anew."""

    kind: Kind
    comment: Text = ""


class Feedback(Frozen):
    """One answer of whoever is signed in, or the end of the round."""

    text: Text | None = Field(default=None, min_length=1)
    close: bool = False
    round: int | None = Field(default=None, ge=1, le=10_000)


class Idea(Frozen):
    """An idea; its author is who is signed in."""

    title: Line
    text: Text = Field(min_length=1)


class Leaving(Frozen):
    """Who leaves, if it is not who is signed in, and why."""

    account: Account | None = None
    comment: Text = Field(default="", max_length=2_000)


class Raised(Frozen):
    """A new conflict, or one party's position on an open one."""

    conflict: Conflict | None = None
    position: Position | None = None
    number: int | None = Field(default=None, ge=1, le=10_000)


class Interval(Frozen):
    """How often to evaluate: an ISO 8601 duration."""

    every: dt.timedelta = Field(ge=dt.timedelta(minutes=1), le=dt.timedelta(days=366))
