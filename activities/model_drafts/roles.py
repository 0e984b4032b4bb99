"""A role matrix proposed by a model: real people only, shared out, every department with a part."""

from collections.abc import Iterable, Iterator, Sequence

from activities.model_drafts.excerpts import request_rows, rows
from activities.model_drafts.grounded import WRITE_IN
from activities.model_drafts.problems import refuse
from activities.model_drafts.roles_judging import (
    FEW,
    FEWEST,
    MOST,
    alone,
    doers,
    judged,
    language_of,
    too_few,
    topic,
)
from activities.model_drafts.roles_shape import RolesDraft
from activities.model_drafts.shapes import Narrowing
from activities.rules.cast import Cast
from activities.rules.roles import draft, item, support
from domain.directory import Contact
from domain.facts import RolesFacts
from domain.items import Role
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language, fold
from prompts.loading import load

MOST_PEOPLE = 30
MEMBER = Bilingual(en="team member", zh="团队成员")
HEAD = Bilingual(en="head", zh="部门负责人")
BOTH = Bilingual(en="team member, head", zh="团队成员、部门负责人")

_QUEUE = Bilingual(
    en="a checklist of what a hand-over holds, a standard for answering times, a template for "
    "sending work back, a report on progress",
    zh="移交材料清单、答复时限标准、退回原因模板、处理进展报告",
)
_STATED = Bilingual(
    en="a report on where things stand, a plan of what is tried, a list of who is asked what, "
    "a standard for success",
    zh="现状说明、改进方案、询问对接名单、成效评估标准",
)
"""Results that rows may be about: left to itself, a small model names every department in turn."""


def ready(facts: RolesFacts) -> bool:
    """Return whether there are members, and two people who can share what is to be done."""
    return bool(facts.members) and len(Cast(facts).everybody) > 1


def max_tokens(facts: RolesFacts) -> int:
    """Return the cap of the answer: seven rows of about 110 tokens."""
    return 900


def messages(
    facts: RolesFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    values = {
        "fence": fence,
        "need": topic(facts, language),
        "lead_department": facts.lead_department,
        "aspects": (_QUEUE if facts.waiting else _STATED).within(language),
        "people": rows(_people(facts, language), language),
        "requests": request_rows(requests, language),
    }
    return load("roles", language).messages(values)


def _shown(facts: RolesFacts) -> list[Contact]:
    """Return the members, then the heads of the lead department, of the queue, and the others."""
    inside, able = {one.account for one in facts.members}, Cast(facts).known
    order = [facts.lead_department, facts.waiting]
    heads = [one for one in facts.heads if one.account not in inside]
    heads.sort(key=lambda one: order.index(one.department) if one.department in order else 2)
    return [one for one in (*facts.members, *heads) if able([one.account])][:MOST_PEOPLE]


def _people(facts: RolesFacts, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield each person's row, and whether they may be responsible."""
    leading = {one.account for one in facts.heads}
    able = set(doers(facts))
    inside = {one.account for one in facts.members}
    mark = Bilingual(en="yes", zh="可"), Bilingual(en="no", zh="否")
    for one in _shown(facts):
        part = HEAD if one.account not in inside else BOTH if one.account in leading else MEMBER
        can = mark[one.account not in able]
        yield one.account, one.department, part.within(language), can.within(language)


def narrowing(
    facts: RolesFacts, evidence: Sequence[Evidence], earlier: RolesDraft | None
) -> Narrowing:
    """Return who may stand in each column, and how many rows and people there should be."""
    accounts = [one.account for one in _shown(facts)]
    able = doers(facts)
    choices = {
        "RowDraft.responsible": [account for account in accounts if account in able],
        "RowDraft.accountable": accounts,
        "RowDraft.consulted": accounts,
    }
    counts = {
        "RolesDraft.rows": (FEWEST, MOST),
        "RowDraft.responsible": (1, FEW),
        "RowDraft.consulted": (0, FEW),
    }
    return Narrowing(choices, counts=counts)


def to_drafts(
    answer: RolesDraft, facts: RolesFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the rows that stand, then rows of the rules where rows or departments are missing.

    A ValueError says, one sentence a line, what is wrong when most rows fell, too few stand, or
    one person answers for all.
    """
    if language_of(answer, facts) != language:
        refuse([WRITE_IN], language)
    found, cast = judged(answer, facts), Cast(facts)
    if not found.usable:
        refuse([too_few(found), *found.fallen], language)
    refuse(alone(found.rows, cast), language)
    own = [item(row, cast.known(row.accountable)[0], cast, facts) for row in found.rows]
    items = [*own, *_filled(own, facts, cast, language)]
    absent = [one for one in facts.departments if one in _absent(items, facts.departments, cast)]
    if absent:
        row = support(absent, cast, facts.lead_department, language)
        items.append(item(row, cast.known(row.accountable)[0], cast, facts))
    return tuple(items)


def _filled(
    own: Sequence[DraftItem], facts: RolesFacts, cast: Cast, language: Language
) -> list[DraftItem]:
    """Return rows of the rules until there are four, and every main department has a part."""
    main = [name for name in (facts.waiting, facts.lead_department) if name]
    said = [fold(body.deliverable) for body in _roles(own)]
    added: list[DraftItem] = []
    for one in draft(facts, language, ()):
        every = [*own, *added]
        missing = _absent(every, main, cast)
        [body] = _roles([one])
        new = not any(text in fold(body.deliverable) for text in said)
        if new and (len(every) < FEWEST or missing - _absent([one], main, cast)):
            added.append(one)
    return added


def _roles(items: Sequence[DraftItem]) -> list[Role]:
    return [one.body for one in items if isinstance(one.body, Role)]


def _absent(items: Sequence[DraftItem], departments: Iterable[str], cast: Cast) -> set[str]:
    """Return which departments have people, of whom none does or answers for anything."""
    taken = {one for body in _roles(items) for one in (*body.responsible, body.accountable)}
    heard = {one.department for one in cast.everybody if one.account in taken}
    return {name for name in departments if name not in heard and cast.ranked(name)}


def merged(earlier: RolesDraft | None, answer: RolesDraft, facts: RolesFacts) -> RolesDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: RolesDraft, facts: RolesFacts) -> int:
    """Return how many rows fell away, and how many parts of others code changed."""
    return judged(answer, facts).struck
