"""Attacks that only HTTP can express: headers, addresses, methods, several at once, forms."""

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any

from api.decisions import etag
from domain.signing import ApprovalState
from tests.attacks.attack import Attack, Http, Scene, Sent, text_of, typed

EVIL = "https://evil.example"
_MANY = "/v1/suggestions/decisions:batch"


def _bound(state: ApprovalState, **more: Any) -> dict[str, Any]:
    return {"verb": "approve"} | text_of(state) | more


def _tag(state: ApprovalState) -> str:
    assert state.suggestion is not None
    return etag(state.revision, state.suggestion.fingerprint)


def _post(body: object, by: str = "", path: str = "", **http: Any) -> Callable[[Scene], Sent]:
    """Return what sends this to the API by hand; {need} stands for the need in an address."""

    def sends(scene: Scene) -> Sent:
        found = body(scene) if callable(body) else body
        text = found if isinstance(found, str) else json.dumps(found)
        place = (path or "/v1/suggestions/{need}/decisions").replace("{need}", scene.need.id)
        sent = typed("approve", by or scene.asked, scene.need)
        headers = {
            name: value(scene) if callable(value) else value
            for name, value in http.get("headers", {}).items()
        }
        made = Http("api", http.get("method", "POST"), place, headers)
        return dataclasses.replace(sent, text=text, http=made)

    return sends


def _form(
    changed: Mapping[str, Any], headers: Mapping[str, str] | None = None, raw: str = "", **http: Any
) -> Callable[[Scene], Sent]:
    """Return what sends the form that somebody asked was shown, with these fields instead."""

    def sends(scene: Scene) -> Sent:
        sent = typed("approve", scene.asked, scene.need)
        made = Http("page", http.get("method", "POST"), "", headers or {}, changed, raw)
        return dataclasses.replace(sent, http=made)

    return sends


def _good(scene: Scene) -> dict[str, Any]:
    return _bound(scene.need)


def _several(*changed: Mapping[str, Any]) -> Callable[[Scene], dict[str, Any]]:
    """Return several decisions at once; {home} stands for the collaboration."""

    def body(scene: Scene) -> dict[str, Any]:
        one = {"suggestion": scene.need.id} | text_of(scene.need)
        text = json.dumps([{**one, **change} for change in changed])
        return {"decisions": json.loads(text.replace("{home}", scene.collaboration))}

    return body


_GET_ONLY = "does not take this method"
_NOWHERE = "there is nothing at this address"
_ELSEWHERE = "sent from another site"
_TEXT = {"content-type": "text/plain"}
_OVER = {"x-http-method-override": "POST", "x-method-override": "POST", "x-http-method": "POST"}

