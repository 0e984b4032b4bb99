"""Attempts to decide that no worker sees are in the ledger; looking, and nobody, leave nothing."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import delete

from activities.tokens import folder, make_keys, signing_key
from domain.ledger import Row
from store import ledger
from store.engine import writing
from store.listings import one_listing
from store.tables.access import requests
from store.tables.suggestions import listings
from tests.api.calling import Api, api, proved
from tests.api.test_desk import form
from tests.attacks.by_api import AS, signed_in
from tests.workflows.cast import Shown, Story, until
from tests.workflows.place import Place

EARLY = ["identify", "team", "goals"]
TOO_MUCH = b'{"comment": "' + b"x" * (2 * 1024 * 1024) + b'"}'


@pytest.fixture
async def story(calls: Api) -> Story:
    return await calls.start(skip=EARLY)


@pytest.fixture
async def shown(story: Story) -> Shown:
    return await story.pending("cadence")


@pytest.fixture
async def signing(at: Place) -> AsyncIterator[Api]:
    """The API on the same place with a key: its pages carry tokens."""
    keys = folder(at.home)
    if not (keys / "k9.key").exists():
        make_keys(keys, "k9")
    async with api(at, proved, signing_key(keys, "k9")) as opened:
        yield opened


def _path(shown: Shown) -> str:
    return f"/v1/suggestions/{shown.state.id}/decisions"


async def _refused(calls: Api, shown: Shown) -> list[Row]:
    rows = await ledger.rows(calls.at.engine, shown.state.collaboration)
    return [row for row in rows if row.result == "refused"]


async def _only(calls: Api, shown: Shown) -> Row:
    (row,) = await _refused(calls, shown)
    assert (row.suggestion, row.verified) == (shown.state.id, False)
    return row


async def test_what_is_no_json_is_kept(calls: Api, shown: Shown) -> None:
    first = shown.asked[0]
    headers = {"content-type": "application/json"}
    answer = await calls("POST", _path(shown), first, headers=headers, content=b'{"verb": ')
    assert answer.status_code == 400
    row = await _only(calls, shown)
    assert (row.verb, row.actor, row.surface) == ("decide", first, "api")
    assert answer.json()["detail"] in row.reason


async def test_an_unknown_field_is_kept_with_what_was_decided(calls: Api, shown: Shown) -> None:
    sent = {"verb": "reject", "comment": "No.", "actor": shown.asked[1], **shown.bound}
    answer = await calls("POST", _path(shown), shown.asked[0], sent)
    assert answer.status_code == 422
    row = await _only(calls, shown)
    assert (row.verb, row.actor, row.comment) == ("reject", shown.asked[0], "No.")
    assert (row.revision, row.fingerprints) == (1, (shown.bound["fingerprint"],))
    assert "actor" in row.reason


async def test_a_half_character_is_refused_and_kept(calls: Api, shown: Shown) -> None:
    headers = {"content-type": "application/json"}
    text = json.dumps({"verb": "comment", "comment": "half \ud800 of it"})
    answer = await calls("POST", _path(shown), shown.asked[0], headers=headers, content=text)
    assert answer.status_code == 400
    assert (await _only(calls, shown)).verb == "comment"
    assert not (await shown.again()).state.remarks


async def test_more_than_is_taken_is_kept(calls: Api, shown: Shown) -> None:
    headers = {"content-type": "application/json"}
    answer = await calls("POST", _path(shown), shown.asked[0], headers=headers, content=TOO_MUCH)
    assert answer.status_code == 413
    assert (await _only(calls, shown)).actor == shown.asked[0]


async def test_what_names_no_text_is_kept(calls: Api, shown: Shown) -> None:
    answer = await calls("POST", _path(shown), shown.asked[0], {"verb": "approve"})
    assert (answer.status_code, answer.json()["title"]) == (428, "say which text is meant")
    assert (await _only(calls, shown)).verb == "approve"


async def test_two_texts_at_once_are_refused_and_kept(calls: Api, shown: Shown) -> None:
    sent = {"verb": "approve", **shown.bound}
    tag = {"if-match": f'"r2-{"0" * 16}"'}
    answer = await calls("POST", _path(shown), shown.asked[0], sent, tag)
    assert (answer.status_code, answer.json()["code"]) == (422, "two_texts")
    await _only(calls, shown)
    text = shown.state.suggestion
    assert text
    tag = {"if-match": f'"r1-{text.fingerprint[:16]}"'}
    assert (await calls("POST", _path(shown), shown.asked[0], sent, tag)).status_code == 200


async def test_a_key_of_another_request_is_kept(calls: Api, shown: Shown) -> None:
    first, key = shown.asked[0], {"idempotency-key": f"of-{shown.state.id}"}
    said = {"verb": "comment", "comment": "Hm."}
    assert (await calls("POST", _path(shown), first, said, key)).status_code == 200
    for verb in ("reject", "reject", "withdraw"):
        answer = await calls("POST", _path(shown), first, said | {"verb": verb}, key)
        assert (answer.status_code, answer.json()["code"]) == (422, "key_used")
    verbs = [row.verb for row in await _refused(calls, shown)]
    assert verbs == ["reject", "withdraw"], "the same attempt again is the same row"


async def test_a_key_of_somebody_else_answers_nobody_else(calls: Api, shown: Shown) -> None:
    key = {"idempotency-key": f"of-{shown.state.id}"}
    sent = {"verb": "approve", **shown.bound}
    assert (await calls("POST", _path(shown), shown.asked[0], sent, key)).status_code == 200
    member = next(p.account for p in shown.state.people if p.account not in shown.everybody)
    answer = await calls("POST", _path(shown), member, sent, key)
    assert answer.status_code in (403, 410), answer.text


async def test_who_may_not_even_know_of_it_is_kept(at: Place, shown: Shown) -> None:
    async with api(at, signed_in) as calls:
        answer = await calls(
            "POST", _path(shown), body={"verb": "approve", **shown.bound}, headers={AS: "mallory"}
        )
        assert answer.status_code == 404
        assert (await _only(calls, shown)).actor == "mallory"


async def test_looking_leaves_no_row_and_neither_does_nobody(calls: Api, shown: Shown) -> None:
    await calls("GET", f"{_path(shown)}?verb=approve", shown.asked[0])
    await calls("HEAD", f"/d/{shown.state.id}?verb=approve", shown.asked[0])
    for path in (_path(shown), f"/d/{shown.state.id}"):
        answer = await calls("POST", path, body={"verb": "approve"})
        assert answer.status_code in (303, 401, 422)
    assert await _refused(calls, shown) == []


async def test_what_is_not_there_leaves_no_row(calls: Api, shown: Shown) -> None:
    home = shown.state.collaboration
    for name in (f"{home}:need:77", f"{home}:*:1", f"{home}:cadence:1%00", "nowhere:need:1"):
        answer = await calls("POST", f"/v1/suggestions/{name}/decisions", shown.asked[0], {})
        assert answer.status_code in (404, 422)
    assert await _refused(calls, shown) == []
    assert await ledger.rows(calls.at.engine, "nowhere") == []


async def test_each_refused_one_of_several_is_kept(calls: Api, shown: Shown) -> None:
    other = await (await calls.start(skip=EARLY)).pending("cadence")
    several = [
        {"suggestion": one.state.id, **one.bound, "verb": "reject"} for one in (shown, other)
    ]
    path = "/v1/suggestions/decisions:batch"
    answer = await calls("POST", path, shown.asked[0], {"decisions": several})
    assert answer.status_code == 422
    assert [(await _only(calls, one)).verb for one in (shown, other)] == ["reject", "reject"]


async def test_a_form_that_cannot_be_read_is_kept_as_one_of_the_page(
    calls: Api, shown: Shown
) -> None:
    page = await calls("GET", f"/d/{shown.state.id}", shown.asked[0])
    sent = form(page, "reject") | {"comment": "No.", "revision": "1", "actor": shown.asked[1]}
    answer = await calls("POST", f"/d/{shown.state.id}", shown.asked[0], data=sent)
    assert answer.status_code == 422
    row = await _only(calls, shown)
    assert (row.verb, row.surface, row.revision) == ("reject", "page", 1)
    assert row.comment == "No."


async def test_nothing_of_a_token_is_kept(signing: Api, shown: Shown) -> None:
    first = shown.asked[0]
    sent = form(await signing("GET", f"/d/{shown.state.id}", first), "approve")
    assert len(sent["token"]) > 100
    for more in ({"via": "x"}, {"csrf": "x"}, {"token": sent["token"] * 20}):
        answer = await signing("POST", f"/d/{shown.state.id}", first, data=sent | more)
        assert answer.status_code in (403, 422)
    body = {"verb": "approve", **shown.bound, "token": sent["token"]}
    assert (await signing("POST", _path(shown), first, body)).status_code == 422
    rows = await _refused(signing, shown)
    assert len(rows) == 4
    kept = json.dumps([row.model_dump(mode="json") for row in rows])
    parts = sent["token"].split(".")
    assert not [part for part in parts if part[:24] in kept]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"csrf": "сsrf"}, 403),
        ({"verb": "ask", "to": "*"}, 422),
        ({"verb": "ask", "comment": "x" * 30_000}, 422),
    ],
)
async def test_no_form_ends_in_an_error_of_ours(
    calls: Api, shown: Shown, changed: dict[str, Any], status: int
) -> None:
    sent = form(await calls("GET", f"/d/{shown.state.id}", shown.asked[0]), "approve") | changed
    answer = await calls("POST", f"/d/{shown.state.id}", shown.asked[0], data=sent)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    await _only(calls, shown)


async def test_an_origin_that_is_no_address_is_another_site(calls: Api, shown: Shown) -> None:
    sent = form(await calls("GET", f"/d/{shown.state.id}", shown.asked[0]), "approve")
    headers = {"origin": "http://["}
    answer = await calls("POST", f"/d/{shown.state.id}", shown.asked[0], None, headers, data=sent)
    assert answer.status_code == 403
    await _only(calls, shown)


async def test_a_form_that_says_no_and_yes_is_not_read(calls: Api, shown: Shown) -> None:
    sent: dict[str, Any] = form(
        await calls("GET", f"/d/{shown.state.id}", shown.asked[0]), "approve"
    )
    sent["verb"] = ["reject", "approve"]
    answer = await calls("POST", f"/d/{shown.state.id}", shown.asked[0], data=sent)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad_form")
    assert (await shown.again()).asked == shown.asked


async def test_another_decision_by_a_form_that_has_counted_is_refused_and_kept(
    calls: Api, shown: Shown
) -> None:
    path, first = f"/d/{shown.state.id}", shown.asked[0]
    sent = form(await calls("GET", path, first), "approve")
    assert (await calls("POST", path, first, data=sent)).status_code == 303
    answer = await calls("POST", path, first, data=sent | {"verb": "reject", "comment": "No."})
    assert answer.status_code == 409, answer.text

    async def kept() -> list[Row]:
        rows = await _refused(calls, shown)
        return [row for row in rows if "used for another decision" in row.reason]

    (row,) = await until(kept, "the refused attempt")
    assert (row.verb, row.actor, row.surface) == ("reject", first, "page")


async def test_the_form_of_one_person_uses_up_nobody_elses(calls: Api, shown: Shown) -> None:
    path, (first, second) = f"/d/{shown.state.id}", shown.asked[:2]
    sent = form(await calls("GET", path, first), "reject") | {"comment": "No."}
    copied = sent | {"verb": "request_changes", "comment": "Later."}
    member = next(p.account for p in shown.state.people if p.account not in shown.everybody)
    assert (await calls("POST", path, member, data=copied)).status_code == 403
    said = sent | {"verb": "comment", "comment": "Mine."}
    assert (await calls("POST", path, second, data=said)).status_code == 303
    assert (await calls("POST", path, first, data=sent)).status_code == 303
    assert (await shown.again()).state.status == "rejected"


async def test_a_text_that_is_not_the_current_one_is_told_as_one(
    signing: Api, shown: Shown
) -> None:
    for start in ("0" * 8, "0" * 16):
        sent = {"verb": "approve", "revision": 1, "fingerprint": start}

        async def answered(sent: dict[str, Any] = sent) -> httpx2.Response | None:
            answer = await signing("POST", _path(shown), shown.asked[0], sent)
            return None if answer.json()["code"] == "token_key" else answer

        answer = await until(answered, "a worker that has read the new key")
        assert (answer.status_code, answer.json()["code"]) == (409, "other_text"), answer.text
        assert "token" not in answer.json()["detail"]


@pytest.mark.parametrize("is_listed", [True, False])
async def test_a_decision_without_a_text_is_the_same_again_on_the_next_text(
    signing: Api, shown: Shown, is_listed: bool
) -> None:
    first, key = shown.asked[0], f"of-{shown.state.id}"
    sent = {"verb": "comment", "comment": "Mondays."}

    async def listed() -> bool:
        now = await one_listing(signing.at.engine, shown.state.id)
        return now is not None and (now.revision, now.state) == (1, "pending")

    await until(listed, "the listing of revision 1")
    if not is_listed:  # as long as it is not, there is no text to which a token could be bound
        async with writing(signing.at.engine) as connection:
            await connection.execute(
                delete(listings).where(listings.c.suggestion == shown.state.id)
            )

    async def answered() -> httpx2.Response | None:
        answer = await signing("POST", _path(shown), first, sent, {"idempotency-key": key})
        return answer if answer.status_code == 200 else None

    told = await until(answered, "a worker that has read the new key")
    await shown.send("request_changes", shown.asked[1], comment="Meet on Mondays.")

    async def redrafted() -> bool:
        now = await one_listing(signing.at.engine, shown.state.id)
        return now is not None and (now.revision, now.state) == (2, "pending")

    await until(redrafted, "the listing of revision 2")
    async with writing(signing.at.engine) as connection:  # as if the answer had never been kept
        await connection.execute(delete(requests).where(requests.c.key == key))
    again = await signing("POST", _path(shown), first, sent, {"idempotency-key": key})
    assert again.status_code == 200, again.text
    assert again.json()["decision_id"] == told.json()["decision_id"]
    assert "idempotency-replayed" not in again.headers
    assert len((await shown.again()).state.remarks) == 1
    reasons = [row.reason for row in await _refused(signing, shown)]
    assert not [reason for reason in reasons if "another decision" in reason]


@pytest.mark.parametrize("host", ["[", "a b", "x/../y"])
async def test_a_host_that_is_no_name_breaks_nothing(calls: Api, shown: Shown, host: str) -> None:
    answer = await calls("POST", _path(shown), shown.asked[0], {"verb": "no"}, {"host": host})
    assert answer.status_code == 422
    await _only(calls, shown)
