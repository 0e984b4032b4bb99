"""A command: what one person asks to be done with a suggestion, read from whatever they sent."""

from typing import Any, Literal, get_args

from pydantic import Field, field_validator

from domain.errors import BadInputError, WrongValueError
from domain.given import read_as, read_object
from domain.ledger import LARGEST_REVISION
from domain.suggestion import fingerprint
from domain.text import Account, Bilingual, Frozen, Text
from domain.token import Token, filled

Verb = Literal[
    "approve",
    "edit",
    "request_changes",
    "redraft",
    "reject",
    "ask",
    "answer",
    "transfer",
    "delegate",
    "add_approver",
    "remove_approver",
    "roll_back",
    "withdraw",
    "terminate",
    "remind",
    "cc",
    "comment",
]
VERBS: tuple[Verb, ...] = get_args(Verb)
BOUND: tuple[Verb, ...] = (
    "approve",
    "edit",
    "request_changes",
    "redraft",
    "reject",
    "ask",
    "roll_back",
)
"""The verbs that are about a text, and so name it: by revision and fingerprint."""
Place = Literal["before", "after", "parallel"]
Then = Literal["rerun", "return"]
MOST_PEOPLE = 20


class ItemChange(Frozen):
    """New values for some fields of one item."""

    id: str = Field(min_length=1, max_length=200)
    body: dict[str, Any] = Field(min_length=1)

    @field_validator("body")
    @classmethod
    def _plain(cls, body: dict[str, Any]) -> dict[str, Any]:
        try:
            fingerprint(body)
        except (TypeError, ValueError, RecursionError):
            raise WrongValueError(
                "holds a number, a text or a nesting that no item can have",
                "含有条目中不可能出现的数字、文字或嵌套",
            ) from None
        return body


class Command(Frozen):
    """One decision as sent. `decision_id` makes a repeated send count once.

    `fingerprint` is the fingerprint of the revision the person saw, or its first 8 or more digits.
    `to` names the people that the verb is about; `place` and `mode` say where and how added
    approvers decide; `step` is the step to go back to, and `then` what follows it; `item` is what a
    question to the evidence is about, or the person of a team who is not released; `question` the
    one that is answered.
    """

    decision_id: str = Field(min_length=1, max_length=200)
    verb: Verb
    actor: Account | None = None
    revision: int | None = Field(default=None, strict=True, ge=1, le=LARGEST_REVISION)
    fingerprint: str | None = Field(default=None, pattern=r"^[0-9a-f]{8,64}$")
    comment: Text = ""
    changes: tuple[ItemChange, ...] = Field(default=(), max_length=200)
    to: tuple[Account, ...] = Field(default=(), max_length=MOST_PEOPLE)
    place: Place | None = None
    mode: Literal["all", "any", "sequence"] | None = None
    step: str | None = Field(default=None, max_length=40)
    then: Then | None = None
    item: str | None = Field(default=None, max_length=200)
    question: str | None = Field(default=None, max_length=200)
    surface: str = Field(default="temporal", pattern=r"^[a-z][a-z-]{0,31}$")
    token: Token = None

    @field_validator("to", mode="before")
    @classmethod
    def _one_or_more(cls, to: Any) -> Any:
        return (to,) if isinstance(to, str) else to

    @field_validator("step", mode="before")
    @classmethod
    def _numbered(cls, step: Any) -> Any:
        return str(step) if isinstance(step, int) and not isinstance(step, bool) else step

    @property
    def content(self) -> str:
        """Return the hash of what is decided, without where it was sent from and who vouches."""
        unsaid = {"surface", "decision_id", "token"}
        return fingerprint(self.model_dump(mode="json", exclude=unsaid))


FIELDS: dict[str, tuple[Verb, ...]] = {
    "changes": ("edit",),
    "to": ("ask", "transfer", "delegate", "add_approver", "remove_approver", "cc"),
    "place": ("add_approver",),
    "mode": ("add_approver",),
    "step": ("roll_back",),
    "then": ("roll_back",),
    "item": ("ask", "request_changes", "reject"),
    "question": ("answer",),
}
"""The fields that only some verbs have a use for."""


def unused(command: Command) -> str | None:
    """Return the first field that the command's verb has no use for, if there is one."""
    given = (name for name, verbs in FIELDS.items() if command.verb not in verbs)
    return next((name for name in given if getattr(command, name)), None)


_WANTED = Bilingual(en="actor, revision and fingerprint", zh=" actor、revision 和 fingerprint")


def read_command(verb: str | None, given: Any, decision_id: str) -> Command:
    """Build a command from what a surface sent; `verb` None means that `given` names it.

    Raises BadInputError with one sentence when `given` is not an object, holds an unknown field,
    a value of the wrong type, or another verb than the update that it was sent to. Nothing typed
    by a person can get past this as something else.
    """
    named = read_object(given, _WANTED)
    if verb is not None and named.setdefault("verb", verb) != verb:
        raise BadInputError(
            f"verb: this was sent to {verb} but names another verb; send it to the one you mean",
            f"verb：该内容发送到了 {verb}，却写明了另一个动作；请发送到您要的动作",
        )
    if "decision_id" in named:
        raise BadInputError(
            "decision_id: unknown field; the id of the update is the id of the decision",
            "decision_id：未知字段；决定编号即更新（update）的编号",
        )
    return read_as(Command, filled(named) | {"decision_id": decision_id})
