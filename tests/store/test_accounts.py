import asyncio
import datetime as dt

from sqlalchemy.ext.asyncio import AsyncEngine

from store.accounts import account, accounts, anybody, rehash, revoke
from store.invites import accept, invitation, invitations, invite
from store.sessions import (
    IDLE,
    LONGEST,
    REMEMBERED,
    WORKING_DAY,
    close_session,
    guest_session,
    known_device,
    open_guest_session,
    open_session,
)
from store.sessions import session as read_session
from tests.store.samples import LATER, NOW

WEEK = dt.timedelta(days=7)


async def _invited(engine: AsyncEngine, id: str = "i1", roles: list[str] | None = None) -> None:
    await invite(engine, id, "li.na", roles, NOW, NOW + WEEK)


async def _signed_in(engine: AsyncEngine, id: str = "s1") -> None:
    await _invited(engine, f"i-{id}")
    assert await accept(engine, f"i-{id}", "hash-1", NOW) == "li.na"
    assert await open_session(engine, id, "li.na", "c", "d1", NOW)


async def test_an_invitation_sets_a_password_once(engine: AsyncEngine) -> None:
    await _invited(engine, roles=["auditor"])
    tries = [accept(engine, "i1", f"hash-{n}", LATER) for n in range(5)]
    found = await asyncio.gather(*tries)
    assert sorted(found, key=str) == [None, None, None, None, "li.na"]
    row = await account(engine, "li.na")
    assert row is not None
    assert (row.password, list(row.roles)) == (f"hash-{found.index('li.na')}", ["auditor"])
    assert [one.used_at for one in await invitations(engine)] == [LATER]


async def test_an_invitation_lets_in_whom_it_was_made_for_and_uses_up_no_other(
    engine: AsyncEngine,
) -> None:
    await _invited(engine)
    await invite(engine, "i2", "sam", None, NOW, NOW + WEEK)
    assert await accept(engine, "never", "hash", LATER) is None
    assert await accept(engine, "i1", "hash-1", LATER) == "li.na"
    assert await account(engine, "sam") is None
    assert await accept(engine, "i2", "hash-2", LATER) == "sam"
    passwords = {one.account: one.password for one in await accounts(engine)}
    assert passwords == {"li.na": "hash-1", "sam": "hash-2"}


async def test_looking_at_an_invitation_uses_nothing_up(engine: AsyncEngine) -> None:
    await _invited(engine)
    for _ in range(3):
        found = await invitation(engine, "i1")
        assert found is not None
        assert found.open(LATER)
    assert await accept(engine, "i1", "hash", LATER) == "li.na"
    assert await invitation(engine, "never") is None


async def test_an_old_a_revoked_and_an_earlier_invitation_let_nobody_in(
    engine: AsyncEngine,
) -> None:
    await _invited(engine)
    assert await accept(engine, "i1", "hash", NOW + WEEK) is None
    await _invited(engine, "i2")
    assert await accept(engine, "i1", "hash", LATER) is None
    assert await revoke(engine, "li.na", LATER)
    assert await accept(engine, "i2", "hash", LATER) is None
    assert await account(engine, "li.na") is None


async def test_a_new_password_keeps_the_roles_unless_it_brings_others(engine: AsyncEngine) -> None:
    for id, roles, kept in (
        ("i1", ["admin", "auditor"], ["admin", "auditor"]),
        ("i2", None, ["admin", "auditor"]),
        ("i3", [], []),
    ):
        await _invited(engine, id, roles)
        await accept(engine, id, "hash", LATER)
        (row,) = await accounts(engine)
        assert list(row.roles) == kept


async def test_who_was_revoked_and_is_invited_again_begins_without_roles(
    engine: AsyncEngine,
) -> None:
    await _invited(engine, "i1", ["admin"])
    await accept(engine, "i1", "hash", NOW)
    await revoke(engine, "li.na", LATER)
    await _invited(engine, "i2")
    assert await accept(engine, "i2", "hash", LATER) == "li.na"
    row = await account(engine, "li.na")
    assert row is not None
    assert (row.revoked_at, list(row.roles)) == (None, [])


