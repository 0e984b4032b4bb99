"""Twelve departments, a team of 5 to 8: each head releases their own people, or does not."""

import asyncio
from typing import Any

from temporalio.client import WorkflowHandle

from api.connection import Connection
from api.seeing import see
from cli.show_collaboration import lines
from cli.support_words import Red
from domain.items import Liaison, Member, Request
from domain.signing import scope, standing
from store import charters, outbox
from tests.workflows.cast import Shown, Story, begin, refusal
from tests.workflows.place import Place
from tests.workflows.twelve import DEPARTMENTS, SKILLS, SPONSOR, clerks, head, twelve


def seated(shown: Shown) -> dict[str, Member | Liaison]:
    """Who stands in the text, by account."""
    bodies = [item.body for item in shown.state.items]
    return {one.account: one for one in bodies if isinstance(one, Member | Liaison)}


def one_of(shown: Shown, sort: type[Member | Liaison], *but: str) -> Member | Liaison:
    """Somebody of that sort who does not lead, of another department than these."""
    return next(
        one
        for one in seated(shown).values()
        if isinstance(one, sort)
        and not (isinstance(one, Member) and one.lead)
        and one.department not in but
    )


def spoken_for(shown: Shown) -> set[str]:
    return {one.department for one in seated(shown).values()}


async def begun(at: Place, **changes: Any) -> Story:
    """Start a collaboration of twelve departments behind which the sponsor stands."""
    story = await begin(at, twelve(at, **changes))
    await story.approve("resource")
    return story


def evidence(shown: Shown) -> dict[str, str]:
    assert shown.state.suggestion
    return {one.id: one.value for one in shown.state.suggestion.evidence}


async def details(handle: WorkflowHandle[Any, Any]) -> str:
    page: str = (await handle.query("__temporal_workflow_metadata")).current_details
    return page


async def test_twelve_departments_get_a_core_team_and_a_liaison_for_each_other_one(
    at: Place,
) -> None:
    story = await begun(at)
    shown = await story.pending("team")
    people = seated(shown).values()
    members = [one for one in people if isinstance(one, Member)]
    liaisons = [one for one in people if isinstance(one, Liaison)]
    assert 5 <= len(members) <= 8
    assert [one.department for one in members if one.lead] == [DEPARTMENTS[0]]
    outside = set(DEPARTMENTS) - {one.department for one in members}
    assert sorted(one.department for one in liaisons) == sorted(outside)
    assert {skill for one in members for skill in one.covers} == {"合同", "结算", "数据"}
    assert shown.everybody == {head(name) for name in DEPARTMENTS}
    assert shown.state.current
    for approver in shown.state.current.approvers:
        own = {name for item in scope(shown.state, approver) for name in item.departments}
        assert [head(name) for name in own] == [approver.account]
    page = await details(shown.handle)
    assert "已证明最优；人数 5，已证明的界 5，差距 0%" in page
    assert "备选团队 1" in page
    signer = head(DEPARTMENTS[3])
    await shown.send("approve", signer)
    now = (await shown.again()).state
    assert [seated(shown)[one.item.partition(":")[2]].department for one in standing(now)] == [
        DEPARTMENTS[3]
    ]
    await story.close()


async def test_who_is_not_released_is_not_proposed_again_and_who_is_released_stays(
    at: Place,
) -> None:
    story = await begun(at)
    first = await story.pending("team")
    out = one_of(first, Member)
    no, others = head(out.department), [name for name in DEPARTMENTS if name != out.department]
    await asyncio.gather(*(first.send("approve", head(name)) for name in others[:6]))
    now = await first.again()
    await now.send("request_changes", no, comment="下月要上线系统，抽不出来。")
    second = await story.pending("team", revision=2)
    assert set(seated(first)) - {out.account} == set(seated(second)) & set(seated(first))
    assert spoken_for(second) == set(DEPARTMENTS)
    assert set(second.asked) >= {head(name) for name in others[6:]}
    assert not {head(name) for name in others[:6]} - {_new(first, second)} & set(second.asked)
    assert f"{out.name}：不再提名" in evidence(second)["release"]
    (request,) = [i.body for i in second.state.items if isinstance(i.body, Request)]
    assert f"本协作不再提名{out.name}" in request.handling
    await second.all_approve()
    assert (await story.ended("team")).state == "approved"
    row = await charters.charter(at.engine, story.id)
    assert row is not None
    assert f'"{out.account}"' not in row.body
    await story.close()


