"""What an attack is: a value that says what is sent, and what must be true of it afterwards."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from activities.tokens import SigningKey
from domain.signing import ApprovalState, waiting
from workflows.names import suggestion_id

Mode = Literal["open", "token"]


@dataclasses.dataclass(frozen=True)
class Scene:
    """What attackers find: `need` was edited and signed by one more person, and waits for others.

    `old` is its first revision. `idea` waits in its author's words, `ended` is an idea that was
    rejected. `used_id` and `used_token` are those of the signer's decision.
    """

    mode: Mode
    collaboration: str
    need: ApprovalState
    old: ApprovalState
    idea: ApprovalState
    ended: ApprovalState
    key: SigningKey
    forger: SigningKey
    unknown: SigningKey
    public: bytes
    used_id: str
    used_token: str

    @property
    def editor(self) -> str:
        """Return whose words the need is."""
        return self.need.authors[self.need.items[0].id]

    @property
    def signer(self) -> str:
        """Return who has signed these words."""
        return next(s.actor for s in self.need.signatures if s.actor != self.editor)

    @property
    def asked(self) -> str:
        """Return somebody who is waited for: what they send counts unless it is wrong."""
        return waiting(self.need)[0].account

    @property
    def other(self) -> str:
        """Return somebody else who is waited for."""
        return waiting(self.need)[1].account

    @property
    def later(self) -> str:
        """Return who is asked in the next step only."""
        return self.need.steps[1].approvers[0].account

    @property
    def stranger(self) -> str:
        """Return a colleague who has no part in anything here."""
        involved = {account for step in self.need.steps for account in step.involved}
        involved |= {self.initiator, *self.need.stewards}
        return next(p.account for p in self.need.people if p.account not in involved)

    @property
    def initiator(self) -> str:
        """Return whose idea the idea is."""
        assert self.idea.initiator is not None
        return self.idea.initiator

    @property
    def lead(self) -> str:
        """Return who decides on the idea."""
        return waiting(self.idea)[0].account

    @property
    def item(self) -> str:
        """Return the id of the need's item."""
        return self.need.items[0].id


@dataclasses.dataclass(frozen=True)
class Http:
    """What only HTTP can express: to the API a request by hand, to the page its form, `changed`.

    The text that is sent is the request's body; a form may have a `raw` one instead.
    """

    door: Literal["api", "page"]
    method: str = "POST"
    address: str = ""
    headers: Mapping[str, str] = dataclasses.field(default_factory=dict)
    changed: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    raw: str = ""


@dataclasses.dataclass(frozen=True)
class Sent:
    """`text` goes to an update, or a signal, of a workflow. `by` is who really sits there.

    `id` is the id of the decision where the attack repeats one.
    """

    by: str
    workflow: str
    update: str
    text: str
    id: str | None = None
    signal: bool = False
    http: Http | None = None

    @property
    def json(self) -> Any:
        """Return what the text says, with numbers that are none as text.

        Raises ValueError or RecursionError where it is no JSON with each name once.
        """
        return json.loads(self.text, parse_constant=str, parse_int=_number, object_pairs_hook=_once)


def _number(digits: str) -> Any:
    return int(digits) if len(digits) < 1_000 else digits


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


Holds = Callable[[ApprovalState, ApprovalState], bool]


def same(before: ApprovalState, after: ApprovalState) -> bool:
    """Say whether nothing was decided, signed, said or changed."""
    return after == before


@dataclasses.dataclass(frozen=True)
class Attack:
    """One thing that somebody tries.

    `says` is part of the one sentence that answers it, `signed_in` of that to somebody who cannot
    say who they are because they have signed in. `kept` is the row that it leaves in the ledger.
    `holds` compares the need before and after; everything else is always the same.
    """

    name: str
    sends: Callable[[Scene], Sent]
    says: str
    signed_in: str | None = None
    mode: Mode = "open"
    kept: Literal["refused", "recorded"] | None = "refused"
    holds: Holds = same


def text_of(state: ApprovalState) -> dict[str, Any]:
    """Return what binds a decision to the text as this state has it."""
    assert state.suggestion is not None
    return {"revision": state.revision, "fingerprint": state.suggestion.fingerprint[:12]}


def typed(
    update: str,
    by: str,
    on: ApprovalState,
    /,
    *,
    id: str | None = None,
    leaving: tuple[str, ...] = (),
    **given: Any,
) -> Sent:
    """Return a decision on this text, with some fields changed, added, or left out."""
    fields = {"actor": by} | text_of(on) | given
    kept = {name: value for name, value in fields.items() if name not in leaving}
    return Sent(by, suggestion_id(on.id), update, json.dumps(kept), id)


def raw(text: str, by: str, on: ApprovalState, verb: str = "approve") -> Sent:
    """Return something typed that need not even be JSON."""
    return Sent(by, suggestion_id(on.id), verb, text)
