"""The surface of whoever has the decision page open, and can change what its forms send."""

import contextlib
import dataclasses
import html
import json
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar
from urllib.parse import quote

import httpx2

from activities.tokens import folder, signing_key
from api.pages.forms import VERBS
from api.route import own_id
from tests.api.calling import Api, api
from tests.attacks.attack import Mode, Sent
from tests.attacks.by_api import (
    AS,
    ENDED,
    EXCUSED,
    HIDDEN,
    NAMES,
    NO_ID,
    ONE_VERB,
    SIGNALS,
    UNKNOWN,
    csrf,
    name_of,
    signed_in,
)
from tests.attacks.by_cli import UnsayableError
from tests.attacks.on_http import NOT_ON_PAGE, ONLY_API
from tests.attacks.on_tokens import ON_TOKENS
from tests.attacks.raid import Own
from tests.workflows.place import Place

HALF = "a form is text in UTF-8: half a character arrives as the mark of what cannot be read"
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_SAID = re.compile(r'<p class="note bad" role="alert">(.*?)</p>', re.DOTALL)
_TAG = re.compile(r'"r([0-9]+)-([0-9a-f]{16})"')
_FORMLESS = (
    "an array",
    "a text",
    "a number",
    "true, as if that were a yes",
    "null, as if nothing were a yes",
    "half an object",
    "an array of decisions, to have many at once",
    "a decision within a text within a text",
    "20,000 arrays within one another",
    "two actors, the second of whom is not asked",
)
_UNNAMED = (
    "an empty object",
    "an approval without a revision",
    "an approval without a fingerprint",
    "an approval that names no text at all",
    "a token that is used for the second time",
)
_NO_FIELD = (
    "somebody who is not asked edits",
    "the initiator edits their own idea to sign it",
    "somebody rolls back to a step that is not done",
    "the initiator is added as an approver",
    "approvers are added who have a say already",
    "everybody is added by a wildcard",
    "a stranger adds approvers to stuff the vote",
    "a finished suggestion is edited",
    "a change that is nested too deep to be written down",
    "an approval that brings changes with it",
    "an edit that changes nothing",
    "an edit without a change, which would only sign",
    "an edit of an item that is not there",
    "an edit of every item by a wildcard",
    "an edit that makes an item another sort of item",
    "an edit with a computed number that is none",
    "an edit with a computed number beyond all measure",
    "an edit that moves the work to a department that nobody has",
    "an edit that leaves nothing to read",
    "an edit that is larger than what a suggestion may hold",
    "an edit that drops departments, and so their signatures",
    "an edit with Markdown, HTML and a javascript: address in it",
    "a bare name where a token is asked for",
    *NAMES,
)
"""Attacks with what no form of a page says, such as changes."""
_SEVERAL = (
    "a place is transferred to two people, who would both count",
    "one approver is added twice",
    "approvers are added by the score",
)
_SOMEBODY_ELSES = (
    "a token that has expired",
    "a token that is good for a month",
    "a token for the text before the edit",
    "a token for another text of the same revision",
    "a token for another verb",
)
_MISSING, _TWICE, _FORM, _LONG, _THEIRS, _NONE = (
    Own(said, kept="refused")
    for said in (
        "is missing",
        "stands in the form twice",
        "does not have the form",
        "may have at most",
        "nobody else can use it",
        "is not a decision token",
    )
)
_OWN = {
    **{attack.name: Own(attack.says, kept="refused") for attack in ON_TOKENS},
    **dict.fromkeys(_FORMLESS, _MISSING),
    **dict.fromkeys(_UNNAMED, _MISSING),
    **dict.fromkeys(_NO_FIELD, UNKNOWN),
    **dict.fromkeys(_SEVERAL, _TWICE),
    **dict.fromkeys(_SOMEBODY_ELSES, _THEIRS),
    "null for a token": _NONE,
    "a token of a hundred thousand characters": _LONG,
    "a stranger's own good token under the name of who is asked": Own(
        "is not asked about", kept="refused"
    ),
    "a comment of a megabyte": _LONG,
    "an approval with a fingerprint of nothing": _FORM,
    "an account that nobody has approves": HIDDEN,
    "a finished suggestion is approved": ENDED,
    "all suggestions are approved at once by a wildcard": NO_ID,
    "the collaboration is approved instead of the suggestion": NO_ID,
    "a revision of five thousand digits": Own("too many digits", kept="refused"),
    "an update that nobody knows": Own("verb: must be one of", kept="refused"),
    "another decision under an id that has decided already": Own(
        "you have signed this text already", kept="refused"
    ),
}


