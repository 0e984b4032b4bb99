"""Collaborations as pages: who is waited for, what the sponsor granted, and the red light."""

import re
from decimal import Decimal
from html import unescape

import pytest

from api.pages.support import LAMP, support_part
from domain.leadership import leadership
from domain.spending import Spent
from tests.analysis.test_spending import Told, grant, team
from tests.api.calling import Api
from tests.workflows.cast import until
from tests.workflows.place import brief

ACCEPTED = leadership([("resource", "approved")], ())
LACKING = leadership([("resource", "rejected")], ())


def table(inside: str) -> dict[str, list[str]]:
    """Return the rows of the table of a page: what, then granted, spent and left."""
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', inside)
    return {
        unescape(re.sub("<.*?>", "", name)): re.findall("<td>(.*?)</td>", cells)
        for name, cells in rows
    }


def test_granted_spent_and_left_stand_beside_one_another_in_both_languages() -> None:
    told = Told().approve("resource", 0, *grant(20, 1000, Ops=2))
    told.approve("team", 0, *team(("dee", "Ops", 5), ("cy", "Ops", 5)))
    found = told.at(2, Spent(hours=Decimal(3), budget=Decimal(250), note="x"))
    assert table(support_part(ACCEPTED, found, "en")) == {
        "Hours a week": ["20", "10", "10"],
        "Hours in all (3 reported)": ["160", "23", "137"],
        "Budget (CNY)": ["1,000", "250", "750"],
        "People": ["2", "2", "0"],
    }
    chinese = support_part(ACCEPTED, found, "zh")
    assert list(table(chinese)) == ["每周工时", "工时合计（登记 3）", "预算（CNY）", "人员"]
    assert re.findall(r'<th scope="col">(.*?)</th>', chinese) == ["承诺", "已用", "剩余"]
    assert 'class="over"' not in chinese


def test_what_goes_beyond_the_grant_is_marked_in_words_too() -> None:
    told = Told().approve("resource", 0, *grant(20, None, Ops=1))
    told.approve("team", 0, *team(("dee", "Ops", 15), ("cy", "Ops", 15)))
    found = support_part(ACCEPTED, told.at(1, Spent(budget=Decimal(9), note="x")), "en")
    rows = table(found)
    assert rows["Hours a week over"] == ["20", "30", "-10"]
    assert rows["Budget over"] == ["none", "9", "—"]
    assert rows["People over"] == ["1", "2", "-1"]
    assert "Ops: 2 members, 1 released" in found


@pytest.mark.parametrize(("language", "words"), [("en", "No leadership"), ("zh", "缺乏领导支持")])
def test_without_the_sponsor_a_red_light_is_shown_and_no_table(language: str, words: str) -> None:
    told = support_part(LACKING, None, "zh" if language == "zh" else "en")
    assert f'role="alert">{LAMP} {words}' in told
    assert "<table" not in told
    assert LAMP not in support_part(ACCEPTED, None, "zh")


def test_nothing_is_said_of_what_the_store_does_not_know() -> None:
    assert support_part(None, None, "en") == ""


async def test_a_collaboration_and_its_team_show_what_was_granted(calls: Api) -> None:
    story = await calls.start()
    sponsor = brief("en")["sponsor"]
    await story.approve("need")
    await story.pending("resource")
    page = await calls("GET", f"/c/{story.id}", sponsor)
    assert "No leadership support yet" in page.text
    assert f"Sponsor Stella Ahmed ({sponsor})" in page.text
    assert f'href="/d/{story.id}:resource:1"' in page.text
    await story.approve("resource")
    shown = await story.pending("team")
    home, decision = f"/c/{story.id}", f"/d/{story.id}:team:1"

    async def granted() -> bool:
        return bool(table((await calls("GET", home, sponsor)).text))

    await until(granted, "the grant in the store")
    for path in (home, decision):
        text = (await calls("GET", path, sponsor)).text
        found = table(text)
        assert f"Granted by Stella Ahmed ({sponsor}): " in text
        assert list(found)[-1] == "People"
        assert found["Hours a week"][1] == "0"
    chinese = await calls("GET", f"{decision}?lang=zh", shown.asked[0])
    hours = sum(getattr(item.body, "hours", 0) for item in shown.state.items)
    assert f"本团队每周需 {hours} 小时" in chinese.text
    assert f'href="{home}"' in chinese.text
    assert "<script" not in chinese.text
    assert f'href="{home}"' in (await calls("GET", "/c", sponsor)).text
    await story.close()


async def test_where_the_sponsor_refuses_the_page_and_the_list_turn_red(calls: Api) -> None:
    story = await calls.start("zh", skip=["identify"])
    shown = await story.pending("resource")
    sponsor = shown.asked[0]
    await shown.send("reject", sponsor, comment="本季度没有预算")
    await story.ended("resource")
    for path in (f"/c/{story.id}?lang=zh", "/c?lang=zh", f"/d/{story.id}:resource:1?lang=zh"):

        async def red(path: str = path) -> bool:
            return f"{LAMP} 缺乏领导支持" in (await calls("GET", path, sponsor)).text

        assert await until(red, f"the red light of {path}")
    await story.close()


async def test_who_may_not_read_a_collaboration_sees_that_there_is_none(calls: Api) -> None:
    page = await calls("GET", "/c/nowhere", "ana.b", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "there is nothing called" in page.text
