"""The role matrix: deliverables that follow from the need, one accountable person in each row."""

from collections.abc import Sequence
from typing import NamedTuple

from activities.evidence.wording import clip, first_clause, listed, named, quoted, say
from activities.rules.cast import Cast
from activities.rules.requests import answered
from domain.errors import BadInputError
from domain.facts import RolesFacts
from domain.items import Role
from domain.suggestion import Asked, DraftItem
from domain.text import Language


class Row(NamedTuple):
    """A deliverable: who does it, who may be accountable (first choice first), who is asked."""

    deliverable: str
    doers: tuple[str, ...]
    accountable: tuple[str, ...]
    consulted: tuple[str, ...]


def draft(
    facts: RolesFacts, language: Language, requests: Sequence[Asked]
) -> tuple[DraftItem, ...]:
    """Draft 5 to 7 rows; each request passes accountability to the next candidate of each row."""
    cast = Cast(facts)
    if len(cast.everybody) < 2:
        raise BadInputError(
            en=f"Roles need at least two people; the team and heads of "
            f"{listed(facts.departments, language)} hold {len(cast.everybody)}.",
            zh=f"责任分配至少需要两个人；{listed(facts.departments, language)}"
            f"的团队成员和负责人只有 {len(cast.everybody)} 人。",
        )
    rows = _rows(facts, cast, language)
    accountable = _spread(rows, cast, len(requests))
    items = [item(row, chosen, cast, facts) for row, chosen in zip(rows, accountable, strict=True)]

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        chosen = list(dict.fromkeys(_spread(rows, cast, number)))
        names = listed((cast.name(account) for account in chosen), language)
        return say(
            language,
            en=f"passes accountability to the next candidates of each row, now {names}",
            zh=f"把各行的最终负责人依次换成下一位人选，现由{names}担任",
        ), tuple(f"person:{account}" for account in chosen)

    return (*items, *answered(requests, language, alternative))


def _rows(facts: RolesFacts, cast: Cast, language: Language) -> list[Row]:
    focus = facts.waiting or facts.lead_department
    others = [name for name in facts.departments if name != focus]
    senders = [name for name in named(facts.departments, facts.need) if name != focus][:2]
    senders = senders or others[:1]
    rest = [name for name in others if name not in senders]
    lead, chief = facts.lead_department, (facts.team_lead,)
    asked = tuple(one for name in senders for one in cast.members(name)[:1])
    rows = [
        Row(_baseline(facts, senders, language), cast.members(focus), chief, cast.heads(focus)),
        Row(_shorter(facts, senders, language), cast.members(focus), cast.ranked(focus), asked),
    ]
    for name in senders:
        rows.append(
            Row(
                say(
                    language,
                    en=f"Hand-over standard from {name} to {focus}",
                    zh=f"{name}移交{focus}的交接标准",
                ),
                cast.members(name),
                cast.ranked(name),
                cast.members(focus)[:1],
            )
        )
    if rest:
        rows.append(support(rest, cast, lead, language))
    return [*rows, *_shared(facts, cast, focus, chief, language)]


def support(rest: list[str], cast: Cast, lead: str, language: Language) -> Row:
    """Return the row on what departments without a part of their own contribute."""
    names = listed(rest, language)
    doers = tuple(one for name in rest for one in cast.members(name)[:1])
    candidates = tuple(one for name in (*rest, lead) for one in cast.ranked(name))
    text = say(language, en=f"Supporting work and dates of {names}", zh=f"{names}的配合事项与时限")
    return Row(text, doers, candidates, ())


def _shared(
    facts: RolesFacts, cast: Cast, focus: str, chief: tuple[str, ...], language: Language
) -> list[Row]:
    """Return the rows on feedback and evaluation, which the lead department carries."""
    lead = facts.lead_department
    together = listed(facts.departments, language)
    return [
        Row(
            say(
                language,
                en=f"Feedback and communication among {together}",
                zh=f"{together}之间的沟通与反馈",
            ),
            (*cast.members(lead)[:1], *cast.members(focus)[:1]),
            (*cast.members(lead), *chief),
            (),
        ),
        Row(
            say(
                language,
                en=f"Evaluation report of {lead} on {focus}",
                zh=f"{lead}提交的{focus}改进评估报告",
            ),
            cast.members(lead),
            (*cast.heads(lead), *chief),
            cast.heads(focus),
        ),
    ]


def _baseline(facts: RolesFacts, senders: list[str], language: Language) -> str:
    if facts.waiting:
        names = listed(senders, language)
        return say(
            language,
            en=f"Baseline and weekly reading of what {names} hand over to {facts.waiting}",
            zh=f"{names}移交{facts.waiting}后等待时长的基线与每周度量",
        )
    need = quoted(first_clause(facts.need), language, 50)
    return say(language, en=f"Baseline and readings for {need}", zh=f"{need}的基线与度量")


def _shorter(facts: RolesFacts, senders: list[str], language: Language) -> str:
    if facts.waiting:
        names = listed(senders, language)
        return say(
            language,
            en=f"Shorter queue of {facts.waiting} for work from {names}",
            zh=f"缩短后的{facts.waiting}待办队列（{names}移交的工作）",
        )
    need = quoted(first_clause(facts.need), language, 50)
    lead = facts.lead_department
    return say(language, en=f"Plan of {lead} for {need}", zh=f"{lead}针对{need}的改进方案")


def _spread(rows: list[Row], cast: Cast, turn: int) -> list[str]:
    """Choose who is accountable in each row, never the same person in all of them."""
    chosen = []
    for row in rows:
        candidates = cast.known((*row.accountable, *row.doers)) or cast.known(
            [one.account for one in cast.everybody]
        )
        chosen.append(candidates[turn % len(candidates)])
    if len(set(chosen)) == 1:
        chosen[-1] = next(one.account for one in cast.everybody if one.account != chosen[0])
    return chosen


def item(row: Row, accountable: str, cast: Cast, facts: RolesFacts) -> DraftItem:
    """Return the row with nobody in two columns of advice; heads without a part are informed."""
    responsible = cast.known(row.doers) or (accountable,)
    taken = {accountable, *responsible}
    consulted = tuple(one for one in cast.known(row.consulted) if one not in taken)
    taken |= set(consulted)
    informed = tuple(one.account for one in facts.heads if one.account not in taken)
    body = Role(
        deliverable=clip(row.deliverable),
        responsible=responsible,
        accountable=accountable,
        consulted=consulted,
        informed=informed,
    )
    people = dict.fromkeys((accountable, *responsible))
    return DraftItem(body=body, cites=("need", *(f"person:{account}" for account in people)))
