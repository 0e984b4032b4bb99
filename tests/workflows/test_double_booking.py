"""Who is promised twice shows in the Temporal UI until it is settled; what an import does is told.

Two teams of twelve departments are decided at once here, as in `test_team_release`.
"""

import asyncio
import uuid

from api.importing import Target, import_file
from api.losses import tell
from domain.charter import Charter
from domain.promises import members_of
from store import charters, outbox, people
from tests.workflows.cast import Story, until
from tests.workflows.place import Place
from tests.workflows.test_team_release import begun, details
from tests.workflows.twelve import DEPARTMENTS, SKILLS, SPONSOR, head

LINE = {"en": "🔴 **Promised twice: ", "zh": "🔴 **工时重复许诺："}


async def rows(story: Story) -> list[str]:
    """The red rows of the page that the Temporal UI shows, about hours."""
    page = await details(story.handle)
    marks = tuple(LINE.values())
    return [row for row in page.splitlines() if row.removeprefix("* ").startswith(marks)]


async def team(at: Place, story: Story) -> list[str]:
    row = await charters.charter(at.engine, story.id)
    assert row
    return sorted(members_of(Charter.model_validate_json(row.body)))


async def notes(at: Place, story: Story) -> list[outbox.Announcement]:
    return [one for one in await outbox.announcements(at.engine, story.id) if ":booked:" in one.key]


async def shows(story: Story, many: int) -> list[str]:
    async def look() -> list[str] | None:
        found = await rows(story)
        return [*found, "there"] if len(found) == many else None

    return (await until(look, f"{many} red rows of {story.id}"))[:-1]


async def hours(at: Place, story: Story, everybody: int, **own: int) -> None:
    """Import the collaboration's people with these hours, and let it hear of that."""
    lines = ["account,name,department,head,hours"]
    for one in (await people.directory(at.engine, story.id)).people:
        given = own.get(one.account.replace("-", "_"), everybody)
        head = "true" if one.head else ""
        lines.append(f"{one.account},{one.name},{one.department},{head},{given}")
    file = at.home / f"{uuid.uuid4().hex}.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    target = Target(kind="directory", collaboration=story.id)
    with file.open("rb") as stream:
        made = await import_file(at.engine, target, stream, file.name)
    assert [one.told for one in await tell(at.client, made.missed)] == [True]


async def two_at_once(at: Place) -> list[Story]:
    """Start two, in either language, whose teams count on the same people."""
    rule = {"size_min": 5, "size_max": 8, "hours": 5, "skills": SKILLS}
    wanted = (("甲协作", "zh"), ("乙协作", "en"))
    begins = [begun(at, title=title, team=rule, language=tongue) for title, tongue in wanted]
    stories = await asyncio.gather(*begins)
    for draft in await asyncio.gather(*(story.pending("team") for story in stories)):
        await draft.all_approve()
    return list(stories)


async def test_who_is_promised_twice_shows_in_the_temporal_ui_and_what_an_import_does_is_told_once(
    at: Place,
) -> None:
    first, second = stories = await two_at_once(at)
    for story, tongue in zip(stories, ("zh", "en"), strict=True):  # the first hears of the second
        found = await shows(story, len(await team(at, story)))
        assert all(row.startswith(f"* {LINE[tongue]}") for row in found)
        assert not any("甲协作" in row or "乙协作" in row for row in found)
    assert await notes(at, first) == []
    await hours(at, first, 40)
    await shows(first, 0)
    assert "🔴" not in await details(first.handle)
    assert len(await rows(second)) == len(await team(at, second))  # of its own list of people
    await told_once(at, first)
    await first.close()
    await shows(second, 0)
    await second.close()


async def told_once(at: Place, story: Story) -> None:
    """Have imports leave one of the team too few hours, fewer still, enough, and too few again."""
    who = (await team(at, story))[-1]
    short = who.replace("-", "_")
    home = (await people.directory(at.engine, story.id)).person(who)
    assert home
    await hours(at, story, 40, **{short: 9})
    (row,) = await shows(story, 1)
    assert home.name in row
    concerned = {head(home.department), head(DEPARTMENTS[0]), SPONSOR}
    sent = await notes(at, story)
    assert sorted(one.recipient for one in sent) == sorted(concerned)
    assert all("之后才出现" in one.body and "乙协作" not in one.body for one in sent)
    await hours(at, story, 40, **{short: 8})
    await until(lambda: worse(story), "the other hours")
    await evaluated(at, story)
    assert await notes(at, story) == sent
    await hours(at, story, 40)
    await shows(story, 0)
    await hours(at, story, 40, **{short: 9})  # settled and come back: that is news
    await shows(story, 1)
    assert len(await notes(at, story)) == 2 * len(concerned)


async def evaluated(at: Place, story: Story) -> None:
    """Evaluate it, and wait until it has looked because it shares people with another team."""
    id = f"evaluation-{uuid.uuid4().hex}"
    await at.client.execute_workflow("EvaluationWorkflow", story.id, id=id, task_queue=at.queue)
    await story.when(lambda state: f"people:{id}" in state.attended, "the look")


async def worse(story: Story) -> bool:
    return any("超出 2 小时" in row for row in await rows(story))
