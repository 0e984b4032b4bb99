"""Signed rows in the store: who signed, what tampering shows, and writers in other processes."""

import asyncio
import importlib
import io
import json
import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import NullPool

from domain.ledger import LedgerMark, chain, first_fault
from domain.ledger_signing import signatures_fault, unsigned, vouched
from store.engine import close, open_store
from store.ledger import append, mark, rows
from store.ledger_key import check, worker_key
from store.migrating import migrate, undo
from store.tables import metadata
from tests.ledgers import KEY, NAME, STRANGER, entry, ledger

SIGNATURES = "store.migrations.versions.r0004_ledger_signatures"
TRUSTED = {KEY.public.kid: KEY.public}
EACH = 40


async def fill(engine: AsyncEngine, many: int = 3) -> None:
    for number in range(1, many + 1):
        await append(engine, entry(number), KEY)


def tamper(tmp_path: Path, statement: str) -> None:
    connection = sqlite3.connect(tmp_path / "store.db")
    with connection:
        assert connection.execute(statement).rowcount >= 1
    connection.close()


async def test_whoever_holds_the_key_signs_what_they_append(engine: AsyncEngine) -> None:
    first = await append(engine, entry(1), KEY)
    second = await append(engine, entry(2))
    third = await append(engine, entry(3), KEY)
    kept = await rows(engine, NAME)
    assert kept == [first, second, third]
    assert [row.kid for row in kept] == [KEY.public.kid, None, KEY.public.kid]
    assert signatures_fault(kept, TRUSTED, check) is None
    assert (unsigned(kept), vouched(kept), vouched(kept[1:2])) == (1, 3, 0)


async def test_a_signature_does_not_change_the_hash(engine: AsyncEngine) -> None:
    assert (await append(engine, entry(1), KEY)).hash == chain(None, entry(1)).hash


async def test_the_same_key_again_keeps_the_signature_of_the_first(engine: AsyncEngine) -> None:
    first = await append(engine, entry(1), KEY)
    assert await append(engine, entry(1), STRANGER) == first
    assert await append(engine, entry(1)) == first


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE ledger SET signature = NULL WHERE sequence = 2", "has lost a part"),
        ("UPDATE ledger SET kid = NULL WHERE sequence = 2", "has lost a part"),
        ("UPDATE ledger SET kid = 'x' WHERE sequence = 2", "the key x, which is not a trusted"),
        ("UPDATE ledger SET signature = 'x' WHERE sequence = 2", "does not bear the signature"),
        (
            "UPDATE ledger SET signature = (SELECT signature FROM ledger WHERE sequence = 1) "
            "WHERE sequence = 2",
            "does not bear the signature",
        ),
    ],
)
async def test_a_changed_signature_is_found(
    engine: AsyncEngine, tmp_path: Path, statement: str, said: str
) -> None:
    await fill(engine)
    tamper(tmp_path, statement)
    fault = signatures_fault(await rows(engine, NAME), TRUSTED, check)
    assert fault is not None
    assert fault.en.startswith("row 2 ")
    assert said in fault.en
    assert fault.zh.startswith("第 2 行")


async def test_rows_written_anew_in_the_database_are_found_by_their_signatures(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await fill(engine)
    old = await rows(engine, NAME)
    tamper(tmp_path, "DELETE FROM ledger")
    for number in (1, 2, 3):
        await append(engine, entry(number, comment="never said"), None)
    anew = await rows(engine, NAME)
    assert first_fault(anew) is None
    tamper(tmp_path, f"UPDATE ledger SET kid = '{KEY.public.kid}'")
    for row in old:
        signature = f"SET signature = '{row.signature}' WHERE sequence = {row.sequence}"
        tamper(tmp_path, f"UPDATE ledger {signature}")
    assert signatures_fault(await rows(engine, NAME), TRUSTED, check) is not None


async def test_the_mark_says_how_far_a_ledger_has_grown(engine: AsyncEngine) -> None:
    assert await mark(engine, NAME) is None
    await fill(engine)
    last = (await rows(engine, NAME))[-1]
    assert await mark(engine, NAME) == LedgerMark(count=3, head=last.hash)
    assert await mark(engine, "another") is None


def append_many(home: str, url: str, writer: int) -> None:
    """Append rows as a worker process of its own would; every tenth key is everybody's."""

    async def work() -> None:
        engine, key = open_store(url), worker_key(Path(home), None)
        for number in range(EACH):
            name = f"shared-{number}" if number % 10 == 0 else f"{writer}-{number}"
            await append(engine, entry(number, key=name), key)
        await close(engine)

    asyncio.run(work())


async def test_two_processes_that_append_at_once_leave_one_signed_chain(
    engine: AsyncEngine, url: str, tmp_path: Path
) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [
        spawn.Process(target=append_many, args=(str(tmp_path), url, number)) for number in (1, 2)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        await asyncio.to_thread(writer.join, 60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    kept = await rows(engine, NAME)
    assert len(kept) == 2 * EACH - EACH // 10
    assert first_fault(kept) is None
    public = worker_key(tmp_path, None).public
    assert signatures_fault(kept, {public.kid: public}, check) is None
    assert unsigned(kept) == 0


OLD_ROW = (
    "INSERT INTO ledger (collaboration, sequence, key, suggestion, verb, result, actor, verified, "
    "surface, revision, fingerprints, comment, reason, at, previous, hash) "
    "VALUES (:collaboration, :sequence, :key, :suggestion, :verb, :result, :actor, :verified, "
    ":surface, :revision, :fingerprints, :comment, :reason, :stored, :previous, :hash)"
)


def earlier_store(tmp_path: Path) -> str:
    """A store of the revision before, with a row of a ledger."""
    url = f"sqlite:///{tmp_path}/store.db"
    migrate(url, "0003")
    connection = sqlite3.connect(tmp_path / "store.db")
    with connection:
        for row in ledger(1, signer=None):
            at = row.at.strftime("%Y-%m-%d %H:%M:%S.%f")
            told = row.model_dump(exclude={"fingerprints", "at", "kid", "signature"})
            told |= {"stored": at, "fingerprints": json.dumps(row.fingerprints)}
            connection.execute(OLD_ROW, told)
    connection.close()
    return url


async def test_rows_from_before_are_intact_and_unsigned_and_new_ones_follow(
    tmp_path: Path,
) -> None:
    url = earlier_store(tmp_path)
    migrate(url)
    engine = open_store(url)
    try:
        await append(engine, entry(2), KEY)
        kept = await rows(engine, NAME)
    finally:
        await close(engine)
    assert first_fault(kept) is None
    assert (unsigned(kept), vouched(kept)) == (1, 2)


def test_one_revision_back_the_rows_are_still_there(tmp_path: Path) -> None:
    url = earlier_store(tmp_path)
    migrate(url)
    undo(url, "0003")
    connection = sqlite3.connect(tmp_path / "store.db")
    assert connection.execute("SELECT sequence, key FROM ledger").fetchall() == [(1, "decision-1")]
    columns = [row[1] for row in connection.execute("PRAGMA table_info(ledger)")]
    connection.close()
    assert not {"kid", "signature"} & set(columns)
    migrate(url)
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connected:
        assert compare_metadata(MigrationContext.configure(connected), metadata) == []


def test_it_is_valid_for_postgresql() -> None:
    text = io.StringIO()
    options = {"as_sql": True, "output_buffer": text}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options)
    with Operations.context(context):
        importlib.import_module(SIGNATURES).upgrade()
        importlib.import_module(SIGNATURES).downgrade()
    assert text.getvalue().count("ADD COLUMN") == text.getvalue().count("DROP COLUMN") == 2
