"""Checks of team, roles and cadence: one lead, nobody answerable for everything, few consulted."""

from collections import Counter

from domain.findings import Draft, Findings, error, warning
from domain.items import Member, Practice, Role

FEW = 4


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


def roles_counts(draft: Draft) -> Findings:
    """A matrix has rows, and each deliverable stands once."""
    rows = Counter(body.deliverable for _, body in draft.bodies(Role))
    if not rows:
        yield error("roles.no_rows", "The matrix has no row.", "责任分配矩阵没有任何一行。")
    for deliverable, number in rows.items():
        if number > 1:
            yield error(
                "roles.same_deliverable",
                f"“{deliverable}” stands {number} times.",
                f"「{deliverable}」出现了 {number} 次。",
            )


def roles_people(draft: Draft) -> Findings:
    """Somebody does each row, few are consulted, and nobody is accountable for everything."""
    rows = draft.bodies(Role)
    for item, body in rows:
        if not any(account.strip() for account in body.responsible):
            yield error(
                "roles.nobody_responsible",
                "Nobody is responsible for this row.",
                "这一行没有执行人。",
                item,
            )
        if len(body.consulted) > FEW:
            yield warning(
                "roles.many_consulted",
                f"{len(body.consulted)} people are consulted; {FEW} are enough.",
                f"被咨询人有 {len(body.consulted)} 人；不宜超过 {FEW} 人。",
                item,
            )
    accountable = {body.accountable for _, body in rows}
    if len(rows) > 1 and len(accountable) == 1:
        one = next(iter(accountable))
        yield error(
            "roles.accountable_for_everything",
            f"{one} is accountable for every row.",
            f"每一行的最终负责人都是 {one}。",
        )


def roles_departments(draft: Draft) -> Findings:
    """Every affected department does or answers for something."""
    taken = {name for item in draft.items for name in item.departments}
    for name in draft.named("department"):
        if name not in taken:
            yield warning(
                "roles.department_missing",
                f"{name} is neither responsible nor accountable for any row.",
                f"{name}没有承担任何一行的执行或最终责任。",
            )


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
ROLES = (roles_counts, roles_people, roles_departments)
CADENCE = (cadence_meeting,)