async def test_a_session_lasts_while_somebody_comes_back(engine: AsyncEngine) -> None:
    await _signed_in(engine)
    at = NOW
    while at + IDLE / 2 < NOW + LONGEST:
        at += IDLE / 2
        assert await read_session(engine, "s1", at) is not None
    assert await read_session(engine, "s1", NOW + LONGEST) is None
    assert await read_session(engine, "other", NOW) is None


async def test_a_session_that_nobody_uses_ends(engine: AsyncEngine) -> None:
    await _signed_in(engine)
    assert await read_session(engine, "s1", NOW + IDLE) is None


async def test_revoking_ends_sessions_at_once_and_a_new_password_does_too(
    engine: AsyncEngine,
) -> None:
    await _signed_in(engine)
    await _signed_in(engine, "s2")
    assert await read_session(engine, "s1", LATER) is None, "the second invitation reset it"
    assert await read_session(engine, "s2", LATER) is not None
    assert await revoke(engine, "li.na", LATER)
    assert await read_session(engine, "s2", LATER) is None
    assert not await open_session(engine, "s3", "li.na", "c", "d", LATER)
    assert not await revoke(engine, "li.na", LATER)
    assert not await revoke(engine, "nobody", LATER)


async def test_signing_out_ends_one_session_and_keeps_the_browser_known(
    engine: AsyncEngine,
) -> None:
    await _signed_in(engine)
    assert await open_session(engine, "s2", "li.na", "c", "d2", NOW)
    await close_session(engine, "s1", LATER)
    assert await read_session(engine, "s1", LATER) is None
    assert await read_session(engine, "s2", LATER) is not None
    assert await known_device(engine, "li.na", "d1", LATER)
    assert not await known_device(engine, "sam", "d1", LATER)
    assert not await known_device(engine, "li.na", "d3", LATER)


async def test_a_browser_is_forgotten_with_its_session_and_by_revoking(
    engine: AsyncEngine,
) -> None:
    await _signed_in(engine)
    assert not await known_device(engine, "li.na", "d1", NOW + LONGEST + REMEMBERED)
    await revoke(engine, "li.na", LATER)
    assert not await known_device(engine, "li.na", "d1", LATER)


async def test_a_newer_hash_replaces_only_the_one_it_was_made_of(engine: AsyncEngine) -> None:
    await _signed_in(engine)
    await rehash(engine, "li.na", "hash-0", "hash-2")
    row = await account(engine, "li.na")
    assert row is not None
    assert row.password == "hash-1"
    await rehash(engine, "li.na", "hash-1", "hash-2")
    row = await account(engine, "li.na")
    assert row is not None
    assert row.password == "hash-2"


async def test_whoever_is_known_from_elsewhere_has_a_session_for_a_working_day(
    engine: AsyncEngine,
) -> None:
    await open_guest_session(engine, "g1", "li.na", "c", NOW)
    found = await guest_session(engine, "g1", NOW)
    assert found is not None
    assert (found.account, found.csrf, tuple(found.roles)) == ("li.na", "c", ())
    assert await read_session(engine, "g1", NOW) is None
    assert await guest_session(engine, "g1", NOW + WORKING_DAY) is None
    assert await guest_session(engine, "g2", NOW) is None
    assert await revoke(engine, "li.na", LATER)
    assert await guest_session(engine, "g1", LATER) is None
    assert not await revoke(engine, "li.na", LATER)


async def test_anybody_has_a_password_until_the_last_one_is_revoked(engine: AsyncEngine) -> None:
    assert not await anybody(engine)
    await _signed_in(engine)
    assert await anybody(engine)
    await revoke(engine, "li.na", NOW)
    assert not await anybody(engine)
