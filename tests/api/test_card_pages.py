"""Department cards as pages: everybody signed in reads them, the head writes by a form."""

import contextlib
import re
from collections.abc import AsyncIterator
from html import unescape
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from api.callers import Caller, UnauthenticatedError
from api.pages.card_fields import fields_of
from domain.card import CardGiven
from domain.directory import Directory, Person
from store.cards import card
from store.people import COMPANY, keep_directory
from tests.api.away import alone, asking
from tests.api.test_cards import PEOPLE, put
from tests.domain.test_card import CARD

HERE = "http://127.0.0.1"
PAGE = f"/cards/{quote('法务部')}"
FIELDS = fields_of(CardGiven.model_validate(CARD))


async def signed_in(request: Request) -> Caller:
    """Tell who asks by a header that only this test sends; each has a session with a form key."""
    account = request.headers.get("x-who")
    if account is None:
        raise UnauthenticatedError("nobody", "无人")
    roles = frozenset({"admin"}) if account == "ad.min" else frozenset()
    return Caller(account, "session", roles, csrf=f"key-of-{account}")  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def house(
    engine: AsyncEngine, people: Directory = PEOPLE
) -> AsyncIterator[httpx2.AsyncClient]:
    await keep_directory(engine, COMPANY, people)
    async with asking(alone(engine, signed_in)) as client:
        yield client


async def shown(
    client: httpx2.AsyncClient, who: str | None, path: str = PAGE, language: str = "en"
) -> httpx2.Response:
    headers = {"accept": "text/html", "accept-language": language}
    return await client.get(path, headers=headers | ({"x-who": who} if who else {}))


