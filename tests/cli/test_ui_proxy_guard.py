"""Attacks on the proxy's guard, as a table: what is not a read or a decision does not pass."""

import base64
import json
from typing import Any

import pytest

from cli.proxy.guard import (
    METADATA,
    MOST_BYTES,
    Decision,
    Read,
    Refused,
    Text,
    bound,
    guard,
    written,
)
from domain.command import VERBS

SUGGESTION = "returns-1:need:1"
WORKFLOW = f"/api/v1/namespaces/accord/workflows/suggestion:{SUGGESTION}"
ONE, TWO = Text(1, "a" * 64), Text(2, "b" * 64)


def sent(given: Any = None, **changed: Any) -> bytes:
    """Return the body that the UI sends with an update."""
    payload = {
        "metadata": {"encoding": base64.b64encode(b"json/plain").decode()},
        "data": base64.b64encode(json.dumps(given).encode()).decode(),
    }
    payloads = [] if given is None else [payload]
    call = {
        "workflowExecution": {"runId": "01a20adb-8c98-7e04-8e33-9d316d439e8e"},
        "request": {"meta": {"updateId": "u-1"}, "input": {"args": {"payloads": payloads}}},
    }
    return json.dumps(call | changed).encode()


def passed(method: str, path: str, body: bytes = b"") -> Any:
    return guard(method, path.encode("utf-8"), body, "accord")


def decision(given: Any = None, verb: str = "approve") -> Decision:
    found = passed("POST", f"{WORKFLOW}/update/{verb}", sent(given))
    assert isinstance(found, Decision), found
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/namespaces/accord/workflows",
        "/_app/immutable/entry/start.Bw1_UQ8P.js",
        "/api/v1/settings",
        "/api/v1/namespaces/accord/workflows/suggestion%3Areturns-1%3Aneed%3A1",
        f"{WORKFLOW}/history-reverse",
        "/render",
    ],
)
def test_reads_pass(path: str) -> None:
    assert passed("GET", path) == Read()
    assert passed("HEAD", path) == Read()


@pytest.mark.parametrize("colon", [":", "%3A", "%3a"])
def test_a_query_passes_and_that_of_the_page_shows_the_text(colon: str) -> None:
    name = f"suggestion:{SUGGESTION}".replace(":", colon)
    place = f"/api/v1/namespaces/accord/workflows/{name}/query"
    assert passed("POST", f"{place}/{METADATA}", b"{}") == Read(shows=SUGGESTION)
    assert passed("POST", f"{place}/view", b"{}") == Read()
    other = "/api/v1/namespaces/accord/workflows/collaboration:returns-1/query"
    assert passed("POST", f"{other}/{METADATA}", b"{}") == Read()


@pytest.mark.parametrize("verb", VERBS)
def test_every_decision_on_a_suggestion_passes(verb: str) -> None:
    found = decision({"comment": "because"}, verb)
    assert (found.suggestion, found.verb, found.given) == (SUGGESTION, verb, {"comment": "because"})
    assert found.update_id == "u-1"
    assert decision({"verb": verb}, "decide").verb == verb


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get"])
def test_no_other_method_passes(method: str) -> None:
    for path in ("/", f"{WORKFLOW}/update/approve"):
        assert isinstance(passed(method, path, sent()), Refused)


