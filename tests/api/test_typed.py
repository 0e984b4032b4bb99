"""What somebody typed on the decision page is given back to them when it came to nothing."""

import html
import re

import httpx2
import pytest

from store import ledger
from tests.api.calling import Api
from tests.api.test_desk import form, pending
from tests.workflows.cast import Shown, until

TYPED = 'Mondays, not </textarea><b>Fridays</b>.\nAnd "short".'


def _field(page: httpx2.Response, verb: str) -> str:
    """Return what stands in the text field of one of the forms, as a browser reads it."""
    forms = re.findall(r"<form.*?</form>", page.text, re.DOTALL)
    found = re.search(
        r"<textarea[^>]*>\n(.*?)</textarea>",
        next(one for one in forms if f'value="{verb}"' in one),
        re.DOTALL,
    )
    assert found
    return html.unescape(found[1])


def _copied(page: httpx2.Response) -> str:
    """Return what is shown to be copied; there is no form that could send it."""
    assert "<form" not in page.text
    found = re.search(r"<textarea readonly>\n(.*?)</textarea>", page.text, re.DOTALL)
    assert found, page.text
    return html.unescape(found[1])


async def _moved_on(shown: Shown) -> None:
    """Let the second of those asked have it worded anew."""
    await shown.send("request_changes", shown.asked[1], comment="Shorter.")

    async def redrafted() -> bool:
        state = (await shown.again()).state
        return state.status == "pending" and state.revision == 2

    await until(redrafted, "revision 2")


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "What you typed is still in the form"), ("zh", "您填写的内容仍保留在表单中")],
)
async def test_what_was_typed_stays_in_the_form_when_the_text_has_moved_on(
    calls: Api, language: str, told: str
) -> None:
    path, shown = await pending(calls)
    first = shown.asked[0]
    page = await calls("GET", path, first)
    old = form(page, "request_changes")
    assert _field(page, "request_changes") == ""
    assert "<details open>" not in page.text
    await _moved_on(shown)
    headers = {"accept-language": language}
    sent = old | {"comment": TYPED.replace("\n", "\r\n")}
    answer = await calls("POST", path, first, headers=headers, data=sent)
    assert answer.status_code == 409
    assert told in answer.text
    assert _field(answer, "request_changes") == TYPED
    assert _field(answer, "reject") == ""
    assert answer.text.count("<details open>") == 1
    assert "<b>Fridays" not in answer.text
    new = form(answer, "request_changes")
    assert new["nonce"] != old["nonce"]
    again = new | {"comment": _field(answer, "request_changes")}
    assert (await calls("POST", path, first, data=again)).status_code == 303

    async def counted() -> list[str]:
        rows = await ledger.rows(calls.at.engine, shown.state.collaboration)
        return [row.comment for row in rows if row.actor == first and row.result == "recorded"]

    assert await until(counted, "the row") == [TYPED]


async def test_whom_a_question_was_for_is_kept_with_it(calls: Api) -> None:
    path, shown = await pending(calls)
    first, second = shown.asked[:2]
    old = form(await calls("GET", path, first), "ask")
    await _moved_on(shown)
    answer = await calls("POST", path, first, data=old | {"comment": "Why?", "to": second})
    assert answer.status_code == 409
    assert _field(answer, "ask") == "Why?"
    assert re.findall(r'<option value="([^"]+)" selected>', answer.text) == [second]


@pytest.mark.parametrize(
    ("language", "told"), [("en", "What you typed, to copy"), ("zh", "您填写的内容")]
)
async def test_what_was_typed_can_be_copied_when_somebody_else_has_decided(
    calls: Api, language: str, told: str
) -> None:
    path, shown = await pending(calls)
    first, second = shown.asked[:2]
    old = form(await calls("GET", path, first), "reject")
    await shown.send("approve", second)
    headers = {"accept-language": language}
    answer = await calls("POST", path, first, headers=headers, data=old | {"comment": TYPED})
    assert answer.status_code in (409, 410)
    assert told in answer.text
    assert _copied(answer) == TYPED


async def test_words_that_another_site_sends_are_given_back_to_nobody(calls: Api) -> None:
    path, shown = await pending(calls)
    first = shown.asked[0]
    sent = form(await calls("GET", path, first), "reject") | {"comment": "Put there by others."}
    headers = {"origin": "https://evil.example"}
    answer = await calls("POST", path, first, headers=headers, data=sent)
    assert answer.status_code == 403
    assert "Put there by others." not in answer.text


@pytest.mark.parametrize(
    ("language", "told"), [("en", "Copy what you typed"), ("zh", "请先复制填写的内容")]
)
async def test_what_was_typed_can_be_copied_by_whoever_is_not_signed_in_any_more(
    calls: Api, language: str, told: str
) -> None:
    path, shown = await pending(calls)
    sent = form(await calls("GET", path, shown.asked[0]), "reject") | {"comment": TYPED}
    headers = {"accept-language": language, "origin": "http://api.test"}
    answer = await calls("POST", path, None, headers=headers, data=sent)
    assert answer.status_code == 401
    assert told in answer.text
    assert _copied(answer) == TYPED
    assert f'href="/sign-in?next={path}"' in answer.text
    for origin in ({}, {"origin": "https://evil.example"}):
        door = await calls("POST", path, None, headers=origin, data=sent)
        assert (door.status_code, door.headers["location"]) == (303, f"/sign-in?next={path}")
    assert (await shown.again()).asked == shown.asked
