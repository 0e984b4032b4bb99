"""Which rows of a role matrix stand, and what code mends in them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from activities.evidence.wording import listed, named, say
from activities.model_drafts.claims import figureless, sentences, strangers
from activities.model_drafts.clauses import ENDS
from activities.model_drafts.echoes import echoed
from activities.model_drafts.excerpts import NONE, cut
from activities.model_drafts.grounded import orders, spoken, tongue
from activities.model_drafts.problems import unknown
from activities.model_drafts.roles_shape import RolesDraft, RowDraft
from activities.model_drafts.samples import sampled
from activities.rules.cast import Cast
from activities.rules.roles import Row
from domain.facts import RolesFacts
from domain.text import Bilingual, Language, fold
from domain.tracing import without

FEWEST = 4
MOST = 7
ENOUGH = 2
"""Rows of a model that are worth filling up with those of the rules."""
FEW = 3
LONGEST = 100
_SENTENCES = re.compile(r"[。！？!?；;：:\n]|\.\s")
_OWN = 2
"""Signs that a deliverable has beside the names in it."""
_TASK = re.compile(r"进行|协助|推进|召开|完成|确保|加强|开展|负责|参与(?!者)")
_RESULT = re.compile(
    r"[表单书册库]$|(?:标准|模板|方案|报告|规范|规则|指引|说明|计划|记录|办法|机制)$"
)


class Judged(NamedTuple):
    """Rows that stand; why others fell, a row said twice left aside; what was struck."""

    rows: list[Row]
    fallen: list[Bilingual]
    fell: int
    struck: int

    @property
    def usable(self) -> bool:
        """Tell whether two rows or more stand, and at least as many as fell."""
        return len(self.rows) >= max(ENOUGH, self.fell)


def doers(facts: RolesFacts) -> tuple[str, ...]:
    """Return who may be responsible: members, and heads of departments that have no member."""
    cast = Cast(facts)
    inside = {one.department for one in cast.asked}
    alone = [one for name in facts.departments if name not in inside for one in cast.heads(name)]
    return cast.known([*(one.account for one in cast.asked), *alone])


def names(facts: RolesFacts) -> list[str]:
    """Return every name that may stand in a deliverable in any language."""
    people = (*facts.members, *facts.heads)
    return [*facts.departments, *(name for one in people for name in (one.name, one.account))]


def language_of(answer: RolesDraft, facts: RolesFacts) -> Language:
    """Return the language that most deliverables are in."""
    return spoken([row.deliverable for row in answer.rows], names(facts))


def judged(answer: RolesDraft, facts: RolesFacts) -> Judged:
    """Judge the rows in their order, at most seven, then how they share out the work.

    A row that says what another said, of another department, is left out.
    """
    most, cast = language_of(answer, facts), Cast(facts)
    rows: list[Row] = []
    fallen: list[Bilingual] = []
    seen: set[str] = set()
    fell = mended = 0
    for draft in answer.rows:
        text = figureless(draft.deliverable, names(facts))
        key = fold(without(text, names(facts)))
        if len(rows) == MOST or key in seen:
            continue
        wrong = [*_worded(text, draft, facts, most), *_staffed(draft, facts, cast)]
        if wrong:
            fallen += wrong
            fell += 1
            continue
        seen.add(key)
        rows.append(_row(text, draft, facts, cast))
        mended += _mended(rows[-1], draft)
    spread, moved = _spread(rows)
    struck = len(answer.rows) - len(rows) + mended + moved
    return Judged(spread, fallen, fell, struck)


def topic(facts: RolesFacts, language: Language) -> str:
    """Return what the collaboration is about, without figures: small models copy them."""
    if not facts.waiting:
        words = [figureless(one, names(facts)) for one in sentences(facts.need)]
        stop = say(language, en="; ", zh="；")
        return cut(stop.join(filter(None, words)), 300) or NONE.within(language)
    senders = [name for name in named(facts.departments, facts.need) if name != facts.waiting]
    origin = listed(senders, language)
    waiting = facts.waiting
    return say(
        language,
        en=f"shorter waits in {waiting}" + (f" for work from {origin}" if senders else ""),
        zh=f"少等{waiting}" + (f"，工作来自{origin}" if senders else ""),
    )


def _worded(text: str, draft: RowDraft, facts: RolesFacts, most: Language) -> Iterator[Bilingual]:
    shown = cut(draft.deliverable, 40)
    if not text:
        yield Bilingual(
            en=f"“{shown}” holds a number; name the result without any.",
            zh=f"「{shown}」里有数字，改成不带数字的说法。",
        )
    elif _copied(text, facts, most):
        yield Bilingual(
            en=f"“{shown}” is copied; name a result of your own, such as a checklist.",
            zh=f"「{shown}」是照抄的，改写成一份新的成果，例如清单或标准。",
        )
    elif not _is_noun(text, facts, most):
        yield Bilingual(
            en=f"“{shown}” is no deliverable; name one result in a few words.",
            zh=f"「{shown}」不是交付物，应用一个名词短语写一项成果。",
        )


def _copied(text: str, facts: RolesFacts, most: Language) -> bool:
    """Tell whether words come from the prompt, its example or the need."""
    shown = fold(text)
    told = fold("\n".join([facts.need, topic(facts, most), *facts.departments]))
    return shown in told or sampled(text, "roles", most) or echoed(text, "roles", most, told)


def _is_noun(text: str, facts: RolesFacts, most: Language) -> bool:
    known = names(facts)
    if most == "zh" and strangers(text, known, facts.need, most):
        return False
    short = len(text) <= LONGEST and not _SENTENCES.search(text)
    says = len(re.findall(r"\w", without(text, known))) > _OWN
    task = _TASK.search(text) and not _RESULT.search(text)
    return short and says and not task and tongue(text, known) == most and not orders(text, known)


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
    answering: Counter[str] = Counter()
    for place, row in enumerate(rows):
        others = [doer for doer in row.doers if doer not in row.accountable]
        if place and others:
            chosen = min(others, key=lambda doer: answering[doer])
            answering[chosen] += 1
            rows[place] = row._replace(accountable=(chosen,))
            moved += 1
    return rows, moved


def alone(rows: Sequence[Row], cast: Cast) -> Iterator[Bilingual]:
    """Yield that one person answers for every row, if it is so."""
    answering = {row.accountable for row in rows}
    if len(answering) == 1:
        [[account]] = answering
        other = next((a.account for a in cast.everybody if a.account != account), account)
        yield Bilingual(
            en=f"{account} is accountable for every row; let others be, such as {other}.",
            zh=f"每一行的 accountable 都是 {account}，应分给不同的人，例如 {other}。",
        )


def too_few(found: Judged) -> Bilingual:
    """Return the sentence for an answer of which too little stands."""
    count = len(found.rows)
    return Bilingual(
        en=f"Only {count} rows stand; write {FEWEST} to {MOST} rows.",
        zh=f"只有 {count} 行可用，应写 {FEWEST} 至 {MOST} 行。",
    )
