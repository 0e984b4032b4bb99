"""From start to decision over HTTP, on a real Temporal server."""

import asyncio
import json
import re
from typing import Any

import pytest

from store import ledger
from store.listings import one_listing
from tests.api.calling import Api
from tests.workflows.cast import Shown, until
from tests.workflows.place import document

EARLY = ["identify", "team", "goals"]


async def _pending(calls: Api, **changes: Any) -> tuple[str, Shown]:
    story = await calls.start(skip=EARLY, **changes)
    shown = await story.pending("cadence")
    return f"/v1/suggestions/{story.id}:cadence:1", shown


async def _listed(calls: Api, path: str) -> None:
    """Wait until the store lists it: the workflow keeps the listing after it has asked."""
    name = path.rpartition("/")[2]
    await until(lambda: one_listing(calls.at.engine, name), f"the listing of {name}")


async def test_a_decision_is_bound_to_the_text_that_was_shown(calls: Api) -> None:
    path, shown = await _pending(calls)
    first = shown.asked[0]
    seen = await calls("GET", path, first)
    assert seen.status_code == 200, seen.text
    document = seen.json()
    assert document["first_line"]["zh"]
    assert first in str(document["waiting"]["people"])
    answer = await calls(
        "POST",
        f"{path}/decisions",
        first,
        {"verb": "approve", "comment": "Fine."},
        {"if-match": seen.headers["etag"]},
    )
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["state"], told["actor"], told["verb"]) == ("approved", first, "approve")


async def test_an_older_text_is_refused_with_the_current_one(calls: Api) -> None:
    path, shown = await _pending(calls)
    await _listed(calls, path)
    answer = await calls(
        "POST",
        f"{path}/decisions",
        shown.asked[0],
        {"verb": "approve"},
        {"if-match": f'"r9-{"0" * 16}"', "accept-language": "zh-CN"},
    )
    assert answer.status_code == 409, answer.text
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["code"] == "stale"
    assert "已过期" in told["detail"] or "第 1 版" in told["detail"]
    assert told["current"]["revision"] == 1


async def test_what_is_about_a_text_names_it(calls: Api) -> None:
    path, shown = await _pending(calls)
    answer = await calls("POST", f"{path}/decisions", shown.asked[0], {"verb": "approve"})
    assert (answer.status_code, answer.json()["code"]) == (428, "unbound")
    said = await calls(
        "POST", f"{path}/decisions", shown.asked[0], {"verb": "comment", "comment": "Hm."}
    )
    assert said.status_code == 200, said.text


async def test_the_same_key_decides_once_and_says_the_same_again(calls: Api) -> None:
    path, shown = await _pending(calls)
    body = {"verb": "approve", **shown.bound}
    key = {"idempotency-key": "once-1"}
    sent = [calls("POST", f"{path}/decisions", shown.asked[0], body, key) for _ in range(3)]
    answers = await asyncio.gather(*sent)
    assert {one.status_code for one in answers} == {200}
    assert len({one.json()["decision_id"] for one in answers}) == 1
    again = await calls("POST", f"{path}/decisions", shown.asked[0], body, key)
    assert again.headers["idempotency-replayed"] == "true"
    other = await calls("POST", f"{path}/decisions", shown.asked[0], body | {"verb": "reject"}, key)
    assert (other.status_code, other.json()["code"]) == (422, "key_used")
    id = path.rpartition("/")[2]

    async def rows() -> list[str]:
        found = await ledger.rows(calls.at.engine, id.partition(":")[0])
        return [row.result for row in found if row.verb == "approve" and row.suggestion == id]

    assert await until(rows, "the row") == ["recorded"]


async def test_who_is_not_asked_is_refused_and_the_attempt_is_kept(calls: Api) -> None:
    path, shown = await _pending(calls)
    id = path.rpartition("/")[2]
    story = id.partition(":")[0]
    member = next(p.account for p in shown.state.people if p.account not in shown.everybody)
    answer = await calls("POST", f"{path}/decisions", member, {"verb": "approve", **shown.bound})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_asked")

    async def kept() -> bool:
        rows = await ledger.rows(calls.at.engine, story)
        return any((r.result, r.actor, r.surface) == ("refused", member, "api") for r in rows)

    await until(kept, "the refused attempt")


@pytest.mark.parametrize(
    ("what", "body", "code"),
    [
        ("feedback", {"round": 519, "text": "We wait for parts."}, "no_round"),
        ("feedback", {"round": 519, "close": True}, "no_round"),
        (
            "conflicts",
            {"number": 9, "position": document("en", "conflict")["positions"][0]},
            "no_conflict",
        ),
    ],
)
async def test_a_number_in_the_body_that_is_not_there_does_not_deny_the_address(
    calls: Api, what: str, body: dict[str, Any], code: str
) -> None:
    story = await calls.start(skip=EARLY)
    path = f"/v1/collaborations/{story.id}/{what}"
    answer = await calls("POST", path, "stella.ahmed", body)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert story.id in answer.json()["detail"]


async def test_of_several_each_is_told_what_came_of_it_and_what_to_read_instead(calls: Api) -> None:
    path, shown = await _pending(calls)
    other, second = await _pending(calls)
    await _listed(calls, other)
    account = shown.asked[0]
    one, old = (
        {"suggestion": name.rpartition("/")[2], **each.bound}
        for name, each in ((path, shown), (other, second))
    )
    body = {"decisions": [one, old | {"revision": 9}, one | {"suggestion": "no-such-1:need:1"}]}
    answer = await calls("POST", "/v1/suggestions/decisions:batch", account, body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["ok"] is False
    first, stale, unknown = answer.json()["outcomes"]
    assert (first["status"], first["decision"]["state"]) == (200, "approved")
    assert (stale["status"], stale["code"]) == (409, "stale")
    assert stale["current"]["revision"] == 1
    assert (unknown["status"], unknown["code"], unknown["current"]) == (404, "unknown", None)


async def test_what_is_parked_says_who_may_do_what_and_how_over_http(calls: Api) -> None:
    story = await calls.start(skip=["team", "goals"])
    shown = await story.pending("need")
    await shown.send("reject", shown.asked[0], comment="Not ours.")
    parked = await story.when(lambda state: state.parked, "parking")
    path = f"/v1/collaborations/{story.id}"
    told = (await calls("GET", path, parked.steering[0])).json()["first_line"]
    for word in ("to go on with a new draft", "or to close it", *parked.steering):
        assert word in told["en"]
    for word in ("重新起草后继续", "或结束协作", *parked.steering):
        assert word in told["zh"]
    for sentence in told.values():
        assert "accord " not in sentence
        assert f"`POST {path}/close`" in sentence
    way, body = re.findall(r"`POST (\S+) (\{[^`]+\})`", told["zh"])[0]
    answer = await calls("POST", way, parked.steering[0], json.loads(body))
    assert answer.status_code == 200, answer.text
    assert (await story.pending("need", number=2)).state.revision == 1