ON_API = (
    Attack(
        "the If-Match of another suggestion",
        _post({"verb": "approve"}, headers={"if-match": lambda s: _tag(s.idea)}),
        "revision 1 is out of date",
    ),
    Attack(
        "an If-Match of one text and a body that names another",
        _post(_good, headers={"if-match": lambda s: _tag(s.old)}),
        "name two texts",
    ),
    Attack(
        "an If-Match of whatever is there",
        _post({"verb": "approve"}, headers={"if-match": "*"}),
        "send the ETag",
    ),
    Attack(
        "a key for the request that is none",
        _post(_good, headers={"idempotency-key": "one two"}),
        "Idempotency-Key: 1 to 200",
    ),
    Attack(
        "a GET that a header calls a POST",
        _post(_good, method="GET", headers=_OVER),
        _GET_ONLY,
        kept=None,
    ),
    Attack("a PUT of an approval", _post(_good, method="PUT"), _GET_ONLY, kept=None),
    Attack(
        "a POST to the suggestion itself",
        _post(_good, path="/v1/suggestions/{need}"),
        _GET_ONLY,
        kept=None,
    ),
    Attack("an approval called plain text", _post(_good, headers=_TEXT), "send JSON"),
    Attack(
        "an approval of no type at all",
        _post(_good, headers={"content-type": ""}),
        "send JSON",
    ),
    Attack(
        "a form for the API",
        _post(
            lambda s: "verb=approve&" + "&".join(f"{k}={v}" for k, v in text_of(s.need).items()),
            headers={"content-type": "application/x-www-form-urlencoded"},
        ),
        "send JSON",
    ),
    Attack(
        "a verb in the address alone",
        _post(lambda s: text_of(s.need), path="/v1/suggestions/{need}/decisions?verb=approve"),
        "verb",
    ),
    Attack(
        "somebody else in the address",
        _post(
            lambda s: _bound(s.need, actor=s.other),
            path="/v1/suggestions/{need}/decisions?actor=anybody",
        ),
        "actor: unknown field",
    ),
    Attack(
        "an address with encoded dots in it",
        _post(_good, path="/v1/suggestions/x/%2e%2e/{need}/decisions"),
        _NOWHERE,
        kept=None,
    ),
    Attack(
        "an address that is encoded twice",
        _post(_good, path="/v1/suggestions/{need}%252Fdecisions/decisions"),
        "id",
        kept=None,
    ),
    Attack(
        "an address with a NUL in it",
        _post(_good, path="/v1/suggestions/{need}%00/decisions"),
        "id",
        kept=None,
    ),
    Attack(
        "a rejection among approvals at once",
        _post(_several({"verb": "reject"}), path=_MANY),
        "decisions[0].verb: unknown field",
    ),
    Attack(
        "somebody else's approval among approvals at once",
        _post(_several({"actor": "somebody.else"}), path=_MANY),
        "decisions[0].actor: unknown field",
    ),
    Attack(
        "a wildcard among approvals at once",
        _post(_several({"suggestion": "{home}:*:1"}, {"suggestion": "*"}), path=_MANY),
        "there is nothing called",
        kept=None,
    ),
    Attack(
        "another revision among approvals at once",
        _post(_several({"revision": 1}), path=_MANY),
        "revision 1 is out of date",
    ),
    Attack(
        "more approvals at once than anybody reads",
        _post(_several(*[{}] * 51), path=_MANY),
        "decisions: may have at most 50",
    ),
)
"""By hand to the API."""

ON_PAGE = (
    Attack("a form from another site", _form({}, {"origin": EVIL}), _ELSEWHERE),
    Attack("a form from nowhere", _form({}, {"origin": "null"}), _ELSEWHERE),
    Attack("a form from an origin that is none", _form({}, {"origin": "http://["}), _ELSEWHERE),
    Attack(
        "a form that the browser says is from another site",
        _form({}, {"sec-fetch-site": "cross-site"}),
        _ELSEWHERE,
    ),
    Attack("a form without the mark of the session", _form({"csrf": ""}), _ELSEWHERE),
    Attack(
        "a form with another session's mark", _form({"csrf": "csrf-of-somebody.else"}), _ELSEWHERE
    ),
    Attack("a form with a mark in other letters", _form({"csrf": "сsrf"}), _ELSEWHERE),
    Attack("a form without what makes it count once", _form({"nonce": ""}), "nonce"),
    Attack("a form that says no and yes", _form({"verb": ["reject", "approve"]}), "verb"),
    Attack("a form with a field that no form has", _form({"via": "page"}), "via: unknown field"),
    Attack("a form with a question to everybody", _form({"verb": "ask", "to": "*"}), "to[0]"),
    Attack(
        "a form with more words than are kept",
        _form({"verb": "ask", "comment": "x" * 30_000}),
        "at most 20,000",
    ),
    Attack(
        "a form whose verb is a file",
        _form(
            {},
            {"content-type": "multipart/form-data; boundary=b"},
            "--b\r\nContent-Disposition: form-data; name=verb; filename=verb\r\n\r\napprove\r\n"
            "--b--\r\n",
        ),
        "verb",
    ),
    Attack(
        "an address with all that a form has in it",
        _form({}, method="GET"),
        "the page was shown",
        kept=None,
    ),
)
"""By the form of the decision page."""
ON_HTTP = (*ON_API, *ON_PAGE)

ONLY_HTTP = "it is in the headers, the address or the form, which only HTTP has"
ONLY_API, ONLY_PAGE = "it is one of the API alone", "it is one of the form of a page alone"
NOT_HTTP = {attack.name: ONLY_HTTP for attack in ON_HTTP}
"""What every surface but two is excused from, each of the two from the other's."""
NOT_ON_PAGE = {attack.name: ONLY_API for attack in ON_API}
NOT_ON_API = {attack.name: ONLY_PAGE for attack in ON_PAGE}
