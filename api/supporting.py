"""What the sponsor granted beside what is spent: told from the store, and spending reported."""

import datetime as dt
from collections.abc import Container, Sequence
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncEngine

from analysis.spending import support
from api.callers import Caller, require
from domain.brief import Brief
from domain.charter import Charter
from domain.errors import RefusedError
from domain.leadership import Leadership, leadership
from domain.spending import SpendingEntry, Spent
from domain.suggestion import Suggestion
from domain.support import Support
from domain.text import Bilingual, Frozen
from store import charters, collaborations, spending, suggestions
from store.collaborations import CollaborationRow
from store.listings import pending_in
from store.suggestions import Outcome


class SpendingReported(Frozen):
    """An entry as it is kept, and what that leaves; `new` is false for one that was kept before."""

    ok: Literal[True] = True
    collaboration: str
    new: bool
    entry: SpendingEntry
    support: Support


class Spending(Frozen):
    """Everything reported, in the order in which it came, and what it leaves."""

    ok: Literal[True] = True
    collaboration: str
    entries: tuple[SpendingEntry, ...]
    support: Support | None


_TAKEN = Bilingual(
    en="another entry was reported under this key; choose a new one",
    zh="该编号已用于另一条支出记录，请换一个",
)
_NOTHING = Bilingual(
    en="nothing was granted yet, so nothing can be spent: the sponsor accepts first",
    zh="尚未承诺资源，不能登记支出：须先经分管领导认可",
)
_NO_BUDGET = Bilingual(
    en="budget: no budget was granted, so its currency is not known; "
    "the sponsor can grant one by a new `resource` suggestion",
    zh="budget：未承诺预算，币种不明；请分管领导通过新的「资源承诺」建议稿承诺预算",
)


async def support_of(engine: AsyncEngine, id: str) -> Support | None:
    """Return what was granted, spent and left by now, or by the end; None before a grant."""
    row = await charters.charter(engine, id)
    if row is None:
        return None
    charter = Charter.model_validate_json(row.body)
    texts: dict[str, Suggestion] = {}
    for one in charter.approvals:
        if one.kind in ("resource", "team"):
            text = await suggestions.suggestion(engine, one.suggestion, one.revision)
            texts |= {one.suggestion: text} if text else {}
    kept = await collaborations.row(engine, id)
    now = dt.datetime.now(dt.UTC)
    until = min(now, kept.closed_at) if kept and kept.closed_at else now
    return support(charter, texts, await spending.spending(engine, id), until)


async def leadership_of(
    engine: AsyncEngine, row: CollaborationRow, outcomes: Sequence[Outcome]
) -> Leadership:
    """Return how the sponsor's acceptance stands, as far as the store knows."""
    brief = await collaborations.brief(engine, row.id)
    awaited = await pending_in(engine, [row.id], "resource")
    return _leadership(row, brief, outcomes, awaited)


async def leadership_of_each(
    engine: AsyncEngine, rows: Sequence[CollaborationRow]
) -> list[Leadership]:
    """Return the same of several collaborations, by as many statements as of one."""
    ids = [row.id for row in rows]
    briefs = await collaborations.briefs(engine, ids)
    ended = await suggestions.outcomes_of(engine, ids)
    awaited = await pending_in(engine, ids, "resource")
    return [_leadership(row, briefs.get(row.id), ended[row.id], awaited) for row in rows]


def _leadership(
    row: CollaborationRow, brief: Brief | None, ended: Sequence[Outcome], awaited: Container[str]
) -> Leadership:
    asked = [(one.suggestion.split(":")[1], one.state) for one in ended]
    if row.id in awaited:
        asked.append(("resource", "pending"))
    return leadership(asked, brief.skip if brief else (), over=row.closed_at is not None)


async def behind(engine: AsyncEngine, id: str) -> tuple[Leadership | None, Support | None]:
    """Return whether the sponsor stands behind it, and what of their support is spent and left.

    Both are None of a collaboration that the store does not know yet.
    """
    row = await collaborations.row(engine, id)
    if row is None:
        return None, None
    standing = await leadership_of(engine, row, await suggestions.outcomes(engine, id))
    return standing, await support_of(engine, id)


async def report(
    engine: AsyncEngine, caller: Caller, id: str, spent: Spent, key: str
) -> SpendingReported:
    """Keep what somebody spent; the same again under the same key is kept once.

    Raises:
        UnknownError: nobody knows the collaboration, or the caller may not even know of it.
        RefusedError: nothing was granted, or no money; the key holds another entry.
        ForbiddenError: it is not theirs to report.
    """
    await require(engine, caller, "speak", id)
    before = await support_of(engine, id)
    if before is None:
        raise RefusedError(_NOTHING, code="not_granted")
    if spent.budget is not None and before.budget.currency is None:
        raise RefusedError(_NO_BUDGET, code="no_budget")
    now = dt.datetime.now(dt.UTC)
    entry = SpendingEntry(**spent.model_dump(), id=key, by=caller.account, at=now)
    kept, is_new = await spending.report_spending(engine, id, entry)
    if not is_new and (kept.by != entry.by or Spent(**_words(kept)) != Spent(**_words(entry))):
        raise RefusedError(_TAKEN, code="taken")
    after = await support_of(engine, id)
    assert after is not None  # what was granted stays in the charter
    return SpendingReported(collaboration=id, new=is_new, entry=kept, support=after)


def _words(entry: SpendingEntry) -> dict[str, object]:
    return entry.model_dump(include=set(Spent.model_fields))


async def listed(engine: AsyncEngine, id: str) -> Spending:
    """Return everything that was reported of a collaboration."""
    entries = await spending.spending(engine, id)
    return Spending(collaboration=id, entries=tuple(entries), support=await support_of(engine, id))
