"""Checks of who takes over from somebody who is lost: the rules of roles hold afterwards too."""

from collections.abc import Sequence

from domain.findings import Draft, Finding, Findings, error
from domain.items import Role, Succession
from domain.matrix_checks import Roster, check_rows
from domain.role_rules import Row
from domain.rosters import roster_of, row_of
from domain.succession import in_row
from domain.suggestion import Item
from domain.work import Work


def gap_places(draft: Draft) -> Findings:
    """Every place of the lost person has an item of its own, and no other place has one."""
    found = dict(draft.bodies(Succession))
    wanted = [key for key in draft.named("place") if f"succession:{key}" not in found]
    if not found:
        yield error("gap.none", "Nobody takes over anything.", "没有任何接任安排。")
    for key in wanted if found else ():
        about = draft.evidence[f"place:{key}"].label
        yield error(
            "gap.left_open",
            f"Nobody takes over “{about}” ({key}).",
            f"「{about}」（{key}）无人接任。",
        )
    for item, body in found.items():
        key = f"{body.target}:{body.part}"
        if f"place:{key}" not in draft.evidence or item != f"succession:{key}":
            yield error(
                "gap.other_place",
                f"{body.lost} does not hold this place ({key}).",
                f"{body.lost} 并未担任此项（{key}）。",
                item,
            )
        elif body.about != draft.evidence[f"place:{key}"].label:
            yield error(
                "gap.about",
                "What the place is about cannot be changed here.",
                "此处不能修改该项的内容。",
                item,
            )


def gap_people(draft: Draft) -> Findings:
    """Who takes over is not the person who is lost."""
    for item, body in draft.bodies(Succession):
        if f"lost:{body.lost}" not in draft.evidence:
            yield error(
                "gap.not_lost", f"{body.lost} is not lost.", f"{body.lost} 并未离开。", item
            )
        if f"lost:{body.successor}" in draft.evidence:
            yield error(
                "gap.successor_lost",
                f"{body.successor} is who is lost; name somebody else.",
                f"{body.successor} 正是离开的人，请另选接任人。",
                item,
            )


def gap_roles(draft: Draft) -> Findings:
    """What the rules of roles find afterwards and did not find before."""
    taken = [body for _, body in draft.bodies(Succession)]
    for one in new_findings(draft.standing, taken, roster_of(draft.people), draft.work):
        about = (f"succession:{t.target}:{t.part}" for t in taken if t.target == one.item)
        yield one._replace(item=next(about, None))


def new_findings(
    standing: Sequence[Item], taken: Sequence[Succession], roster: Roster, work: Work | None
) -> list[Finding]:
    """Return what is wrong with the charter's rows once places are taken over, and was not."""
    rows = [(item, item.body) for item in standing if isinstance(item.body, Role)]
    touched = tuple(dict.fromkeys(name for item, _ in rows for name in item.departments))

    def found(rows: Sequence[Row]) -> list[Finding]:
        return list(check_rows(rows, touched, (), roster, work))

    before = [row_of(item.id, body, item.departments) for item, body in rows]
    known = {(one.rule, one.item, one.said.en) for one in found(before)}
    after = found([_row(item, body, taken) for item, body in rows])
    return [one for one in after if (one.rule, one.item, one.said.en) not in known]


def _row(item: Item, body: Role, taken: Sequence[Succession]) -> Row:
    own = [step for step in taken if step.target == item.id]
    for step in own:
        body = in_row(body, step)
    return row_of(item.id, body, () if own else item.departments)


RULES = (gap_places, gap_people, gap_roles)
