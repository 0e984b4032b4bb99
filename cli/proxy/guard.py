"""What may pass to the Temporal UI's server: reads, and decisions on suggestions. Nothing else.

Pure. A path is taken as it was sent, never decoded and looked at again by somebody else: what is
passed on is written anew from what was understood.
"""

import base64
import dataclasses
import json
import re
from typing import Any
from urllib.parse import unquote

from domain.approval import names_text
from domain.command import VERBS
from domain.errors import BadInputError
from domain.given import read_object
from domain.problems import shown
from domain.suggestion import KINDS
from domain.text import Bilingual

MOST_BYTES = 256 * 1024
"""Of a body; a decision with the longest comment and many changes is far below."""

_SEGMENT = rb"(?:[A-Za-z0-9_~!$&'()*+,;=:@.-]|%[0-9A-Fa-f]{2})+"
_PATH = re.compile(rb"/|(?:/%s)+/?" % _SEGMENT)
_UNCLEAR = re.compile(rb"%(?:2[eEfF5]|5[cC]|[01][0-9A-Fa-f]|7[fF])|(?:^|/)\.{1,2}(?:/|$)")
"""Encoded dots, slashes, per cents, backslashes and controls, and steps to the folder above."""
_WORKFLOW = re.compile(rb"/api/v1/namespaces/([A-Za-z0-9._-]+)/workflows/([^/]+)/([a-z]+)/([^/]+)")
_SUGGESTION = re.compile(rf"suggestion:([a-z0-9][a-z0-9-]{{0,47}}:(?:{'|'.join(KINDS)}):\d{{1,6}})")
_UPDATE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,199}")
_PLAIN = "json/plain"
_OURS = ("actor", "surface", "token")
_WANTED = Bilingual(en="revision and fingerprint", zh=" revision 和 fingerprint")
METADATA = "__temporal_workflow_metadata"
"""The query by which the UI's page of a workflow gets what it shows of it."""


@dataclasses.dataclass(frozen=True)
class Read:
    """Passes as it is. `shows` is the suggestion whose text this puts before the reader."""

    shows: str | None = None


@dataclasses.dataclass(frozen=True)
class Decision:
    """A decision as a person sent it, without what they may not say themselves."""

    suggestion: str
    update: str
    given: dict[str, Any]
    update_id: str | None = None

    @property
    def verb(self) -> str:
        """Return what is decided, whichever update it was sent to."""
        return str(self.given.get("verb", "")) if self.update == "decide" else self.update


@dataclasses.dataclass(frozen=True)
class Refused:
    """Does not pass. `attempt` is what to keep when it was a decision on a suggestion."""

    sentence: Bilingual
    attempt: Decision | None = None


CLOSED = Bilingual(
    en="only reading, and decisions on suggestions, pass here",
    zh="此处只允许查看，以及对建议稿作出决定",
)
UNCLEAR = Bilingual(
    en="this address is not written plainly and does not pass",
    zh="该地址写法不规范，不予通过",
)
TOO_LARGE = Bilingual(
    en=f"more than {MOST_BYTES // 1024} KiB were sent", zh=f"内容超过 {MOST_BYTES // 1024} KiB"
)
UNREADABLE = Bilingual(
    en="the body is not the JSON that the Temporal UI sends with an update",
    zh="内容不是 Temporal 界面发送更新（update）时所用的 JSON",
)


def guard(method: str, path: bytes, body: bytes, namespace: str) -> Read | Decision | Refused:
    """Say what may become of one request. `path` is raw, without what follows the ?."""
    if not _PATH.fullmatch(path) or _UNCLEAR.search(path):
        return Refused(UNCLEAR)
    if method in ("GET", "HEAD"):
        return Read() if not body else Refused(CLOSED)
    found = _WORKFLOW.fullmatch(path)
    if method != "POST" or found is None or found[1].decode() != namespace:
        return Refused(CLOSED)
    named = _SUGGESTION.fullmatch(unquote(found[2].decode()))
    last = found[4].decode()
    if found[3] == b"query":
        shows = named[1] if named and last == METADATA else None
        return Read(shows) if len(body) <= MOST_BYTES else Refused(TOO_LARGE)
    if found[3] != b"update" or named is None:
        return Refused(CLOSED)
    if last not in (*VERBS, "decide"):
        return Refused(CLOSED, Decision(named[1], last, {}))
    return _decision(named[1], last, body)