@pytest.mark.parametrize(
    "path",
    [
        f"{WORKFLOW}/terminate",
        f"{WORKFLOW}/cancel",
        f"{WORKFLOW}/reset",
        f"{WORKFLOW}/pause",
        f"{WORKFLOW}/signal/withdrawn",
        f"{WORKFLOW}/update/close",
        f"{WORKFLOW}/update/Approve",
        f"{WORKFLOW}/update/approve/",
        f"{WORKFLOW}/update/approve/more",
        f"{WORKFLOW}/update/%61pprove",
        f"{WORKFLOW}/update/approve;x",
        f"{WORKFLOW}//update/approve",
        f"/{WORKFLOW}/update/approve",
        f"{WORKFLOW}/update/../terminate",
        f"{WORKFLOW}/update/approve/../../terminate",
        f"{WORKFLOW}/update/%2e%2e/terminate",
        f"{WORKFLOW}/update/approve%2f..%2f..%2fterminate",
        f"{WORKFLOW}/update/approve%252f..%252fterminate",
        f"{WORKFLOW}/update/approve%5c..%5cterminate",
        f"{WORKFLOW}/update/approve\\..\\terminate",
        f"{WORKFLOW}/update/approve%00",
        f"{WORKFLOW}/update/approve%0d%0aX-A:b",
        f"{WORKFLOW}/update/approve\r\nX-A: b",
        f"{WORKFLOW}/update/approve ",
        f"{WORKFLOW}/update/approve?x=1",
        f"{WORKFLOW}/update/approve#x",
        f"{WORKFLOW}/update/％61pprove",
        f"http://127.0.0.1:8233{WORKFLOW}/update/approve",
        WORKFLOW.replace("suggestion:", "collaboration:") + "/update/close",
        WORKFLOW.replace("suggestion:", "suggestion%253A") + "/update/approve",
        WORKFLOW.replace("suggestion:", "x%2Fsuggestion:") + "/update/approve",
        WORKFLOW.replace("suggestion:", "Suggestion:") + "/update/approve",
        WORKFLOW.replace(":need:", ":nonsense:") + "/update/approve",
        WORKFLOW.replace("/accord/", "/default/") + "/update/approve",
        WORKFLOW.replace("/accord/", "/accord%00/") + "/update/approve",
        WORKFLOW.replace("/api/v1/", "/api/v2/") + "/update/approve",
        WORKFLOW.replace("/api/v1/", "/API/v1/") + "/update/approve",
        WORKFLOW.replace("/api/v1", "") + "/update/approve",
        "/api/v1/namespaces/accord/workflows/new-one",
        "/api/v1/namespaces/accord/batch-operations/b-1",
        "/api/v1/namespaces/accord/schedules/s-1",
        "/api/v1/namespaces/accord/schedules/s-1/patch",
        "/api/v1/namespaces/accord/activities-deprecated/pause",
        "/api/v1/namespaces",
        "/api/v1/nexus/endpoints",
        "/api/v1/namespaces/accord/workflows/execute-multi-operation",
        "*",
        "",
    ],
)
def test_no_other_write_passes(path: str) -> None:
    found = passed("POST", path, sent({"actor": "ana"}))
    assert isinstance(found, Refused), path
    assert found.sentence.en
    assert found.sentence.zh


@pytest.mark.parametrize(
    "path",
    ["/..", "/a/../b", "/./a", "/a/%2e%2e/b", "/a%2fb", "/a%5Cb", "/a%252e", "//a", "/a//b", "a"],
)
def test_not_even_a_read_passes_by_an_unclear_path(path: str) -> None:
    assert isinstance(passed("GET", path), Refused)


def test_a_read_with_a_body_does_not_pass() -> None:
    assert isinstance(passed("GET", "/api/v1/settings", b"{}"), Refused)


_TWICE = [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": "e30="}] * 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"request": null}',
        b'{"request": {"input": 7}}',
        b'{"request": {"input": {"args": {"payloads": 7}}}}',
        json.dumps({"request": {"input": {"args": {"payloads": _TWICE}}}}).encode(),
        b'{"request": {"input": {"args": {"payloads": [{"data": "e30="}]}}}}',
        sent({}).replace(b"anNvbi9wbGFpbg==", b"YmluYXJ5L3BsYWlu"),
        sent({}).replace(b'"e30="', b'"not base64"'),
        sent({}).replace(b'"e30="', b'"bm90IGpzb24="'),
        sent("just text"),
        sent({"comment": "half \ud800 a character"}),
        sent([]),
        sent(False),
        sent(7),
        b" " * (MOST_BYTES + 1),
        sent({"comment": "x" * MOST_BYTES}),
    ],
)
def test_a_body_that_is_no_decision_is_refused_as_an_attempt_on_the_suggestion(body: bytes) -> None:
    found = passed("POST", f"{WORKFLOW}/update/approve", body)
    assert isinstance(found, Refused)
    assert found.attempt is not None
    assert found.attempt.suggestion == SUGGESTION
    assert "\n" not in found.sentence.both


