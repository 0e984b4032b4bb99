"""Checks of team, roles and cadence: one lead, nobody answerable for everything, few consulted."""

from collections.abc import Sequence

from domain import role_rules
from domain.findings import Draft, Findings, error, warning
from domain.items import Liaison, Member, Practice, Role


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


def roles_counts(draft: Draft) -> Findings:
    """A matrix has rows, and each deliverable stands once."""
    yield from role_rules.counted(_rows(draft))


def roles_people(draft: Draft) -> Findings:
    """Somebody does each row, few are consulted, and nobody is accountable for everything."""
    yield from role_rules.peopled(_rows(draft))


def roles_departments(draft: Draft) -> Findings:
    """Every affected department does or answers for something."""
    taken = {name for item in draft.items for name in item.departments}
    yield from role_rules.departments_taken(draft.named("department"), taken)


def _rows(draft: Draft) -> list[role_rules.Row]:
    return [
        role_rules.Row(
            id=item,
            deliverable=body.deliverable,
            responsible=body.responsible,
            accountable=(body.accountable,),
            consulted=body.consulted,
            informed=body.informed,
        )
        for item, body in draft.bodies(Role)
    ]


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
ROLES = (roles_counts, roles_people, roles_departments)
CADENCE = (cadence_meeting,)