def form(page: httpx2.Response) -> dict[str, str]:
    """Return what the form of a page would send, as a browser reads it."""
    (found,) = re.findall(r'<form method="post" action="/cards.*?</form>', page.text, re.DOTALL)
    fields = {}
    for tag in re.findall(r"<input [^>]*>", found):
        name = re.search(r'name="(\w+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            fields[name[1]] = unescape(value[1]) if value else ""
    area = re.search(r'<textarea name="channels"[^>]*>\n(.*?)</textarea>', found, re.DOTALL)
    assert area
    return fields | {"channels": unescape(area[1])}


async def send(
    client: httpx2.AsyncClient,
    who: str | None,
    fields: dict[str, str],
    path: str = PAGE,
    language: str = "en",
    **headers: str,
) -> httpx2.Response:
    told = {"origin": HERE, "accept": "text/html", "accept-language": language} | headers
    told |= {"x-who": who} if who else {}
    return await client.post(path, data=fields, headers=told)


def filled(page: httpx2.Response, **more: str) -> dict[str, str]:
    carried = {name: value for name, value in form(page).items() if name in ("version", "csrf")}
    return carried | FIELDS | more


async def version(engine: AsyncEngine) -> int:
    return (await card(engine, "法务部")).version


async def test_the_head_writes_in_a_form_what_everybody_reads(engine: AsyncEngine) -> None:
    async with house(engine) as client:
        page = await shown(client, "wang.fa")
        assert form(page)["version"] == "0"
        assert form(page)["h0_opens"] == "09:00"
        made = await send(client, "wang.fa", filled(page))
        assert (made.status_code, made.headers["location"]) == (303, f"{PAGE}?said=saved")
        after = await shown(client, "wang.fa", made.headers["location"], "zh")
        assert "已保存" in after.text
        written = {name: value for name, value in form(after).items() if value}
        wanted = filled(after, version="1")
        assert written == {name: value for name, value in wanted.items() if value}
        kept = await card(engine, "法务部")
        assert (kept.card, kept.by) == (CardGiven.model_validate(CARD), "wang.fa")
        for path in ("/cards", PAGE):
            read = await shown(client, "chen.yu", path)
            assert "Working hours: Mon, Tue 09:00–18:00 (Asia/Shanghai, CN)" in read.text
            assert "“urgent” means here: today; elsewhere: this week" in read.text
            assert "<form" not in read.text


async def test_all_departments_are_listed_and_one_s_own_is_first_and_can_be_written(
    engine: AsyncEngine,
) -> None:
    async with house(engine) as client:
        await put(client, "wang.fa")
        page = await shown(client, "li.na", "/cards", "zh")
        assert re.findall(r"<h2>(.*?)</h2>", page.text) == ["交付部", "法务部"]
        assert page.text.count("填写名片</a>") == 1
        assert "修改名片" not in page.text
        admin = await shown(client, "ad.min", "/cards", "zh")
        assert admin.text.count('<a class="act"') == 2
        assert "<script" not in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("who", ["chen.yu", "li.na"])
async def test_nobody_but_the_head_and_an_administrator_sees_a_form_or_is_heard(
    engine: AsyncEngine, who: str
) -> None:
    async with house(engine) as client:
        assert "<form" not in (await shown(client, who)).text
        fields = FIELDS | {"version": "0", "csrf": f"key-of-{who}"}
        refused = await send(client, who, fields, language="zh")
        assert refused.status_code == 403
        assert f"{who} 无权填写该部门的协作名片" in refused.text
        assert await version(engine) == 0
        admin = await shown(client, "ad.min")
        assert (await send(client, "ad.min", filled(admin))).status_code == 303


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
async def test_a_form_from_another_site_writes_nothing(
    engine: AsyncEngine, told: dict[str, str]
) -> None:
    async with house(engine) as client:
        page = await shown(client, "wang.fa")
        refused = await send(client, "wang.fa", filled(page), **told)
        assert refused.status_code == 403
        assert await version(engine) == 0


@pytest.mark.parametrize("key", ["", "key-of-li.na", "x" * 200])
async def test_a_form_of_another_sign_in_writes_nothing_and_gives_back_what_was_typed(
    engine: AsyncEngine, key: str
) -> None:
    async with house(engine) as client:
        page = await shown(client, "wang.fa")
        refused = await send(client, "wang.fa", filled(page, csrf=key, w0_term="至急"))
        assert refused.status_code == 403
        assert "from an earlier sign-in" in refused.text
        assert await version(engine) == 0
        again = form(refused)
        assert (again["w0_term"], again["csrf"]) == ("至急", "key-of-wang.fa")
        assert (await send(client, "wang.fa", again)).status_code == 303


async def test_who_was_slower_is_told_who_was_faster_and_loses_nothing(
    engine: AsyncEngine,
) -> None:
    async with house(engine) as client:
        mine = filled(await shown(client, "wang.fa"), response_hours="9")
        assert (await put(client, "ad.min")).status_code == 200
        for language, words in (
            ("en", "ad.min changed this card while you were writing; nothing was saved"),
            ("zh", "您填写期间，ad.min 已修改此名片，您的内容未保存"),
        ):
            late = await send(client, "wang.fa", mine, language=language)
            assert late.status_code == 409
            assert words in late.text
        assert "Usually answers within 4 working hours" in (await shown(client, "li.na")).text
        again = form(late)
        assert (again["version"], again["response_hours"]) == ("1", "9")
        assert (await send(client, "wang.fa", again)).status_code == 303
        assert "within 9 working hours" in (await shown(client, "li.na")).text
        assert await version(engine) == 2


async def test_a_form_that_was_wrong_first_is_still_about_the_card_that_it_showed(
    engine: AsyncEngine,
) -> None:
    async with house(engine) as client:
        page = await shown(client, "wang.fa")
        await put(client, "ad.min")
        wrong = await send(client, "wang.fa", filled(page, response_hours="0"))
        assert wrong.status_code == 422
        again = await send(client, "wang.fa", form(wrong) | {"response_hours": "9"})
        assert again.status_code == 409
        assert await version(engine) == 1


async def test_the_same_form_twice_counts_once(engine: AsyncEngine) -> None:
    async with house(engine) as client:
        fields = filled(await shown(client, "wang.fa"))
        for _ in range(2):
            assert (await send(client, "wang.fa", fields)).status_code == 303
        assert await version(engine) == 1


async def test_an_old_form_is_not_heard_again_after_a_later_change(engine: AsyncEngine) -> None:
    async with house(engine) as client:
        first = filled(await shown(client, "wang.fa"))
        await send(client, "wang.fa", first)
        await send(client, "wang.fa", first | {"version": "1", "response_hours": "9"})
        assert (await send(client, "wang.fa", first)).status_code == 409
        kept = await card(engine, "法务部")
        assert kept.card is not None
        assert (kept.version, kept.card.response_hours) == (2, 9)


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        (
            {"h2_mon": "1", "h2_opens": "18:00", "h2_closes": "09:00"},
            "Working hours, row 3: 09:00 is not after opens",
            "工作时间第 3 行：09:00 不晚于开始时间",
        ),
        ({"h1_opens": "09:00"}, "Working hours, row 2: ", "工作时间第 2 行："),
        ({"time_zone": "Mars/Base"}, 'Time zone: "Mars/Base" is not a time zone', "时区："),
        ({"response_hours": "soon"}, "Usual time to an answer: ", "通常答复时间："),
        ({"channels": " \n "}, "Channels: needs at least 1", "联系渠道："),
        ({"n1_what": "", "n1_department": "Sales"}, "What we need from others, row 2: is", "第 2"),
        (
            {"w4_term": "URGENT", "w4_ours": "a", "w4_others": "b"},
            "Words we use differently, row 5: “URGENT” stands twice",
            "我们用法不同的词第 5 行：「URGENT」重复出现",
        ),
        ({"calendar": "China"}, "Public holidays of: ", "节假日历："),
    ],
)
async def test_what_is_wrong_is_said_with_its_row_and_the_form_keeps_all_of_it(
    engine: AsyncEngine, changes: dict[str, str], en: str, zh: str
) -> None:
    async with house(engine) as client:
        fields = filled(await shown(client, "wang.fa"), **changes)
        for language, words in (("en", en), ("zh", zh)):
            told = await send(client, "wang.fa", fields, language=language)
            assert told.status_code == 422
            assert words in unescape(told.text)
        again = form(told)
        assert {name: again.get(name, "") for name in changes} == changes
        assert await version(engine) == 0


