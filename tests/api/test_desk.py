"""The decision page over HTTP: what it shows, to whom, and that only a person's POST decides."""

import re
from typing import Any

import httpx2

from store import ledger
from tests.api.calling import Api
from tests.workflows.cast import Shown, until

EARLY = ["identify", "team", "goals"]


async def pending(calls: Api, **changes: Any) -> tuple[str, Shown]:
    story = await calls.start(skip=EARLY, **changes)
    shown = await story.pending("cadence")
    return f"/d/{story.id}:cadence:1", shown


def form(page: httpx2.Response, verb: str) -> dict[str, str]:
    """Return the hidden fields of one of the forms."""
    forms = re.findall(r"<form.*?</form>", page.text, re.DOTALL)
    found = next(one for one in forms if f'value="{verb}"' in one)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found))


async def _approvals(calls: Api, path: str) -> list[str]:
    id = path.rpartition("/")[2]
    rows = await ledger.rows(calls.at.engine, id.partition(":")[0])
    return [row.result for row in rows if row.suggestion == id and row.verb == "approve"]


async def test_whoever_is_asked_sees_the_text_and_four_buttons(calls: Api) -> None:
    path, shown = await pending(calls)
    page = await calls("GET", path, shown.asked[0])
    assert page.status_code == 200
    assert shown.state.suggestion is not None
    for item in shown.state.suggestion.items:
        assert f'id="i-{item.id}"' in page.text
    for verb in ("approve", "request_changes", "ask", "reject"):
        assert form(page, verb)["revision"] == "1"
    assert "<script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["cache-control"] == "no-store"


async def test_looking_decides_nothing_however_often(calls: Api) -> None:
    path, shown = await pending(calls)
    for method in ("GET", "HEAD", "GET"):
        await calls(method, path, shown.asked[0])
        await calls(method, f"{path}?said=approve", shown.asked[0])
    assert (await shown.again()).asked == shown.asked
    assert await _approvals(calls, path) == []


async def test_a_tap_approves_in_the_name_of_whoever_signed_in(calls: Api) -> None:
    path, shown = await pending(calls)
    first = shown.asked[0]
    sent = form(await calls("GET", path, first), "approve")
    answer = await calls("POST", path, first, data=sent)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?said=approve")
    told = await calls("GET", answer.headers["location"], first, headers={"accept-language": "zh"})
    assert "已记录：同意" in told.text
    assert "<form" not in told.text
    assert await until(lambda: _approvals(calls, path), "the row") == ["recorded"]
    rows = await ledger.rows(calls.at.engine, path.rpartition("/")[2].partition(":")[0])
    assert {(r.actor, r.surface) for r in rows if r.verb == "approve"} == {(first, "page")}


async def test_the_same_form_twice_counts_once(calls: Api) -> None:
    path, shown = await pending(calls)
    sent = form(await calls("GET", path, shown.asked[0]), "approve")
    for _ in range(2):
        answer = await calls("POST", path, shown.asked[0], data=sent)
        assert answer.status_code == 303, answer.text
    assert await until(lambda: _approvals(calls, path), "the row") == ["recorded"]


async def test_a_form_of_an_older_text_is_refused_and_shows_the_new_one(calls: Api) -> None:
    path, shown = await pending(calls)
    first, second = shown.asked[:2]
    old = form(await calls("GET", path, first), "approve")
    await shown.send("request_changes", second, comment="Meet on Mondays.")

    async def redrafted() -> Shown | None:
        now = await shown.again()
        return now if now.state.status == "pending" and now.state.revision == 2 else None

    await until(redrafted, "revision 2")
    answer = await calls("POST", path, first, data=old)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert form(answer, "approve")["revision"] == "2"
    assert (await shown.again()).state.status == "pending"


async def test_a_form_from_another_site_decides_nothing(calls: Api) -> None:
    path, shown = await pending(calls)
    sent = form(await calls("GET", path, shown.asked[0]), "approve")
    for told in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        answer = await calls("POST", path, shown.asked[0], headers=told, data=sent)
        assert answer.status_code == 403
    assert (await shown.again()).asked == shown.asked


async def test_a_reason_is_needed_to_reject_and_is_asked_for(calls: Api) -> None:
    path, shown = await pending(calls)
    sent = form(await calls("GET", path, shown.asked[0]), "reject")
    bare = await calls("POST", path, shown.asked[0], data=sent)
    assert bare.status_code == 409
    assert (await shown.again()).state.status == "pending"
    answer = await calls(
        "POST", path, shown.asked[0], data=sent | {"comment": "Too many meetings."}
    )
    assert answer.status_code == 303, answer.text
    assert (await shown.again()).state.status == "rejected"


async def test_who_is_not_asked_reads_and_has_no_buttons(calls: Api) -> None:
    path, shown = await pending(calls)
    reader = next(p.account for p in shown.state.people if p.account not in shown.everybody)
    page = await calls("GET", path, reader)
    assert page.status_code == 200
    assert "<form" not in page.text


async def test_what_people_wrote_is_shown_as_it_was_written(calls: Api) -> None:
    path, shown = await pending(calls)
    said = '<img src=x onerror=alert(1)> "quoted" & [link](javascript:alert(1))'
    await shown.send("comment", shown.asked[0], comment=said)
    page = await calls("GET", path, shown.asked[1])
    assert "<img" not in page.text
    assert "&lt;img src=x onerror=alert(1)&gt;" in page.text
    assert '<a href="javascript' not in page.text


async def test_the_inbox_lists_what_waits_and_leads_to_its_page(calls: Api) -> None:
    path, shown = await pending(calls, language="zh")
    first = shown.asked[0]

    async def listed() -> bool:
        page = await calls("GET", "/", first, headers={"accept-language": "zh-CN,zh;q=0.9"})
        return f'href="{path}"' in page.text and "待您审批" in page.text

    await until(listed, "the inbox")
    assert "没有待您审批" in (await calls("GET", "/?lang=zh", "nobody.here")).text


async def test_without_signing_in_the_door_is_shown_and_the_way_back_kept(calls: Api) -> None:
    path, _ = await pending(calls)
    for method in ("GET", "POST"):
        answer = await calls(method, path, data={"verb": "approve"} if method == "POST" else None)
        assert answer.status_code in (303, 422)
        if answer.status_code == 303:
            assert answer.headers["location"] == f"/sign-in?next={path}"


async def test_an_unknown_suggestion_is_said_to_be_none_in_both_languages(calls: Api) -> None:
    for language, words in (("zh", "没有编号为"), ("en", "there is nothing called")):
        page = await calls("GET", f"/d/nowhere:need:1?lang={language}", "ana.b")
        assert page.status_code == 404
        assert words in page.text
