"""The hand-off map over HTTP: drawn at once of a log that is sent, or as a need rests on it."""

from pathlib import Path
from xml.etree import ElementTree

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.log_files import read_log
from analysis.map_svg import drawn
from analysis.need_facts import need_facts
from analysis.needs import needs_report
from domain.hand_off_map import THEMES, Theme, map_of
from domain.text import Language
from store.collaborations import keep_collaboration
from store.facts import keep_facts
from tests.api.away import alone, asking
from tests.api.calling import Api
from tests.store.samples import NOW, brief
from tests.store.test_facts import EVERY_TYPE

EVENTS = Path("examples/en/events.csv")
CONTENT = EVENTS.read_bytes()
FILE = {"content-type": "application/octet-stream"}
MAP = "/v1/collaborations/onboarding/map.svg"
AT_ONCE = "/v1/needs:map?file=log.csv&group=department"


async def _kept(engine: AsyncEngine, number: int = 1, name: str = "events.csv") -> None:
    read = read_log(EVENTS, {"group": "department"})
    found = need_facts(read.table, name, None, brief().departments)
    await keep_collaboration(engine, brief(), NOW)
    await keep_facts(engine, f"onboarding:need:{number}", found)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_a_log_is_drawn_as_the_command_draws_it(
    engine: AsyncEngine, language: Language, theme: Theme
) -> None:
    headers = FILE | {"accept-language": language}
    async with asking(alone(engine)) as client:
        path = f"{AT_ONCE}&theme={theme}"
        answer = await client.post(path, content=CONTENT, headers=headers)
    assert answer.status_code == 200, answer.text
    read = read_log(EVENTS, {"group": "department"})
    report = needs_report(read.table, read.placeholders, read.copies)
    assert answer.text == drawn(map_of(report, "log.csv"), language, theme)
    assert answer.headers["content-type"] == "image/svg+xml"


async def test_under_a_key_the_same_picture_is_given_again(engine: AsyncEngine) -> None:
    headers = FILE | {"idempotency-key": "map-once"}
    async with asking(alone(engine)) as client:
        first, again = [
            await client.post(AT_ONCE, content=CONTENT, headers=headers) for _ in range(2)
        ]
    assert again.headers["idempotency-replayed"] == "true"
    assert again.text == first.text
    for name in ("content-type", "content-security-policy", "etag"):
        assert again.headers[name] == first.headers[name]


async def test_a_log_that_cannot_be_drawn_is_a_problem_in_one_sentence(engine: AsyncEngine) -> None:
    async with asking(alone(engine)) as client:
        answer = await client.post("/v1/needs:map?file=x.csv", content=b"a,b\n1,2\n", headers=FILE)
        theme = await client.post(f"{AT_ONCE}&theme=pink", content=b"x", headers=FILE)
    assert answer.status_code == 422
    assert "x.csv, line 1: no column is known for --case" in answer.text
    assert theme.status_code == 422
    assert theme.headers["content-type"] == "application/problem+json"


async def test_the_need_of_a_collaboration_is_drawn_in_its_language_or_yours(
    engine: AsyncEngine,
) -> None:
    await _kept(engine)
    async with asking(alone(engine)) as client:
        chinese = await client.get(MAP)
        english = await client.get(f"{MAP}?lang=en&theme=dark")
    assert chinese.status_code == english.status_code == 200, chinese.text
    assert "交接图：案件在哪里等待" in chinese.text
    assert "Hand-off map: where cases wait" in english.text
    assert "prefers-color-scheme" not in english.text
    for answer in (chinese, english):
        assert answer.headers["content-type"] == "image/svg+xml"
        assert ElementTree.fromstring(answer.text).tag.endswith("svg")


async def test_opened_by_itself_the_picture_may_do_nothing(engine: AsyncEngine) -> None:
    await _kept(engine)
    async with asking(alone(engine)) as client:
        answer = await client.get(MAP)
    said = answer.headers["content-security-policy"]
    for wanted in ("default-src 'none'", "frame-ancestors 'none'", "sandbox"):
        assert wanted in said
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_whoever_has_it_is_only_told_that_it_is_the_same(engine: AsyncEngine) -> None:
    await _kept(engine)
    async with asking(alone(engine)) as client:
        tag = (await client.get(MAP)).headers["etag"]
        for known in (tag, f'"x", W/{tag}', "*"):
            same = await client.get(MAP, headers={"if-none-match": known})
            assert (same.status_code, same.content) == (304, b"")
            assert same.headers["etag"] == tag
        other = await client.get(MAP, headers={"if-none-match": '"x"'})
        dark = await client.get(f"{MAP}?theme=dark", headers={"if-none-match": tag})
    assert other.status_code == dark.status_code == 200


async def test_a_need_that_was_gathered_anew_is_the_one_that_is_drawn(engine: AsyncEngine) -> None:
    for number, name in ((2, "second.csv"), (10, "tenth.csv")):
        await _kept(engine, number, name)
    async with asking(alone(engine)) as client:
        assert "tenth.csv" in (await client.get(MAP)).text


@pytest.mark.parametrize("kept", [False, True])
async def test_without_a_log_there_is_no_picture_and_it_says_so(
    engine: AsyncEngine, kept: bool
) -> None:
    await keep_collaboration(engine, brief(), NOW)
    if kept:  # by an earlier version, which kept no hand-offs
        await keep_facts(engine, "onboarding:need:1", EVERY_TYPE[0])
    async with asking(alone(engine)) as client:
        answer = await client.get(MAP)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_map")
    assert "no hand-off map" in answer.json()["detail"]


async def _page(calls: Api, kind: str) -> httpx2.Response:
    story = await calls.start(skip=[] if kind == "need" else ["identify", "team", "goals"])
    shown = await story.pending("need" if kind == "need" else "cadence")
    return await calls("GET", f"/d/{shown.state.id}", shown.asked[0])


async def test_the_page_of_a_need_shows_the_picture_and_no_other_page_does(calls: Api) -> None:
    need, cadence = await _page(calls, "need"), await _page(calls, "cadence")
    assert need.text.count("<img ") == 1
    assert "/map.svg?lang=" in need.text
    assert "img-src 'self'" in need.headers["content-security-policy"]
    assert "map.svg" not in cadence.text