def _new(first: Shown, second: Shown) -> str:
    """The head of whoever is new in the second draft: asked about them once more."""
    (new,) = set(seated(second)) - set(seated(first))
    return head(seated(second)[new].department)


async def test_whose_liaison_is_refused_sends_another_one(at: Place) -> None:
    story = await begun(at)
    first = await story.pending("team")
    out = one_of(first, Liaison)
    refused = await refusal(
        first.send("reject", head(out.department), comment="不行", item="member:nobody")
    )
    assert refused.details[0]["code"] == "not_yours_to_release"
    await first.send("request_changes", head(out.department), comment="换一位。")
    second = await story.pending("team", revision=2)
    (new,) = set(seated(second)) - set(seated(first))
    assert seated(second)[new].department == out.department
    assert isinstance(seated(second)[new], Liaison)
    await story.close()


async def test_after_an_edit_that_puts_somebody_else_in_the_first_person_stays_out(
    at: Place,
) -> None:
    story = await begun(at)
    first = await story.pending("team")
    out = one_of(first, Liaison)
    other = next(one for one in clerks(out.department) if one != out.account)
    name = f"{out.department[0]}乙"
    body = {"account": other, "name": name}
    changes = [{"id": f"liaison:{out.account}", "body": body}]
    await first.send("edit", head(out.department), changes=changes)
    second = await story.pending("team", revision=2)
    assert other in seated(second)
    elsewhere = one_of(second, Member, out.department)
    await second.send("request_changes", head(elsewhere.department), comment="另派他人。")
    third = await story.pending("team", revision=3)
    assert not {out.account, elsewhere.account} & set(seated(third))
    assert isinstance(seated(third)[other], Liaison)
    await story.close()


async def test_a_team_that_a_head_rejects_is_drafted_anew_without_their_people(
    at: Place,
) -> None:
    story = await begun(at)
    first = await story.pending("team")
    out = one_of(first, Member)
    await first.send("reject", head(out.department), comment="本部门今年不再派人。")
    parked = (await story.when(lambda s: s.parked, "the parking")).parked
    assert (parked.kind, parked.state) == ("team", "rejected")
    assert (await story.state()).refused == (out.account,)
    await story.send("redraft", {"actor": SPONSOR, "kind": "team"})
    second = await story.pending("team", number=2)
    assert out.account not in seated(second)
    assert spoken_for(second) == set(DEPARTMENTS)
    last = one_of(second, Member, out.department)
    await second.send("request_changes", head(last.department), comment="也抽不出来。")
    third = await story.pending("team", number=2, revision=2)
    assert not {out.account, last.account} & set(seated(third))
    await third.all_approve()
    assert (await story.ended("team", 2)).state == "approved"
    await story.close()


async def test_where_nobody_is_left_to_lead_it_says_so_and_parks(at: Place) -> None:
    story = await begun(at)
    lead = DEPARTMENTS[0]
    for revision in (1, 2, 3):
        shown = await story.pending("team", revision=revision)
        own = [one for one in seated(shown).values() if one.department == lead]
        about = {"item": f"member:{own[0].account}"}
        await shown.send("request_changes", head(lead), comment="不派。", **about)
    parked = (await story.when(lambda s: s.parked, "the parking")).parked
    assert (parked.kind, parked.state) == ("team", "impossible")
    assert f"{lead}至少一人；未获派出：" in parked.sentence
    await story.close()


