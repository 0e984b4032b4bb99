"""A role matrix proposed by a model: real people only, shared out, every department with a part."""

from collections.abc import Iterator, Sequence

from activities.evidence.wording import listed
from activities.model_drafts.excerpts import cut, request_rows, rows
from activities.model_drafts.grounded import WRITE_IN
from activities.model_drafts.problems import refuse
from activities.model_drafts.roles_judging import (
    FEW,
    FEWEST,
    MOST,
    doers,
    judged,
    language_of,
    parts,
)
from activities.model_drafts.roles_shape import RolesDraft
from activities.model_drafts.shapes import Narrowing
from activities.rules.cast import Cast
from activities.rules.roles import item, support
from domain.facts import Contact, RolesFacts
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language
from prompts.loading import load

MOST_PEOPLE = 30
MEMBER = Bilingual(en="team member", zh="团队成员")
HEAD = Bilingual(en="head", zh="部门负责人")
BOTH = Bilingual(en="team member, head", zh="团队成员、部门负责人")


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
        "need": cut(facts.need, 400),
        "departments": listed(facts.departments, language, 40),
        "lead_department": facts.lead_department,
        "people": rows(_people(facts, language), language),
        "requests": request_rows(requests, language),
    }
    return load("roles", language).messages(values)


def _shown(facts: RolesFacts) -> list[Contact]:
    """Return the members, then the heads of the lead department, of the queue, and the others."""
    inside = {one.account for one in facts.members}
    order = [facts.lead_department, facts.waiting]
    heads = [one for one in facts.heads if one.account not in inside]
    heads.sort(key=lambda one: order.index(one.department) if one.department in order else 2)
    return [*facts.members, *heads][:MOST_PEOPLE]


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
    """Return the rows that stand; departments left out share a last row, as the rules word it.

    A ValueError says, one sentence a line, what is wrong when too few rows stand, one person
    answers for all, or the departments that carry the collaboration have no part.
    """
    if language_of(answer, facts) != language:
        refuse([WRITE_IN], language)
    found, blocking, fallen, _ = judged(answer, facts)
    refuse([*blocking, *fallen] if blocking else [], language)
    cast = Cast(facts)
    absent = [d for d in facts.departments if d not in parts(found, cast) and cast.ranked(d)]
    if absent:
        found.append(support(absent, cast, facts.lead_department, language))
    return tuple(item(row, cast.known(row.accountable)[0], cast, facts) for row in found)


def merged(earlier: RolesDraft | None, answer: RolesDraft, facts: RolesFacts) -> RolesDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: RolesDraft, facts: RolesFacts) -> int:
    """Return how many rows fell away, and how many parts of others code changed."""
    return judged(answer, facts).struck
