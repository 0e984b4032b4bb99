"""A collaboration summed up from what the store remembers: also after Temporal has forgotten it."""

import datetime as dt
from typing import Literal

from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncEngine

from analysis.oversight import Oversight, oversight
from api.supporting import leadership_of, support_of
from domain.charter import Charter
from domain.charter_page import charter_page
from domain.errors import UnknownError
from domain.leadership import Leadership
from domain.support import Support
from domain.text import Bilingual, Frozen
from domain.wording import STATE_NAMES
from store import charters, collaborations, evaluations, ledger, people, suggestions, usage
from store import oversight as watched


class CharterDocument(Frozen):
    """One revision of the charter, and the same as Markdown in the collaboration's language."""

    ok: Literal[True] = True
    collaboration: str
    revision: int
    charter: Charter
    markdown: str


class SuggestionEnded(Frozen):
    """How one suggestion ended."""

    suggestion: str
    state: str
    name: Bilingual
    at: dt.datetime


class EvaluationMade(Frozen):
    """One reading of the measures, and whether it proposed anything."""

    id: str
    outcome: str
    at: dt.datetime


class ModelUse(Frozen):
    """What the model was asked, and what it cost by currency."""

    calls: int
    tokens_in: int
    tokens_out: int
    by_outcome: dict[str, int]
    cost: dict[str, str]


class Report(Frozen):
    """A collaboration summed up."""

    ok: Literal[True] = True
    collaboration: str
    title: str
    sponsor: str
    started_at: dt.datetime
    closed_at: dt.datetime | None
    charter_revision: int
    ended: tuple[SuggestionEnded, ...]
    evaluations: tuple[EvaluationMade, ...]
    leadership: Leadership
    support: Support | None
    decisions: int
    refused: int
    approvers: tuple[Oversight, ...] | None = Field(
        description="how each person decides; null for who may not read the ledger"
    )
    model: ModelUse


async def charter(engine: AsyncEngine, id: str, revision: int | None) -> CharterDocument:
    """Return one revision of the charter, or the newest. Raises UnknownError."""
    row = await charters.charter(engine, id, revision)
    if row is None:
        raise UnknownError(f"{id} charter" + (f" r{revision}" if revision else ""))
    found = Charter.model_validate_json(row.body)
    directory = await people.directory(engine, id)
    names = {person.account: person.name for person in directory.people}
    return CharterDocument(
        collaboration=id,
        revision=found.revision,
        charter=found,
        markdown=charter_page(found, names),
    )


async def report(engine: AsyncEngine, id: str, audited: bool) -> Report:
    """Return the report; `audited` with figures about single people. Raises UnknownError."""
    row = await collaborations.row(engine, id)
    if row is None:
        raise UnknownError(id)
    newest = await charters.charter(engine, id)
    rows = await ledger.rows(engine, id)
    used = await usage.usage(engine, id)
    outcomes = await suggestions.outcomes(engine, id)
    return Report(
        collaboration=id,
        title=row.title,
        sponsor=row.sponsor,
        started_at=row.started_at,
        closed_at=row.closed_at,
        charter_revision=newest.revision if newest else 0,
        ended=tuple(
            SuggestionEnded(
                suggestion=o.suggestion, state=o.state, name=STATE_NAMES[o.state], at=o.at
            )
            for o in outcomes
        ),
        leadership=await leadership_of(engine, row, outcomes),
        support=await support_of(engine, id),
        evaluations=tuple(
            EvaluationMade(id=one.id, outcome=one.outcome, at=one.at)
            for one in await evaluations.evaluations(engine, id)
        ),
        decisions=sum(r.result == "recorded" and r.actor is not None for r in rows),
        refused=sum(r.result == "refused" for r in rows),
        approvers=oversight(await watched.watched(engine, [id])) if audited else None,
        model=ModelUse(
            calls=used.calls,
            tokens_in=used.tokens_in,
            tokens_out=used.tokens_out,
            by_outcome=used.by_outcome,
            cost={currency: f"{amount:f}" for currency, amount in used.cost.items()},
        ),
    )