async def test_hours_of_a_team_that_goes_on_are_not_free_for_the_next_one(at: Place) -> None:
    stories, teams = [], []
    for title in ("甲协作", "乙协作"):
        story = await begun(at, title=title)
        shown = await story.approve("team")
        await story.ended("team")
        stories.append(story)
        teams.append({a for a, one in seated(shown).items() if isinstance(one, Member)})
    assert not teams[0] & teams[1]  # whose hours were promised had fewer than their colleagues
    third = await begun(at)
    shown = await third.pending("team")
    lead = next(one for one in seated(shown).values() if isinstance(one, Member) and one.lead)
    told = "每周 8 小时中空余 4 小时，已许诺 4 小时给另一协作"
    assert told in evidence(shown)[f"person:{lead.account}"]
    assert not any("甲协作" in value for value in evidence(shown).values())
    for story in (third, *stories):
        await story.close()
    fourth = await begun(at)
    again = await fourth.pending("team")
    assert not any("已许诺" in value for value in evidence(again).values())
    assert {a for a, one in seated(again).items() if isinstance(one, Member)} == teams[0]
    await fourth.close()


async def test_two_teams_decided_at_once_that_count_on_the_same_hours_show_red(at: Place) -> None:
    rule = {"size_min": 5, "size_max": 8, "hours": 5, "skills": SKILLS}
    stories = [await begun(at, title=title, team=rule) for title in ("甲协作", "乙协作")]
    drafts = [await story.pending("team") for story in stories]
    both = set(seated(drafts[0])) & set(seated(drafts[1]))
    assert both == set(seated(drafts[0]))  # neither draft knew of the other
    await drafts[0].all_approve()
    await stories[0].pending("roles")
    assert await booked(at, stories[0]) == {}
    await drafts[1].all_approve()
    await stories[1].pending("roles")
    members = {a: one for a, one in seated(drafts[0]).items() if isinstance(one, Member)}
    over = {account: 10 - (9 - int(account[-1])) for account in members}  # of 8 or 7 hours
    for story in stories:
        assert await booked(at, story) == over
    told = await outbox.announcements(at.engine, stories[1].id)
    notes = [one for one in told if ":booked:" in one.key]
    homes = {members[account].department for account in over}
    assert {one.recipient for one in notes} == {head(name) for name in {*homes, DEPARTMENTS[0]}}
    assert all("另一协作占用 5 小时" in one.body and "甲协作" not in one.body for one in notes)
    earlier = await outbox.announcements(at.engine, stories[0].id)
    assert not any(":booked:" in one.key for one in earlier)
    await stories[0].close()
    assert await booked(at, stories[1]) == {}
    await stories[1].close()


async def booked(at: Place, story: Story) -> dict[str, int]:
    """Who is promised twice, as the API and `accord show` tell it, and by how many hours."""
    door = Connection(at.client, at.address, at.ui, at.engine)
    seen = await see(door, story.id)
    red = [one.zh for one in lines(seen, None, "zh") if isinstance(one, Red)]
    assert sum(one.startswith("🔴 工时重复许诺：") for one in red) == len(seen.double_booked)
    return {one.account: one.over for one in seen.double_booked}


async def test_sub_teams_are_linked_and_stay_so_when_somebody_is_not_released(at: Place) -> None:
    rule = {"size_min": 5, "size_max": 8, "hours": 4, "skills": SKILLS, "split": "sub_teams"}
    story = await begun(at, team=rule)
    shown = await story.pending("team")
    for revision in (1, 2):
        people = [one for one in seated(shown).values() if isinstance(one, Member)]
        assert spoken_for(shown) == set(DEPARTMENTS)
        assert len(people) == len(seated(shown)) == 12
        first, second = ({p.account for p in people if n in p.sub_teams} for n in (1, 2))
        assert len(first & second) == 1
        assert all(5 <= len(team) <= 8 for team in (first, second))
        assert "联结" in evidence(shown)["sub_team:2"]
        if revision == 1:
            out = next(p for p in people if p.sub_teams == (2,))
            await shown.send("request_changes", head(out.department), comment="不行。")
            shown = await story.pending("team", revision=2)
            assert out.account not in seated(shown)
    await shown.all_approve()
    assert (await story.ended("team")).state == "approved"
    await story.close()
