"""Which rows of a role matrix stand, and what code mends in them."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from activities.evidence.wording import listed
from activities.model_drafts.claims import figureless, strangers
from activities.model_drafts.clauses import ENDS
from activities.model_drafts.excerpts import cut
from activities.model_drafts.grounded import orders, spoken, tongue
from activities.model_drafts.problems import unknown
from activities.model_drafts.roles_shape import RolesDraft, RowDraft
from activities.rules.cast import Cast
from activities.rules.roles import Row
from domain.facts import RolesFacts
from domain.text import Bilingual, Language, fold

FEWEST = 4
MOST = 7
FEW = 3
LONGEST = 100
_SENTENCES = re.compile(r"[。！？!?；;\n]|\.\s")


class Judged(NamedTuple):
    """Rows that stand; what keeps the whole from standing; why rows fell; how much was struck."""

    rows: list[Row]
    blocking: list[Bilingual]
    fallen: list[Bilingual]
    struck: int


def doers(facts: RolesFacts) -> tuple[str, ...]:
    """Return who may be responsible: members, and heads of departments that have no member."""
    cast = Cast(facts)
    inside = {one.department for one in facts.members}
    alone = [one for name in facts.departments if name not in inside for one in cast.heads(name)]
    return cast.known([*(one.account for one in facts.members), *alone])


def names(facts: RolesFacts) -> list[str]:
    """Return every name that may stand in a deliverable in any language."""
    people = (*facts.members, *facts.heads)
    return [*facts.departments, *(name for one in people for name in (one.name, one.account))]


def language_of(answer: RolesDraft, facts: RolesFacts) -> Language:
    """Return the language that most deliverables are in."""
    return spoken([row.deliverable for row in answer.rows], names(facts))


def judged(answer: RolesDraft, facts: RolesFacts) -> Judged:
    """Judge the rows in their order, at most seven, then how they share out the work."""
    most, cast = language_of(answer, facts), Cast(facts)
    rows: list[Row] = []
    fallen: list[Bilingual] = []
    seen: set[str] = set()
    mended = 0
    for draft in answer.rows:
        text = figureless(draft.deliverable, names(facts))
        wrong = [*_worded(text, draft, facts, most, seen), *_staffed(draft, facts, cast)]
        if wrong or len(rows) == MOST:
            fallen += wrong
            continue
        seen.add(fold(text))
        rows.append(_row(text, draft, facts, cast))
        mended += _mended(rows[-1], draft)
    spread, moved = _spread(rows)
    struck = len(answer.rows) - len(rows) + mended + moved
    return Judged(spread, list(_shared(spread, facts, cast)), fallen, struck)


def parts(rows: Sequence[Row], cast: Cast) -> set[str]:
    """Return the departments whose people do or answer for something."""
    taken = {one for row in rows for one in (*row.doers, *row.accountable)}
    return {one.department for one in cast.everybody if one.account in taken}


def _worded(
    text: str, draft: RowDraft, facts: RolesFacts, most: Language, seen: set[str]
) -> Iterator[Bilingual]:
    shown = cut(draft.deliverable, 40)
    if not text:
        yield Bilingual(
            en=f"“{shown}” holds a number; name the result without any.",
            zh=f"「{shown}」里有数字，改成不带数字的说法。",
        )
    elif fold(text) in seen:
        yield Bilingual(
            en=f"“{shown}” stands twice; each deliverable differs.",
            zh=f"「{shown}」出现了两次，各行的交付物应不同。",
        )
    elif not _is_noun(text, facts, most):
        yield Bilingual(
            en=f"“{shown}” is no deliverable; name one result in a few words.",
            zh=f"「{shown}」不是交付物，应用一个名词短语写一项成果。",
        )


def _is_noun(text: str, facts: RolesFacts, most: Language) -> bool:
    known = names(facts)
    short = len(text) <= LONGEST and not _SENTENCES.search(text)
    if most == "zh" and strangers(text, known, facts.need, most):
        return False
    return short and tongue(text, known) == most and not orders(text, known)


def _staffed(draft: RowDraft, facts: RolesFacts, cast: Cast) -> Iterator[Bilingual]:
    able = doers(facts)
    if not cast.known([draft.accountable]):
        yield unknown("accountable", draft.accountable)
    elif not {*draft.responsible, draft.accountable} & {*able}:
        shown, who = cut(draft.deliverable, 40), able[:FEW]
        yield Bilingual(
            en=f"“{shown}”: responsible must be team members, such as {listed(who, 'en')}.",
            zh=f"「{shown}」：responsible 应填团队成员，例如 {listed(who, 'zh')}。",
        )


def _row(text: str, draft: RowDraft, facts: RolesFacts, cast: Cast) -> Row:
    """Return the row; who is no member is consulted, and nobody has two parts."""
    able = doers(facts)
    doing = tuple(one for one in cast.known(draft.responsible) if one in able)[:FEW]
    doing = doing or (draft.accountable,)
    taken = {draft.accountable, *doing}
    spare = [one for one in draft.responsible if one not in able]
    heard = tuple(one for one in cast.known([*draft.consulted, *spare]) if one not in taken)
    return Row(text, doing, (draft.accountable,), heard[:FEW])


def _mended(row: Row, draft: RowDraft) -> int:
    """Count what code changed in a row: its words, who does it, who is consulted."""
    return (
        (row.deliverable != draft.deliverable.rstrip(ENDS))
        + (row.doers != draft.responsible)
        + (row.consulted != draft.consulted)
    )


def _spread(rows: list[Row]) -> tuple[list[Row], int]:
    """Where one person answers for everything, let who does a row answer for it, but the first."""
    one = {row.accountable for row in rows}
    if len(rows) < 2 or len(one) > 1:
        return rows, 0
    moved = 0
    for place, row in enumerate(rows):
        others = tuple(doer for doer in row.doers if doer not in row.accountable)
        if place and others:
            rows[place] = row._replace(accountable=others[:1])
            moved += 1
    return rows, moved


def _shared(rows: list[Row], facts: RolesFacts, cast: Cast) -> Iterator[Bilingual]:
    """Yield what no row can say alone: too few, all on one person, an absent main department."""
    if len(rows) < FEWEST:
        yield Bilingual(
            en=f"Only {len(rows)} rows stand; write {FEWEST} to {MOST} rows.",
            zh=f"只有 {len(rows)} 行可用，应写 {FEWEST} 至 {MOST} 行。",
        )
    answering = {row.accountable for row in rows}
    if rows and len(answering) == 1:
        [[account]] = answering
        other = next((a.account for a in cast.everybody if a.account != account), account)
        yield Bilingual(
            en=f"{account} is accountable for every row; let others be, such as {other}.",
            zh=f"每一行的 accountable 都是 {account}，应分给不同的人，例如 {other}。",
        )
    main = [name for name in (facts.waiting, facts.lead_department) if name]
    for name in dict.fromkeys(main):
        if name not in parts(rows, cast) and cast.ranked(name):
            one = cast.ranked(name)[0]
            yield Bilingual(
                en=f"{name} has no part; make {one} accountable for one row.",
                zh=f"{name}没有承担任何一行，可让 {one} 担任某一行的 accountable。",
            )