async def test_a_form_that_says_a_field_twice_is_not_read(engine: AsyncEngine) -> None:
    async with house(engine) as client:
        fields = "&".join(f"{name}=1" for name in (*FIELDS, "time_zone"))
        headers = {"x-who": "wang.fa", "origin": HERE}
        headers["content-type"] = "application/x-www-form-urlencoded"
        answer = await client.post(PAGE, content=fields, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_form")


async def test_what_a_head_writes_is_shown_as_text(engine: AsyncEngine) -> None:
    said = '"><img src=x onerror=alert(1)>'
    async with house(engine) as client:
        fields = filled(await shown(client, "wang.fa"), channels=said, w0_term=said)
        fields["w0_ours"] = "</textarea><script>alert(1)</script>"
        assert (await send(client, "wang.fa", fields)).status_code == 303
        for page in (await shown(client, "wang.fa"), await shown(client, "li.na", "/cards")):
            assert "<img" not in page.text
            assert "<script" not in page.text
            assert "&lt;img src=x" in page.text


async def test_whose_sign_in_ended_is_shown_the_door_with_what_they_typed(
    engine: AsyncEngine,
) -> None:
    async with house(engine) as client:
        fields = filled(await shown(client, "wang.fa"), w0_ours="by noon")
        told = await send(client, None, fields, language="zh")
        assert told.status_code == 401
        assert "未保存任何内容" in told.text
        assert "by noon" in told.text
        door = f"/sign-in?next={quote(PAGE, safe='/')}"
        assert f'href="{door}"' in told.text
        empty = await send(client, None, {"version": "0"})
        assert (empty.status_code, empty.headers["location"]) == (303, door)
        assert (await shown(client, None)).headers["location"] == door
        assert (await shown(client, None, "/cards")).headers["location"] == "/sign-in?next=/cards"


@pytest.mark.parametrize("name", ["R&D / 研发", "100% 自营?", 'A "B" <c>', "a#b;c"])
async def test_a_department_may_have_any_name(engine: AsyncEngine, name: str) -> None:
    people = Directory(people=(Person(account="wang.fa", name="王法", department=name, head=True),))
    async with house(engine, people) as client:
        (link,) = re.findall(
            r'href="(/cards/[^"]+)"', (await shown(client, "wang.fa", "/cards")).text
        )
        page = await shown(client, "wang.fa", unescape(link))
        assert page.status_code == 200
        (place,) = re.findall(r'action="([^"]+)"', page.text)
        made = await send(client, "wang.fa", filled(page), unescape(place))
        assert made.status_code == 303
        after = await shown(client, "wang.fa", made.headers["location"])
        assert "Saved" in after.text
        assert (await card(engine, name)).version == 1


async def test_a_department_that_there_is_not_is_said_to_be_none(engine: AsyncEngine) -> None:
    async with house(engine) as client:
        page = await shown(client, "wang.fa", "/cards/nowhere", "zh")
        assert page.status_code == 404
        assert "没有编号为" in page.text
        fields: dict[str, Any] = FIELDS | {"version": "0", "csrf": "key-of-ad.min"}
        told = await send(client, "ad.min", fields, "/cards/nowhere")
        assert told.status_code == 422
        assert "the directory has nobody in “nowhere”" in told.text


async def test_a_card_at_its_largest_fits_the_form(engine: AsyncEngine) -> None:
    most = CARD | {
        "hours": [CARD["hours"][0]] * 14,
        "channels": [f"channel {number}" for number in range(10)],
        "needs": [{"department": "Sales", "what": f"need {n}"} for n in range(20)],
        "words": [{"term": f"word {n}", "ours": "a", "others": "b"} for n in range(50)],
    }
    async with house(engine) as client:
        fields = filled(await shown(client, "wang.fa"))
        fields |= fields_of(CardGiven.model_validate(most))
        assert (await send(client, "wang.fa", fields)).status_code == 303
        kept = await card(engine, "法务部")
        assert kept.card == CardGiven.model_validate(most)
        again = form(await shown(client, "wang.fa"))
        assert (await send(client, "wang.fa", again)).status_code == 303
        assert await version(engine) == 1