@dataclasses.dataclass(frozen=True)
class ByPage:
    """GET /d/{id}, then POST what its form sends with the fields of the attack in it."""

    calls: Api
    ids: dict[str, str] = dataclasses.field(default_factory=dict)
    opened: dict[tuple[str, str], dict[str, str]] = dataclasses.field(default_factory=dict)

    name: ClassVar[str] = "the decision page"
    modes: ClassVar[tuple[Mode, ...]] = ("token",)
    signed_in: ClassVar[bool] = True
    excused: ClassVar[Mapping[str, str]] = (
        EXCUSED | NOT_ON_PAGE | {"a comment with half a character": HALF}
    )
    own: ClassVar[Mapping[str, Own]] = _OWN

    async def send(self, sent: Sent, id: str) -> str:
        """Open the page, send the form, and return the status and the sentence."""
        address = f"/d/{quote(name_of(sent), safe=':')}"
        headers = {AS: sent.by}
        form = await self._carried(address, sent) | {"nonce": f"shown-once-by-{id}"}
        self.ids[own_id("page", sent.by, form["nonce"])] = id
        http = sent.http
        if http and http.method == "GET":
            return _said(await self.calls("GET", address, headers=headers, params=form))
        if http and http.raw:
            headers |= http.headers
            return _said(await self.calls("POST", address, headers=headers, content=http.raw))
        if (given := said_in(sent)) is None:  # no form at all
            headers["content-type"] = "application/json"
            body = sent.text.encode()
            return _said(await self.calls("POST", address, headers=headers, content=body))
        headers |= http.headers if http else {}
        data = fields(sent, given, form)
        return _said(await self.calls("POST", address, headers=headers, data=data))

    async def _carried(self, address: str, sent: Sent) -> dict[str, str]:
        """Return what the first form of the page carries; where there is none, what one would.

        Each opens a page once, and keeps it open: nothing that they try changes the text.
        """
        known = self.opened.get((address, sent.by))
        if known is not None:
            return known
        page = await self.calls("GET", address, headers={AS: sent.by})
        form = re.search(r"<form.*?</form>", page.text, re.DOTALL)
        carried = dict(_HIDDEN.findall(form[0])) if form else {"csrf": csrf(sent.by)}
        if not form:
            api = f"/v1/suggestions/{quote(name_of(sent), safe=':')}"
            seen = await self.calls("GET", api, headers={AS: sent.by})
            if tag := _TAG.fullmatch(seen.headers.get("etag", "")):
                carried |= {"revision": tag[1], "fingerprint": tag[2]}
        self.opened[address, sent.by] = carried
        return carried


def said_in(sent: Sent) -> dict[str, Any] | None:
    """Return what the attack says, field by field; None where it is no object.

    Raises UnsayableError.
    """
    if sent.signal:
        raise UnsayableError(SIGNALS)
    if sent.http:
        if sent.http.door != "page":
            raise UnsayableError(ONLY_API)
        return {**sent.json, **sent.http.changed}
    try:
        given = sent.json
    except (ValueError, RecursionError):
        return None
    if not isinstance(given, dict):
        return None
    if "\ud800" in str(given.get("comment")):
        raise UnsayableError(HALF)
    if sent.update not in ("decide", given.get("verb", sent.update)):
        raise UnsayableError(ONE_VERB)
    return given


def fields(sent: Sent, given: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
    """Return the form's fields with those of the attack instead; what is no text is JSON.

    Which text is meant is the attack's alone, as far as it says. The form names nobody: whoever
    brings a token brings no name. The page's own token stays where it is for this verb and text.
    """
    verb = {} if sent.update == "decide" else {"verb": sent.update}
    found: dict[str, Any] = verb | given
    if found.get("actor") == sent.by or "token" in given:
        found.pop("actor", None)
    start = found.get("fingerprint")
    if isinstance(start, str) and re.fullmatch("[0-9a-f]{12}", start):
        whole = form.get("fingerprint", "")
        found["fingerprint"] = whole if whole.startswith(start) else start.ljust(16, "0")
    text = [str(found.get(name)) == form.get(name) for name in ("revision", "fingerprint")]
    fits = found.get("verb") in VERBS and all(text)
    carried = ("nonce", "csrf", "token") if fits else ("nonce", "csrf")
    found = {name: form[name] for name in carried if name in form} | found
    several = ("to", "verb")  # a list in a form is written as several fields of one name
    return {
        name: value
        if isinstance(value, str) or (name in several and isinstance(value, list))
        else json.dumps(value)
        for name, value in found.items()
    }


def _said(answer: httpx2.Response) -> str:
    """Return the status and the sentence, from the page or from the problem."""
    status = answer.status_code
    if status == 303:
        return f"303 {answer.headers['location']}"
    if answer.headers["content-type"].startswith("application/problem+json"):
        return f"{status} {answer.json()['detail']}"
    if status == 200:
        return "200 the page was shown"
    found = _SAID.search(answer.text)
    assert found, answer.text
    return f"{status} {html.unescape(found[1])}"


@contextlib.asynccontextmanager
async def by_page(at: Place) -> AsyncIterator[ByPage]:
    """Serve the pages of this place."""
    async with api(at, signed_in, signing_key(folder(at.home), "k1")) as calls:
        yield ByPage(calls)
