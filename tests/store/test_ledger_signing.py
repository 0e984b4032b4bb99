"""Signed rows in the store: who signed, what tampering shows, and writers in other processes."""

import asyncio
import multiprocessing
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Table, insert, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.ledger import chain, first_fault
from domain.ledger_signing import signatures_fault, unsigned, vouched
from store.engine import close, open_store
from store.ledger import append, rows
from store.ledger_key import check, worker_key
from store.migrating import migrate, undo
from store.tables.suggestions import ledger as table
from tests.ledgers import KEY, NAME, STRANGER, entry, ledger
from tests.store.behind import difference, execute, tamper, within

TRUSTED = {KEY.public.kid: KEY.public}
EACH = 40


async def fill(engine: AsyncEngine, many: int = 3) -> None:
    for number in range(1, many + 1):
        await append(engine, entry(number), KEY)


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
    engine: AsyncEngine, url: str, statement: str, said: str
) -> None:
    await fill(engine)
    tamper(url, statement)
    fault = signatures_fault(await rows(engine, NAME), TRUSTED, check)
    assert fault is not None
    assert fault.en.startswith("row 2 ")
    assert said in fault.en
    assert fault.zh.startswith("第 2 行")


async def test_rows_written_anew_in_the_database_are_found_by_their_signatures(
    engine: AsyncEngine, url: str
) -> None:
    await fill(engine)
    old = await rows(engine, NAME)
    tamper(url, "DELETE FROM ledger")
    for number in (1, 2, 3):
        await append(engine, entry(number, comment="never said"), None)
    anew = await rows(engine, NAME)
    assert first_fault(anew) is None
    tamper(url, f"UPDATE ledger SET kid = '{KEY.public.kid}'")
    for row in old:
        signature = f"SET signature = '{row.signature}' WHERE sequence = {row.sequence}"
        tamper(url, f"UPDATE ledger {signature}")
    assert signatures_fault(await rows(engine, NAME), TRUSTED, check) is not None


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


def earlier_store(url: str) -> str:
    """Make a store of the revision before, with a row of a ledger."""
    migrate(url, "0003")
    then = [column for column in table.c if column.name not in ("kid", "signature")]
    names = {column.name for column in then}
    kept = [row.model_dump(include=names) for row in ledger(1, signer=None)]
    earlier = Table("ledger", MetaData(), *(Column(c.name, c.type) for c in then))
    within(url, lambda connection: connection.execute(insert(earlier), kept))
    return url


async def test_rows_from_before_are_intact_and_unsigned_and_new_ones_follow(
    new_url: str,
) -> None:
    url = earlier_store(new_url)
    migrate(url)
    engine = open_store(url)
    try:
        await append(engine, entry(2), KEY)
        kept = await rows(engine, NAME)
    finally:
        await close(engine)
    assert first_fault(kept) is None
    assert (unsigned(kept), vouched(kept)) == (1, 2)


def test_one_revision_back_the_rows_are_still_there(new_url: str) -> None:
    url = earlier_store(new_url)
    migrate(url)
    undo(url, "0003")
    assert execute(url, "SELECT sequence, key FROM ledger") == [(1, "decision-1")]
    columns = within(url, lambda connection: inspect(connection).get_columns("ledger"))
    assert not {"kid", "signature"} & {column["name"] for column in columns}
    migrate(url)
    assert within(url, difference) == []
