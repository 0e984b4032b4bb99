"""Checks of team, roles and cadence: one lead, nobody answerable for everything, few consulted."""

from collections.abc import Sequence

from domain.findings import Draft, Findings, error, warning
from domain.items import Liaison, Member, Practice, Role
from domain.matrix_checks import check_rows
from domain.role_rules import Row
from domain.rosters import roster_of, row_of


def team_size(draft: Draft) -> Findings:
    """A team has members; two pizzas feed at most eight, and fewer than four is no team."""
    members = [body for _, body in draft.bodies(Member)]
    if not members:
        yield error("team.size", "The team has no member.", "团队没有成员。")
    if any(body.sub_teams for body in members):
        yield from _sub_teams(members)
    elif members and not 4 <= len(members) <= 9:
        yield warning(
            "team.size",
            f"The team has {len(members)} members; 5 to 8 work best.",
            f"团队有 {len(members)} 人；5 到 8 人为宜。",
        )


def _sub_teams(members: Sequence[Member]) -> Findings:
    """Each sub-team is no larger than one team, and shares somebody with another one."""
    for team in sorted({team for body in members for team in body.sub_teams}):
        inside = [body for body in members if team in body.sub_teams]
        if not 4 <= len(inside) <= 9:
            yield warning(
                "team.size",
                f"Sub-team {team} has {len(inside)} members; 5 to 8 work best.",
                f"小组 {team} 有 {len(inside)} 人；5 到 8 人为宜。",
            )
        if all(len(body.sub_teams) == 1 for body in inside):
            yield warning(
                "team.unlinked",
                f"Sub-team {team} shares nobody with another one.",
                f"小组 {team} 与其他小组没有共同成员。",
            )
    for body in members:
        if not body.sub_teams:
            yield warning(
                "team.no_sub_team",
                f"{body.name} sits in no sub-team.",
                f"{body.name}不在任何小组。",
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


def team_once(draft: Draft) -> Findings:
    """Nobody is in the team twice, as a member or a liaison."""
    seated: list[tuple[str, Member | Liaison]] = [
        *draft.bodies(Member),
        *draft.bodies(Liaison),
    ]
    first: dict[str, str] = {}
    for item, body in seated:
        if first.setdefault(body.account, item) != item:
            yield error(
                "team.person_twice",
                f"{body.name} is {first[body.account]} already.",
                f"{body.name}已是 {first[body.account]}。",
                item,
            )


def roles(draft: Draft) -> Findings:
    """The rules of `accord roles`, over the rows of a suggestion."""
    roster = roster_of(draft.people)
    named = [one for key in draft.named("person") if (one := roster.person(key))]
    reachable = {one.department for one in named}
    departments = draft.named("department")
    yield from check_rows(_rows(draft), departments, reachable, roster, draft.work)


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


TEAM = (team_size, team_lead, team_once)
ROLES = (roles,)
CADENCE = (cadence_meeting,)
