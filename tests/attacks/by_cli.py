"""The surface of whoever has `accord decide`, and `accord leave`."""

import asyncio
import dataclasses
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from domain.command import BOUND
from tests.attacks.attack import Mode, Sent
from tests.attacks.on_http import NOT_HTTP, ONLY_HTTP
from tests.attacks.on_leaving import LEAVES
from tests.attacks.raid import Own
from tests.cli.desk import Desk
from tests.workflows.place import Place
from tests.workflows.running import environment

_WRITES = "accord decide writes the JSON itself, from options that have these names and no other"
_BINDS = "accord decide shows the current text, and names it itself"
_VERB = "the verb is an argument of the command: without one there is no command"
_FOLDS = "accord decide reads a verb in capitals as the verb"
_SIGNALS = "accord decide sends no signals"
_CLOSED = Own("has ended; nothing more can be decided on it", kept="refused")
_NO_ID, _NO_VERB = Own("is not the id of a suggestion"), Own("is not a decision; one of")
_NOBODY, _NO_NUMBER = Own("is not an account"), Own("--revision")
_OPTIONS = (
    *("comment", "revision", "fingerprint", "to", "place", "mode", "step", "then", "token"),
    "item",
)


class UnsayableError(Exception):
    """No command line says this; the text is why."""


@dataclasses.dataclass(frozen=True)
class ByCli:
    """`accord decide`, run in this process as its tests do."""

    at: Place
    desk: Desk

    name: ClassVar[str] = "accord decide"
    modes: ClassVar[tuple[Mode, ...]] = ("open", "token")
    signed_in: ClassVar[bool] = False
    excused: ClassVar[Mapping[str, str]] = NOT_HTTP | {
        "the collaboration is told that the suggestion was approved": _SIGNALS,
        "an array": _WRITES,
        "a text": _WRITES,
        "a number": _WRITES,
        "true, as if that were a yes": _WRITES,
        "null, as if nothing were a yes": _WRITES,
        "half an object": _WRITES,
        "an array of decisions, to have many at once": _WRITES,
        "a decision within a text within a text": _WRITES,
        "20,000 arrays within one another": _WRITES,
        "two actors, the second of whom is not asked": _WRITES,
        "a verb that is a yes": _WRITES,
        "a verb that is a list of verbs": _WRITES,
        "a verb sent to another verb": _WRITES,
        "an actor who is a list": _WRITES,
        "an actor who is a number": _WRITES,
        "an actor who is an object": _WRITES,
        "an actor who says themselves that they are verified": _WRITES,
        "an actor who brings an authority of their own": _WRITES,
        "an actor who writes the signatures themselves": _WRITES,
        "a decision with an id of its own inside": _WRITES,
        "a stranger whose decision says that it comes from the proxy": _WRITES,
        "a surface that is no name of one": _WRITES,
        "people who are named by an object": _WRITES,
        "a token that is a list": _WRITES,
        "a decision without a verb, read as a yes": _VERB,
        "a verb in other letters": _FOLDS,
        "an empty object": _BINDS,
        "an approval without a revision": _BINDS,
        "an approval without a fingerprint": _BINDS,
        "an approval that names no text at all": _BINDS,
    }
    own: ClassVar[Mapping[str, Own]] = {
        "a finished suggestion is approved": _CLOSED,
        "a finished suggestion is edited": _CLOSED,
        "all suggestions are approved at once by a wildcard": _NO_ID,
        "the collaboration is approved instead of the suggestion": _NO_ID,
        "a verb that nobody knows": _NO_VERB,
        "all verbs by a wildcard": _NO_VERB,
        "an update that nobody knows": _NO_VERB,
        "a decision by nobody": Own("say who decides: --as NAME"),
        "an actor who is empty": _NOBODY,
        "an actor who is too long": _NOBODY,
        "an actor who is everybody": _NOBODY,
        "an actor with something that cannot be seen": _NOBODY,
        "an actor written from right to left": _NOBODY,
        "an actor in letters that look the same": _NOBODY,
        "NaN for a revision": _NO_NUMBER,
        "Infinity for a revision": _NO_NUMBER,
        "a revision of five thousand digits": _NO_NUMBER,
        "a revision that is a number and a half": _NO_NUMBER,
        "a revision that is a yes": _NO_NUMBER,
        "changes that are an object": Own("changes.json:1: must be a list"),
        "a comment with half a character": Own("is not valid text"),
        "another decision under an id that has decided already": Own(
            "this decision id was used for another decision", kept="refused"
        ),
    }

    async def send(self, sent: Sent, id: str) -> str:
        """Run the command and return the sentence that it ends with."""
        words = [*self.words(sent), "--decision-id", id]
        around = environment(self.at)
        names = ("TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE", "ACCORD_STORE")
        answer = await asyncio.to_thread(
            self.desk, *words, **{name: around[name] for name in names}
        )
        return (answer.err if answer.code else answer.first).strip()

    def words(self, sent: Sent) -> list[str]:
        """Return the command's arguments. Raises UnsayableError where there are none."""
        if sent.signal:
            raise UnsayableError(_SIGNALS)
        if sent.http:
            raise UnsayableError(ONLY_HTTP)
        try:
            given = sent.json
        except (ValueError, RecursionError):
            raise UnsayableError(_WRITES) from None
        if not isinstance(given, dict):
            raise UnsayableError(_WRITES)
        if sent.update == LEAVES:
            named = [f"--as={given['actor']}", f"--comment={given['comment']}"]
            return ["leave", sent.workflow, given["account"], *named]
        return ["decide", sent.workflow, *_verb(sent, given), *self._options(given)]

    def _options(self, given: dict[str, Any]) -> list[str]:
        words: list[str] = []
        for name, value in given.items():
            if name == "changes":
                words += ["--changes", self.desk.written("changes.json", json.dumps(value))]
                continue
            several = value if isinstance(value, list) and name == "to" else [value]
            typed = {"actor": "as"} | {option: option for option in _OPTIONS}
            kinds = (int | float | str) if name == "revision" else str
            if name not in typed or not all(isinstance(one, kinds) for one in several):
                raise UnsayableError(_WRITES)
            words += [f"--{typed[name]}={one}" for one in several]
        return words


def _verb(sent: Sent, given: dict[str, Any]) -> list[str]:
    """Take the verb out of what is sent; see that the command will not make it good by itself."""
    named = given.pop("verb", None)
    verb = sent.update if named is None and sent.update != "decide" else named
    if verb is None:
        raise UnsayableError(_VERB)
    if not isinstance(verb, str) or sent.update not in ("decide", verb):
        raise UnsayableError(_WRITES)
    if verb != verb.lower():
        raise UnsayableError(_FOLDS)
    if given.get("token", "") is None:
        del given["token"]
    if verb in BOUND and not {"revision", "fingerprint"} <= given.keys() and not given.get("token"):
        raise UnsayableError(_BINDS)
    return [verb]
