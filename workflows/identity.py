"""Who decides: the worker's setting and its public keys, asked by the validators.

Validators do not run on replay, so setting and keys may change while workflows run.
"""

import contextlib
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from temporalio import workflow

from activities.tokens import PublicKeys
from domain import token_rules
from domain.command import Command
from domain.errors import BadInputError
from domain.problems import shown
from domain.refusals import Refusal, refusal
from domain.signing import ApprovalState

Mode = Literal["open", "token"]


class Identity:
    """What a worker asks of a decision: in `open` a bare name will do, in `token` never.

    A token that is there must be good in both.
    """

    def __init__(self, mode: Mode, keys: PublicKeys) -> None:
        self.mode, self._keys = mode, keys

    def refused(self, state: ApprovalState, command: Command, now: datetime) -> Refusal | None:
        """Say why the command does not prove who sent it, or None.

        A decision that was taken already is not asked again: its token has done its work.
        """
        if state.decided.get(command.decision_id) == command.content:
            return None
        if command.token is None:
            return refusal("no_token", state) if self.mode == "token" else None
        if fault := self._keys.fault(command.token):
            return refusal(fault, state)
        return token_rules.refused(state, command, now)


NOBODY = Identity("token", PublicKeys())
"""Trusts no one: what holds where no worker said otherwise."""

_asked: ContextVar[Identity] = ContextVar("identity", default=NOBODY)


@contextlib.contextmanager
def asking(identity: Identity) -> Iterator[None]:
    """Let validators ask this identity until the block ends."""
    before = _asked.set(identity)
    try:
        yield
    finally:
        _asked.reset(before)


def unproven(state: ApprovalState, command: Command, now: datetime) -> Refusal | None:
    """Ask the worker's identity; called by validators only."""
    with workflow.unsafe.sandbox_unrestricted(), workflow.unsafe.imports_passed_through():
        return _asked.get().refused(state, command, now)


def mode_named(given: str | None) -> Mode | None:
    """Read ``ACCORD_IDENTITY``; None when nothing was set. Raises BadInputError."""
    match (given or "").strip():
        case "":
            return None
        case "open":
            return "open"
        case "token":
            return "token"
    raise BadInputError(
        f"ACCORD_IDENTITY: “{shown(given)}” is neither open nor token",
        f"ACCORD_IDENTITY：「{shown(given)}」应为 open 或 token",
    )


def mode_at(address: str) -> Mode:
    """Return the mode where none was set: open only beside a server that nobody else reaches."""
    return "open" if is_loopback(urlsplit(f"//{address}").hostname or "") else "token"


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches what listens there."""
    return host in ("localhost", "::1") or re.fullmatch(r"127(\.\d+){3}", host) is not None
