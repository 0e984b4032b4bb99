"""Checks of team, roles and cadence: one lead, nobody answerable for everything, few consulted."""

from domain.findings import Draft, Findings, error, warning
from domain.items import Member, Practice, Role
from domain.matrix_checks import check_rows
from domain.role_rules import Row
from domain.rosters import roster_of, row_of


def team_size(draft: Draft) -> Findings:
    """A team has members; two pizzas feed at most eight, and fewer than four is no team."""
    number = len(draft.bodies(Member))
    if number == 0:
        yield error("team.size", "The team has no member.", "团队没有成员。")
    elif not 4 <= number <= 9:
        yield warning(
            "team.size",
            f"The team has {number} members; 5 to 8 work best.",
            f"团队有 {number} 人；5 到 8 人为宜。",
        )


def team_lead(draft: Draft) -> Findings:
    """Exactly one member leads."""
    number = sum(body.lead for _, body in draft.bodies(Member))
    if draft.bodies(Member) and number != 1:
        yield error(
            "team.one_lead",
            f"{number} members lead the team; exactly one must.",
            f"团队负责人有 {number} 人，应当恰好一人。",
        )


def roles(draft: Draft) -> Findings:
    """The rules of `accord roles`, over the rows of a suggestion."""
    roster = roster_of(draft.people)
    named = [one for key in draft.named("person") if (one := roster.person(key))]
    reachable = {one.department for one in named}
    departments = draft.named("department")
    yield from check_rows(_rows(draft), departments, reachable, roster, draft.on)


def _rows(draft: Draft) -> list[Row]:
    touched = {item.id: item.departments for item in draft.items}
    return [row_of(item, body, touched[item]) for item, body in draft.bodies(Role)]


def cadence_meeting(draft: Draft) -> Findings:
    """A cadence holds at least one meeting, and meetings say how often they take place."""
    meetings = [(i, body) for i, body in draft.bodies(Practice) if body.form == "meeting"]
    if not meetings:
        yield warning("cadence.no_meeting", "There is no meeting.", "没有安排会议。")
    for item, body in meetings:
        if body.every_days is None:
            yield warning(
                "cadence.rhythm",
                "The meeting does not say how often it takes place.",
                "会议没有写明多久一次。",
                item,
            )


TEAM = (team_size, team_lead)
ROLES = (roles,)
CADENCE = (cadence_meeting,)
