"""What every activity stands on: the store, the folder of evidence, and errors as sentences."""

import asyncio
import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.exceptions import ApplicationError

from activities.llm_endpoint import Endpoint
from activities.llm_transport import Connections
from activities.sources import read_measures
from domain.brief import Brief, Objective
from domain.budget import Budget
from domain.charter import Charter
from domain.directory import Directory
from domain.errors import BadInputError
from domain.ledger_signing import Signer
from domain.pricing import Prices
from domain.problems import shown
from domain.records import MeasureMeaning, MeasurePoint
from domain.text import Bilingual, Language
from store import charters, collaborations, measures, people, strategy

STORE = "store"
"""A source of a brief that says this was imported, or comes in through people."""


@dataclasses.dataclass(frozen=True)
class Ground:
    """One worker's surroundings. `root` is ACCORD_DATA.

    `endpoints` are the model and its fallback, in the order in which they are asked; without any,
    rules draft. `connections` to them stay open between calls. `budget` and `prices` hold for all
    of them. `signer` holds the ledger's key; without one, rows of the ledger stay unsigned.
    """

    engine: AsyncEngine
    root: Path
    endpoints: tuple[Endpoint, ...] = ()
    budget: Budget = Budget()
    prices: Prices = Prices()
    signer: Signer | None = None
    connections: Connections | None = None


@contextmanager
def in_words(language: Language) -> Iterator[None]:
    """Turn bad input into a failure that is one sentence, never retried."""
    try:
        yield
    except BadInputError as error:
        raise ApplicationError(
            error.within(language),
            error.sentence.model_dump(),
            type="BadInput",
            non_retryable=True,
        ) from None


async def brief_of(ground: Ground, collaboration: str) -> Brief:
    """Return the brief of a collaboration that was opened; fails for good on any other id."""
    brief = await collaborations.brief(ground.engine, collaboration)
    if brief is None:
        name = shown(collaboration)
        unknown = Bilingual(en=f"there is no collaboration {name}", zh=f"没有编号为 {name} 的协作")
        raise ApplicationError(
            unknown.both, unknown.model_dump(), type="BadInput", non_retryable=True
        )
    return brief


async def read_or_kept_measures(
    ground: Ground, brief: Brief
) -> tuple[list[MeasurePoint], list[MeasureMeaning]]:
    """Return the brief's measures: from its file, or those that the store holds for it."""
    if brief.sources.measures == STORE:
        return await measures.measures(ground.engine, brief.id)
    return await asyncio.to_thread(read_measures, ground.root, brief.sources.measures)


async def objectives_of(ground: Ground, brief: Brief) -> tuple[Objective, ...]:
    """Return the objectives that a brief names, else those of the company."""
    return brief.objectives or (await strategy.strategy(ground.engine)).objectives


async def charter_of(ground: Ground, brief: Brief) -> Charter:
    """Return the newest charter of a collaboration; an empty one before anything is approved."""
    row = await charters.charter(ground.engine, brief.id)
    if row is None:
        return Charter(collaboration=brief.id, title=brief.title, language=brief.language)
    return Charter.model_validate_json(row.body)


async def basis_of(ground: Ground, collaboration: str) -> tuple[Brief, Charter, Directory]:
    """Return what evidence about a collaboration rests on: its brief, charter and directory."""
    brief = await brief_of(ground, collaboration)
    charter = await charter_of(ground, brief)
    return brief, charter, await people.directory(ground.engine, brief.id)
