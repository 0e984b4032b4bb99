"""A command: what one person asks to be done with a suggestion, read from whatever they sent."""

from typing import Any, Literal, get_args

from pydantic import Field

from domain.given import read_as, read_object
from domain.suggestion import fingerprint
from domain.text import Bilingual, Frozen, Text

Verb = Literal["approve", "edit", "request_changes", "reject", "comment"]
VERBS: tuple[Verb, ...] = get_args(Verb)


class ItemChange(Frozen):
    """New values for some fields of one item."""

    id: str = Field(min_length=1, max_length=200)
    body: dict[str, Any] = Field(min_length=1)


class Command(Frozen):
    """One decision as sent. `decision_id` makes a repeated send count once.

    `fingerprint` is the fingerprint of the revision the person saw, or its first 8 or more digits.
    """

    decision_id: str = Field(min_length=1, max_length=200)
    verb: Verb
    actor: str | None = Field(default=None, min_length=1, max_length=64)
    revision: int | None = Field(default=None, ge=1)
    fingerprint: str | None = Field(default=None, pattern=r"^[0-9a-f]{8,64}$")
    comment: Text = ""
    changes: tuple[ItemChange, ...] = Field(default=(), max_length=200)
    surface: str = Field(default="temporal", pattern=r"^[a-z][a-z-]{0,31}$")

    @property
    def content(self) -> str:
        """Return the hash of what is decided, without where it was sent from."""
        return fingerprint(self.model_dump(mode="json", exclude={"surface", "decision_id"}))


_WANTED = Bilingual(en="actor, revision and fingerprint", zh=" actor、revision 和 fingerprint")


def read_command(verb: str | None, given: Any, decision_id: str) -> Command:
    """Build a command from what a surface sent; `verb` None means that `given` names it.

    Raises BadInputError with one sentence when `given` is not an object, holds an unknown field,
    or a value of the wrong type. Nothing typed by a person can get past this as something else.
    """
    named = read_object(given, _WANTED)
    if verb is not None:
        named["verb"] = verb
    named.setdefault("decision_id", decision_id)
    return read_as(Command, named)
