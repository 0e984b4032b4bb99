"""The proxy in front of a real Temporal server with its UI: approving by plain HTTP."""

import json
import signal
from collections.abc import Iterator

import httpx2
import pytest

from cli.engine import noted_engine
from cli.proxy.guard import METADATA
from tests.cli.desk import LEAD, Desk
from tests.cli.test_ui_proxy_guard import sent

NEED = "proxied-1:need:1"
PLACE = "/api/v1/namespaces/accord/workflows/"
WORKFLOW = f"{PLACE}suggestion:{NEED}"


@pytest.fixture(scope="module")
def proxy(desk: Desk) -> Iterator[str]:
    """The address of a proxy in a process of its own; a suggestion waits behind it."""
    assert desk("keys", "new", "--kid", "proxy-1").code == 0
    desk.start("proxied-1")
    desk.asked(NEED)
    log = (desk.folder / "proxy.log").open("w")
    with log, desk.process("ui-proxy", "--listen", "127.0.0.1:0", "--json", log=log) as process:
        assert process.stdout
        lines = iter(process.stdout.readline, "}\n")
        yield str(json.loads("".join(lines) + "}")["address"])
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@pytest.fixture
def browser(desk: Desk, proxy: str) -> Iterator[httpx2.Client]:
    """A browser in which the lead has signed in and opened the UI."""
    url = desk("token", "--login", LEAD, "--at", proxy, "--json").document["url"]
    with httpx2.Client(base_url=proxy, trust_env=False, timeout=40) as opened:
        assert "登录" in opened.get(url).text
        link = httpx2.URL(url).params["link"]
        assert opened.post("/accord/login", data={"link": link}).status_code == 303
        page = opened.get("/", headers={"accept": "text/html"})
        assert "<!doctype html>" in page.text
        opened.headers["x-csrf-token"] = opened.cookies["_csrf"]
        yield opened


def test_a_person_approves_in_the_ui_and_is_recorded_as_verified(
    desk: Desk, browser: httpx2.Client
) -> None:
    settings = browser.get("/api/v1/settings").json()
    assert settings["WorkflowTerminateDisabled"] is True
    assert browser.get(WORKFLOW).json()["workflowExecutionInfo"]["type"]["name"]
    shown = browser.post(f"{WORKFLOW}/query/{METADATA}", json={})
    assert shown.status_code == 200, shown.text
    answer = browser.post(f"{WORKFLOW}/update/approve", content=sent(request=_request()))
    assert answer.status_code == 200, answer.text
    assert "success" in answer.json()["outcome"], answer.text
    rows = desk.rows("proxied-1", lambda rows: [r for r in rows if r["actor"] == LEAD])
    (row,) = [row for row in rows if row["actor"] == LEAD]
    assert (row["verb"], row["surface"], row["verified"]) == ("approve", "temporal-ui", True)
    assert LEAD not in str(desk("show", NEED, "--json").document["waiting"]["people"])


def test_a_forged_name_becomes_the_real_one_and_the_workers_refusal_comes_back(
    desk: Desk, browser: httpx2.Client
) -> None:
    seen = desk("show", NEED, "--json").document
    other = next(p["account"] for p in seen["waiting"]["people"] if p["account"] != LEAD)
    forged = {"actor": other, "revision": 1, "fingerprint": seen["fingerprint"][:12]}
    body = sent(forged, workflowExecution={}).replace(b'"u-1"', b'"forged-1"')
    answer = browser.post(f"{WORKFLOW}/update/reject", content=body)
    assert answer.status_code == 200, answer.text
    assert "failure" in answer.json()["outcome"]
    rows = desk.rows("proxied-1", lambda rows: [r for r in rows if r["verb"] == "reject"])
    assert {row["actor"] for row in rows if row["verb"] == "reject"} == {LEAD}
    assert other in str(desk("show", NEED, "--json").document["waiting"]["people"])


@pytest.mark.parametrize(
    "path",
    [
        f"{WORKFLOW}/terminate",
        f"{WORKFLOW}/cancel",
        f"{WORKFLOW}/signal/withdrawn",
        f"{PLACE}collaboration:proxied-1/update/close",
        f"{PLACE}collaboration:proxied-1/update/pause",
        f"{PLACE}another",
    ],
)
def test_nothing_else_can_be_done_to_anything(browser: httpx2.Client, path: str) -> None:
    answer = browser.post(path, content=sent({"actor": LEAD}))
    assert answer.status_code == 403
    assert "只允许查看" in answer.json()["message"]


def test_a_decision_without_a_text_is_kept_in_the_ledger(
    desk: Desk, browser: httpx2.Client
) -> None:
    answer = browser.post(f"{WORKFLOW}/update/edit", content=sent())
    assert answer.status_code == 403
    rows = desk.rows("proxied-1", lambda rows: [r for r in rows if r["verb"] == "edit"])
    (row,) = [row for row in rows if row["verb"] == "edit"]
    assert (row["result"], row["actor"], row["surface"]) == ("refused", LEAD, "temporal-ui")
    assert "revision" in row["reason"]


def test_a_proxy_says_what_it_lacks_in_one_sentence(desk: Desk, empty: Desk) -> None:
    keyless = empty("ui-proxy", "--json")
    assert keyless.code == 2
    assert "accord keys new" in keyless.document["error"]["en"]
    engine = noted_engine(desk.home)
    assert engine
    taken = desk("ui-proxy", "--listen", engine["address"], "--kid", "proxy-1")
    assert taken.code == 2
    assert "cannot be used" in taken.err
    for odd in ("ftp://x", "http://127.0.0.1:8233/temporal", "127.0.0.1:8233"):
        wrong = desk("ui-proxy", "--listen", "127.0.0.1:0", "--ui", odd, "--kid", "proxy-1")
        assert "without a path" in wrong.err
    for odd in ("nowhere", "127.0.0.1:99999", ":1"):
        assert "is not HOST:PORT" in desk("ui-proxy", "--listen", odd).err


def _request() -> dict[str, object]:
    return {"meta": {"updateId": "from-the-ui"}, "input": {"args": {"payloads": []}}}
