"""Who is promised twice, as somebody reads it in the Temporal UI: a red line each, and harmless."""

from pathlib import Path

from domain.charter import Charter
from domain.directory import Directory
from domain.items import Member
from store import charters, collaborations, people
from tests.store.samples import NOW
from tests.store.samples import brief as other_brief
from tests.ui.person import Person
from tests.workflows.cast import Shown, Story, begin
from tests.workflows.place import Place, brief

EVIL = "**[李娜](https://e.cn)** <img src=x>"


async def promised_elsewhere(at: Place, story: Story) -> int:
    """Let another team count on 80 hours of each member; one of them has a name full of signs."""
    row = await charters.charter(at.engine, story.id)
    assert row
    charter = Charter.model_validate_json(row.body)
    members = [one for one in charter.team if isinstance(one.body, Member)]
    other = f"{story.id}-other"
    team = tuple(
        item.model_copy(update={"body": item.body.model_copy(update={"hours": 80})})
        for item in members
    )
    moved = charter.model_copy(update={"collaboration": other, "team": team, "revision": 1})
    await collaborations.keep_collaboration(at.engine, other_brief(id=other), NOW)
    await charters.keep_charter(
        at.engine, other, 1, moved.model_dump_json(), "f", f"{other}:team:1", NOW
    )
    first = members[0].body
    found = await people.directory(at.engine, story.id)
    renamed = tuple(
        one.model_copy(update={"name": EVIL})
        if isinstance(first, Member) and one.account == first.account
        else one
        for one in found.people
    )
    await people.keep_directory(at.engine, story.id, Directory(people=renamed))
    return len(members)


async def test_each_person_promised_twice_is_a_red_line_that_does_nothing_and_goes_again(
    at: Place, person: Person, tmp_path: Path
) -> None:
    story = await begin(at, brief("zh", skip=["identify", "goals", "communication"]))
    for kind in ("resource", "team"):
        await story.approve(kind)
    await story.pending("roles")
    many = await promised_elsewhere(at, story)
    await story.handle.signal("people_changed", "here")
    await story.when(lambda state: len(state.booked) == many, "who is promised twice")
    await person.open(Shown(story.handle, None))  # type: ignore[arg-type]
    text = await person.reads("工时重复许诺")
    lines = [line for line in text.splitlines() if "🔴" in line]
    assert len(lines) == many
    assert any(f"工时重复许诺：{EVIL}（" in line for line in lines)
    assert await person.details.locator("main img").count() == 0
    assert await person.details.locator("a[href*='e.cn']").count() == 0
    await person.page.screenshot(path=tmp_path / "double-booking.png", full_page=True)
    await collaborations.close_collaboration(at.engine, f"{story.id}-other", {}, NOW)
    await story.handle.signal("hours_promised", "gone")
    await story.when(lambda state: not state.booked, "nobody promised twice")
    assert "🔴" not in await person.read()
    await story.close()
