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
    EXCUSED,
    ONE_VERB,
    SIGNALS,
    csrf,
    name_of,
    signed_in,
)
from tests.attacks.by_cli import UnsayableError
from tests.attacks.on_http import NOT_ON_PAGE, ONLY_API
from tests.attacks.on_leaving import LEAVES, NO_FORM, ON_LEAVING
from tests.attacks.page_answers import OWN
from tests.attacks.raid import Own
from tests.workflows.place import Place

HALF = "a form is text in UTF-8: half a character arrives as the mark of what cannot be read"
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_SAID = re.compile(r'<p class="note bad" role="alert">(.*?)</p>', re.DOTALL)
_TAG = re.compile(r'"r([0-9]+)-([0-9a-f]{16})"')


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
        EXCUSED
        | NOT_ON_PAGE
        | {"a comment with half a character": HALF}
        | {attack.name: NO_FORM for attack in ON_LEAVING}
    )
    own: ClassVar[Mapping[str, Own]] = OWN

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
    if sent.signal or sent.update == LEAVES:
        raise UnsayableError(SIGNALS if sent.signal else NO_FORM)
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
