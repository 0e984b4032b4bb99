"""A head keeps one of their people back: on the page, by the API, and what both show of a team."""

import re
from typing import Any

from domain.items import Liaison, Member
from tests.api.calling import Api
from tests.api.test_desk import form
from tests.workflows.cast import Shown, Story
from tests.workflows.twelve import DEPARTMENTS, SPONSOR, clerks, head, twelve


async def started(calls: Api, **changes: Any) -> tuple[Story, Shown]:
    wanted = twelve(calls.at, **changes)
    answer = await calls("POST", "/v1/collaborations", SPONSOR, wanted)
    assert answer.status_code == 201, answer.text
    handle = calls.at.client.get_workflow_handle(f"collaboration:{wanted['id']}")
    story = Story(calls.at, handle, wanted["id"])
    await story.approve("resource")
    return story, await story.pending("team")


def member(shown: Shown) -> Member:
    bodies = [item.body for item in shown.state.items]
    return next(one for one in bodies if isinstance(one, Member) and not one.lead)


async def test_the_page_offers_whom_a_head_releases_and_nobody_else(calls: Api) -> None:
    story, shown = await started(calls)
    out = member(shown)
    path, who = f"/d/{story.id}:team:1", head(out.department)
    page = await calls("GET", path, who, headers={"accept-language": "zh"})
    offered = re.findall(r'<option value="((?:member|liaison):[^"]+)"', page.text)
    assert set(offered) == {f"member:{out.account}"}
    assert "不予派出的人员" in page.text
    assert "已证明的界" in page.text
    assert "备选团队" in page.text
    sent = form(page, "request_changes") | {"comment": "抽不出来", "item": offered[0]}
    answer = await calls("POST", path, who, data=sent)
    assert answer.status_code == 303, answer.text
    second = await story.pending("team", revision=2)
    assert out.account not in [getattr(i.body, "account", "") for i in second.state.items]
    await story.close()


async def test_the_page_shows_who_is_released_by_whom_already_and_who_is_not(calls: Api) -> None:
    story, shown = await started(calls)
    out, path = member(shown), f"/d/{story.id}:team:1"
    before = await calls("GET", path, head(DEPARTMENTS[0]), headers={"accept-language": "zh"})
    assert "已签署" not in before.text
    await shown.send("approve", head(out.department))
    for language, words, colon in (("zh", "已签署：", "："), ("en", "signed by ", ": ")):
        page = await calls("GET", path, head(DEPARTMENTS[0]), headers={"accept-language": language})
        (told,) = re.findall(r"<b>✓ ([^<]+)</b>", page.text)
        assert told.startswith(f"{words}{out.department}主任")
        own = re.search(rf'id="i-member:{out.account}">(.*?)</div>', page.text)
        assert own
        assert told in own[1]
        assert f"</b> 组队求解{colon}OPTIMAL" in page.text
    await story.close()


async def test_a_form_that_names_somebody_elses_person_decides_nothing(calls: Api) -> None:
    story, shown = await started(calls)
    out = member(shown)
    other = next(name for name in DEPARTMENTS if name != out.department)
    path = f"/d/{story.id}:team:1"
    page = await calls("GET", path, head(other))
    wrong = {"comment": "no", "item": f"member:{out.account}"}
    answer = await calls("POST", path, head(other), data=form(page, "reject") | wrong)
    assert answer.status_code == 409
    assert (await shown.again()).state.status == "pending"
    await story.close()


async def test_the_api_takes_the_item_and_shows_the_figures(calls: Api) -> None:
    story, shown = await started(calls)
    liaison = next(i.body for i in shown.state.items if isinstance(i.body, Liaison))
    path = f"/v1/suggestions/{story.id}:team:1"
    seen = (await calls("GET", path, SPONSOR)).json()
    evidence = {one["id"]: one["value"] for one in seen["suggestion"]["evidence"]}
    assert "人数 5，已证明的界 5，差距 0%" in evidence["solver"]
    assert "alternative:1" in evidence
    decision = {"verb": "request_changes", "comment": "换人", **shown.bound}
    named = decision | {"item": f"liaison:{liaison.account}"}
    foreign = await calls(
        "POST", f"{path}/decisions", head(DEPARTMENTS[0]), named, {"idempotency-key": "k" * 20}
    )
    assert foreign.json()["code"] == "not_yours_to_release"
    answer = await calls(
        "POST", f"{path}/decisions", head(liaison.department), named, {"idempotency-key": "m" * 20}
    )
    assert answer.status_code in (200, 201), answer.text
    second = await story.pending("team", revision=2)
    bodies = [i.body for i in second.state.items]
    (now,) = [b for b in bodies if getattr(b, "department", "") == liaison.department]
    assert isinstance(now, Liaison)
    assert now.account in {*clerks(liaison.department), head(liaison.department)}
    assert now.account != liaison.account
    await story.close()