@pytest.mark.parametrize("verb", ["", "close", "APPROVE", ["approve"], None, 7])
def test_a_verb_that_is_none_is_refused(verb: Any) -> None:
    found = passed("POST", f"{WORKFLOW}/update/decide", sent({"verb": verb}))
    assert isinstance(found, Refused)
    assert found.attempt is not None


def test_a_decision_that_nobody_knows_is_an_attempt_on_the_suggestion() -> None:
    found = passed("POST", f"{WORKFLOW}/update/applaud", sent({}))
    assert isinstance(found, Refused)
    assert found.attempt == Decision(SUGGESTION, "applaud", {})
    other = passed("POST", WORKFLOW.replace("suggestion:", "round:") + "/update/applaud", sent({}))
    assert isinstance(other, Refused)
    assert other.attempt is None


def test_who_decides_is_put_in_by_the_proxy_whatever_was_said() -> None:
    forged = {"actor": "boss", "surface": "cli", "token": "a.b.c", "comment": "x", "revision": 1}
    found = decision(forged | {"fingerprint": "a" * 16})
    path, body = written(found, ONE, "ana", "own.own.own", "u-2", "accord")
    call = json.loads(body)
    assert path == f"{WORKFLOW}/update/approve"
    assert call["request"]["meta"] == {"updateId": "u-2", "identity": "ana"}
    (payload,) = call["request"]["input"]["args"]["payloads"]
    told = json.loads(base64.b64decode(payload["data"]))
    assert (told["actor"], told["surface"], told["token"]) == ("ana", "temporal-ui", "own.own.own")
    assert b"boss" not in base64.b64decode(payload["data"])


def test_nothing_else_of_the_body_is_passed_on() -> None:
    smuggled = sent({}, namespace="other", workflow_execution={"workflow_id": "x"}, evil=1)
    found = passed("POST", f"{WORKFLOW}/update/approve", smuggled)
    assert isinstance(found, Decision)
    call = json.loads(written(found, ONE, "ana", "t", "u", "accord")[1])
    assert set(call) == {"request"}


def test_ids_that_are_none_are_not_passed_on() -> None:
    odd = {"meta": {"updateId": "../x"}, "input": None}
    found = passed(
        "POST", f"{WORKFLOW}/update/approve", sent(request=odd, workflowExecution={"runId": ["x"]})
    )
    assert isinstance(found, Decision)
    assert found.update_id is None


def test_the_text_is_what_the_person_wrote_down() -> None:
    found = decision({"revision": 1, "fingerprint": "a" * 12})
    assert bound(found, frozenset({TWO}), TWO) == Text(1, "a" * 12)
    short = decision({"revision": 1, "fingerprint": "a" * 8})
    assert bound(short, frozenset({ONE}), TWO) == ONE
    assert bound(short, frozenset(), TWO) is None


def test_without_words_it_is_the_one_text_that_their_pages_have_shown() -> None:
    assert bound(decision(), frozenset({ONE}), TWO) == ONE
    assert bound(decision(), frozenset(), ONE) is None
    assert bound(decision(), frozenset({ONE, TWO}), TWO) is None
    assert bound(decision({"comment": "hm"}, "comment"), frozenset(), TWO) == TWO


@pytest.mark.parametrize(
    "half",
    [
        {"revision": 1},
        {"fingerprint": "a" * 12},
        {"revision": "1", "fingerprint": "a" * 12},
        {"revision": 1, "fingerprint": 7},
        {"revision": 1, "fingerprint": "a" * 7},
        {"revision": 1, "fingerprint": "A" * 12},
        {"revision": -1, "fingerprint": "a" * 12},
    ],
)
def test_half_a_text_is_none(half: dict[str, Any]) -> None:
    assert bound(decision(half), frozenset({ONE}), ONE) is None
