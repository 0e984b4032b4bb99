import asyncio
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import BadInputError
from domain.ledger import GENESIS, Entry, first_fault
from store.engine import close, open_store
from store.ledger import append, fault, rows
from tests.store.behind import tamper
from tests.store.samples import LATER, NOW


def entry(key: str, **changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "collaboration": "onboarding",
        "suggestion": "onboarding:goals:1",
        "key": key,
        "verb": "approve",
        "result": "recorded",
        "actor": "li.na",
        "surface": "cli",
        "revision": 2,
        "fingerprints": ("a" * 64, "b" * 64),
        "comment": "同意，\n请尽快。",
        "at": NOW,
    }
    return Entry(**fields | changes)


async def test_a_row_comes_back_as_it_was_appended(engine: AsyncEngine) -> None:
    refused = entry("1", result="refused", reason="过期", actor=None, revision=None, verified=True)
    first = await append(engine, refused)
    second = await append(engine, entry("2"))
    assert await rows(engine, "onboarding") == [first, second]
    assert (first.sequence, first.previous) == (1, GENESIS)
    assert (second.sequence, second.previous) == (2, first.hash)


async def test_the_same_key_again_returns_the_earlier_row(engine: AsyncEngine) -> None:
    first = await append(engine, entry("1"))
    await append(engine, entry("2"))
    assert await append(engine, entry("1", verb="reject", at=LATER)) == first
    assert len(await rows(engine, "onboarding")) == 2


async def test_each_collaboration_has_its_own_chain(engine: AsyncEngine) -> None:
    await append(engine, entry("1"))
    other = await append(engine, entry("1", collaboration="other"))
    assert (other.collaboration, other.sequence, other.previous) == ("other", 1, GENESIS)
    assert await rows(engine, "nowhere") == []


async def test_concurrent_writers_leave_no_gap(engine: AsyncEngine, url: str) -> None:
    second = open_store(url)
    writers = (engine, second)
    # Every tenth key twice: a decision that arrives over two surfaces at once.
    keys = [str(number - number % 10 // 9) for number in range(200)]
    await asyncio.gather(
        *(append(writers[number % 2], entry(key)) for number, key in enumerate(keys))
    )
    kept = await rows(second, "onboarding")
    await close(second)
    assert {row.key for row in kept} == set(keys)
    assert [row.sequence for row in kept] == list(range(1, 181))
    assert first_fault(kept) is None


async def test_a_writer_that_lost_a_place_tries_again(engine: AsyncEngine) -> None:
    """Stands in for a database that lets two writers read the same last row."""
    lost: list[str] = []

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def rival(_c: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("INSERT INTO ledger") and not lost:
            lost.append(statement)
            cursor.execute(statement, parameters)

    row = await append(engine, entry("1"))
    assert len(lost) == 1
    assert await rows(engine, "onboarding") == [row]


async def test_a_writer_that_never_gets_a_place_says_so(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def rival(_c: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("INSERT INTO ledger"):
            cursor.execute(statement, parameters)

    with pytest.raises(IntegrityError):
        await append(engine, entry("1"))
    assert await rows(engine, "onboarding") == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET verb = 'reject' WHERE sequence = 2",
        "UPDATE ledger SET comment = comment || '\u200b' WHERE sequence = 2",
        "UPDATE ledger SET at = '2026-03-02 09:30:00.000001' WHERE sequence = 2",
        "UPDATE ledger SET verified = TRUE WHERE sequence = 2",
        "UPDATE ledger SET fingerprints = '[]' WHERE sequence = 2",
        "UPDATE ledger SET collaboration = 'other' WHERE sequence = 2",
        "UPDATE ledger SET result = 'rubbish' WHERE sequence = 2",
        "UPDATE ledger SET fingerprints = 'rubbish' WHERE sequence = 2",
        "UPDATE ledger SET sequence = 9 WHERE sequence = 2",
        "DELETE FROM ledger WHERE sequence = 2",
    ],
)
async def test_tampering_in_the_database_is_found(
    engine: AsyncEngine, url: str, statement: str
) -> None:
    for key in ("1", "2", "3"):
        await append(engine, entry(key))
    assert await fault(engine, "onboarding") is None
    tamper(url, statement)
    assert await fault(engine, "onboarding") is not None


async def test_a_time_that_is_none_is_found(sqlite_url: str) -> None:
    """PostgreSQL keeps nothing but times in a column of times."""
    engine = open_store(sqlite_url)
    await append(engine, entry("1"))
    tamper(sqlite_url, "UPDATE ledger SET at = 'rubbish'")
    assert await fault(engine, "onboarding") is not None
    await close(engine)


async def test_a_cut_off_end_is_found_with_what_was_noted(engine: AsyncEngine, url: str) -> None:
    last = [await append(engine, entry(key)) for key in ("1", "2")][-1]
    assert await fault(engine, "onboarding", last.sequence, last.hash) is None
    tamper(url, "DELETE FROM ledger WHERE sequence = 2")
    assert await fault(engine, "onboarding") is None
    assert await fault(engine, "onboarding", count=2) is not None
    assert await fault(engine, "onboarding", head=last.hash) is not None


async def test_a_row_that_cannot_be_read_is_said_in_both_languages(
    engine: AsyncEngine, url: str
) -> None:
    await append(engine, entry("1"))
    tamper(url, "UPDATE ledger SET result = 'rubbish'")
    with pytest.raises(BadInputError, match="ledger of onboarding.*result") as refusal:
        await rows(engine, "onboarding")
    assert "台账中有一行无法读取" in refusal.value.within("zh")