def _decision(suggestion: str, update: str, body: bytes) -> Decision | Refused:
    bare = Decision(suggestion, update, {})
    if len(body) > MOST_BYTES:
        return Refused(TOO_LARGE, bare)
    try:
        call = json.loads(body)
        request = call["request"]
        given = read_object(_sent(request.get("input")), _WANTED)
        json.dumps(given, ensure_ascii=False).encode()  # half a character no worker could read
        meta = request.get("meta") or {}
        decision = Decision(
            suggestion,
            update,
            {name: value for name, value in given.items() if name not in _OURS},
            _update_id(meta.get("updateId")),
        )
    except BadInputError as error:
        return Refused(error.sentence, bare)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Refused(UNREADABLE, bare)
    if decision.verb not in VERBS:
        said = shown(decision.verb) or "—"
        return Refused(Bilingual(en=f"verb: “{said}”?", zh=f"verb：「{said}」？"), decision)
    return decision


def _sent(given: Any) -> Any:
    """Return the one value that the person typed; an empty object when they typed none."""
    payloads = ((given or {}).get("args") or {}).get("payloads") or []
    if not payloads:
        return {}
    (payload,) = payloads
    encoding = base64.b64decode(payload["metadata"]["encoding"], validate=True)
    if encoding.decode() != _PLAIN:
        raise ValueError(encoding)
    typed = json.loads(base64.b64decode(payload["data"], validate=True))
    return {} if typed in (None, "") else typed


def _update_id(given: Any) -> str | None:
    return given if isinstance(given, str) and _UPDATE_ID.fullmatch(given) else None


@dataclasses.dataclass(frozen=True)
class Text:
    """One revision of a suggestion as somebody was shown it."""

    revision: int
    fingerprint: str


def bound(decision: Decision, seen: frozenset[Text], current: Text | None) -> Text | None:
    """Return the text that is decided on, or None when that is not clear.

    It is what the person wrote down; else the one text of this suggestion that their pages have
    shown. After two, nobody can tell which tab they were looking at. What is about people, or only
    a comment, names no text.
    """
    revision, start = decision.given.get("revision"), decision.given.get("fingerprint")
    if revision is None and start is None:
        only = next(iter(seen)) if len(seen) == 1 else None
        return only or (None if names_text(decision.verb) else current)
    if not isinstance(revision, int) or not isinstance(start, str):
        return None
    if re.fullmatch(r"[0-9a-f]{12,64}", start) and revision > 0:
        return Text(revision, start)
    known = [t for t in (*seen, current) if t and t.revision == revision and len(start) >= 8]
    return next((text for text in known if text.fingerprint.startswith(start)), None)


def written(
    decision: Decision, text: Text, user: str, token: str, update_id: str, namespace: str
) -> tuple[str, bytes]:
    """Return path and body of a decision for the server, with who decides put in by us.

    The run that an old tab names is left out: a decision is bound to a text, whichever run has it.
    """
    given = decision.given | {"actor": user, "surface": "temporal-ui", "token": token}
    given |= {"revision": text.revision, "fingerprint": text.fingerprint}
    payload = {"metadata": {"encoding": _base64(_PLAIN)}, "data": _base64(json.dumps(given))}
    call: dict[str, Any] = {
        "request": {
            "meta": {"updateId": update_id, "identity": user},
            "input": {"args": {"payloads": [payload]}},
        }
    }
    place = f"/api/v1/namespaces/{namespace}/workflows/suggestion:{decision.suggestion}"
    return f"{place}/update/{decision.update}", json.dumps(call).encode()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
