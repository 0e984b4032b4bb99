import asyncio
import datetime as dt
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import RefusedError
from domain.granting import Giver, Grant, Permission, Receiver
from domain.happening import Happening
from domain.refusals import Refusal
from store.happenings import happenings
from store.permissions import (
    Asked,
    grant,
    granted,
    granted_anywhere,
    keep_refused,
    permission_for,
    permissions,
    withdraw,
)
from tests.permitted import keep, permission
from tests.store.samples import LATER, NOW

ANA = Giver(account="ana", holds=frozenset({"sponsor"}))
LI = Giver(account="li", holds=frozenset({"lead"}))
DAY = dt.timedelta(days=1)


def asked(*actions: str, account: str = "bo", at: dt.datetime = NOW, **more: Any) -> Asked:
    wanted = Grant.model_validate({"account": account, "actions": actions, **more})
    return Asked("onboarding", wanted, at, True, "api")


async def give(engine: AsyncEngine, wanted: Asked, giver: Giver = ANA) -> list[Permission]:
    told = await grant(engine, wanted, giver, Receiver(account=wanted.grant.account))
    assert not isinstance(told, Refusal), told
    return told[0]


async def all_of(engine: AsyncEngine) -> list[Permission]:
    return await permissions(engine, "onboarding", 100)


async def test_what_is_given_counts_there_and_nowhere_else(engine: AsyncEngine) -> None:
    made = await give(engine, asked("read", "speak", reason="财务核对", until=NOW + DAY))
    assert {one.action for one in made} == {"read", "speak"}
    assert all((one.by, one.at, one.until) == ("ana", NOW, NOW + DAY) for one in made)
    assert await granted(engine, "onboarding", "bo", LATER) == {"read", "speak"}
    assert await granted(engine, "onboarding", "cy", LATER) == frozenset()
    assert await granted(engine, "another-1", "bo", LATER) == frozenset()
    assert await granted_anywhere(engine, "bo", LATER) == {"onboarding": {"read", "speak"}}
    assert {one.reason for one in await all_of(engine)} == {"财务核对"}


async def test_it_ends_at_its_time_to_the_second(engine: AsyncEngine) -> None:
    await give(engine, asked("steer", until=NOW + DAY))
    second = dt.timedelta(seconds=1)
    before, then = NOW + DAY - second, NOW + DAY
    assert await granted(engine, "onboarding", "bo", before) == {"steer"}
    assert await permission_for(engine, "onboarding", "bo", "steer", before) is not None
    assert await granted(engine, "onboarding", "bo", then) == frozenset()
    assert await permission_for(engine, "onboarding", "bo", "steer", then) is None
    assert await granted_anywhere(engine, "bo", then) == {}
    assert await permissions(engine, "onboarding", 9, standing_at=then) == []
    assert len(await all_of(engine)) == 1


async def test_it_is_withdrawn_at_once_and_the_row_stays(engine: AsyncEngine) -> None:
    (made,) = await give(engine, asked("read"))
    ended = await withdraw(engine, "onboarding", made.id, "li", LATER)
    assert ended is not None
    assert (ended.withdrawn_by, ended.withdrawn_at) == ("li", LATER)
    assert await granted(engine, "onboarding", "bo", LATER) == frozenset()
    again = await withdraw(engine, "onboarding", made.id, "ana", LATER + DAY)
    assert again == ended
    assert await all_of(engine) == [ended]


async def test_nothing_is_withdrawn_that_is_not_there(engine: AsyncEngine) -> None:
    (made,) = await give(engine, asked("read"))
    assert await withdraw(engine, "another-1", made.id, "ana", LATER) is None
    assert await withdraw(engine, "onboarding", "pm_0", "ana", LATER) is None
    await keep(engine, tried := permission("bo", "audit", refused="takes_part"))
    assert await withdraw(engine, "onboarding", tried.id, "ana", LATER) is None
    assert await granted(engine, "onboarding", "bo", LATER) == {"read"}


async def test_what_is_given_again_is_given_no_second_time(engine: AsyncEngine) -> None:
    (made,) = await give(engine, asked("read"))
    told = await grant(engine, asked("read", "speak", at=LATER), LI, Receiver(account="bo"))
    assert not isinstance(told, Refusal)
    found, new = told
    assert new == 1
    assert made in found
    assert {(one.action, one.by) for one in found} == {("read", "ana"), ("speak", "li")}


async def test_what_is_held_until_another_time_is_withdrawn_first(engine: AsyncEngine) -> None:
    (made,) = await give(engine, asked("read"))
    with pytest.raises(RefusedError, match="withdraw pm_") as refused:
        await give(engine, asked("read", "speak", until=NOW + DAY))
    assert refused.value.document["code"] == "held"
    assert refused.value.document["current"]["id"] == made.id
    assert await all_of(engine) == [made]  # all of it or nothing
    await withdraw(engine, "onboarding", made.id, "ana", NOW)
    assert await give(engine, asked("read", until=NOW + DAY))


async def test_it_can_be_given_again_once_it_has_ended(engine: AsyncEngine) -> None:
    await give(engine, asked("read", until=NOW + DAY))
    (later,) = await give(engine, asked("read", at=NOW + DAY))
    assert later.until is None
    assert await granted(engine, "onboarding", "bo", NOW + DAY) == {"read"}


async def test_what_is_refused_is_kept_and_worth_nothing(engine: AsyncEngine) -> None:
    await give(engine, asked("audit"))
    told = await grant(engine, asked("steer", "import", at=LATER), LI, Receiver(account="bo"))
    assert isinstance(told, Refusal)
    assert told.code == "audits"
    await keep_refused(engine, asked("read", account="cy", at=LATER), LI, "forbidden")
    assert await granted(engine, "onboarding", "bo", LATER) == {"audit"}
    assert await granted_anywhere(engine, "cy", LATER) == {}
    assert await permission_for(engine, "onboarding", "bo", "steer", LATER) is None
    refused = {(p.account, p.action, p.by, p.refused) for p in await all_of(engine) if p.refused}
    assert refused == {
        ("bo", "steer", "li", "audits"),
        ("bo", "import", "li", "audits"),
        ("cy", "read", "li", "forbidden"),
    }
    assert len(await permissions(engine, "onboarding", 9, standing_at=LATER)) == 1


async def _told(engine: AsyncEngine) -> list[tuple[str, str, str]]:
    found = [(one.type, one.body["action"], one.body["by"]) for one in await all_events(engine)]
    return [(type.removeprefix("permission."), action, by) for type, action, by in found]


async def all_events(engine: AsyncEngine) -> list[Happening]:
    return await happenings(engine, 0, 100)


async def test_each_permission_that_is_given_or_withdrawn_is_told_once(engine: AsyncEngine) -> None:
    first, _ = await give(engine, asked("read", "speak", until=NOW + DAY))
    await give(engine, asked("read", until=NOW + DAY))
    await grant(engine, asked("read", "import", until=NOW + DAY), LI, Receiver(account="bo"))
    for by in ("li", "ana"):
        await withdraw(engine, "onboarding", first.id, by, LATER)
    assert await _told(engine) == [
        ("given", "read", "ana"),
        ("given", "speak", "ana"),
        ("given", "import", "li"),
        ("withdrawn", "read", "li"),
    ]
    told, *_ = await all_events(engine)
    assert (told.collaboration, told.suggestion, told.at) == ("onboarding", None, NOW)
    assert told.body["until"] == (NOW + DAY).isoformat()


async def test_what_was_not_given_is_not_told(engine: AsyncEngine) -> None:
    await give(engine, asked("audit"))
    before = await all_events(engine)
    assert isinstance(await grant(engine, asked("steer"), LI, Receiver(account="bo")), Refusal)
    await keep_refused(engine, asked("read", account="cy"), LI, "forbidden")
    with pytest.raises(RefusedError):
        await give(engine, asked("audit", "read", until=NOW + DAY))
    await withdraw(engine, "onboarding", "pm_0", "ana", LATER)
    assert await all_events(engine) == before


async def test_two_who_give_the_same_at_once_give_it_once(engine: AsyncEngine) -> None:
    both = await asyncio.gather(
        *(give(engine, asked("read", "speak"), giver) for giver in (ANA, LI))
    )
    assert {one.id for one in both[0]} == {one.id for one in both[1]}
    assert len(await all_of(engine)) == 2


async def test_of_two_who_give_at_once_what_must_stay_apart_one_is_refused(
    engine: AsyncEngine,
) -> None:
    told = await asyncio.gather(
        grant(engine, asked("audit"), ANA, Receiver(account="bo")),
        grant(engine, asked("steer"), LI, Receiver(account="bo")),
    )
    assert sum(isinstance(one, Refusal) for one in told) == 1
    assert len(await granted(engine, "onboarding", "bo", LATER)) == 1


async def test_two_who_withdraw_at_once_agree_on_who_did(engine: AsyncEngine) -> None:
    (made,) = await give(engine, asked("read"))
    one, other = await asyncio.gather(
        *(withdraw(engine, "onboarding", made.id, by, LATER) for by in ("ana", "li"))
    )
    assert one == other


async def test_pages_hold_each_row_once_the_newest_first(engine: AsyncEngine) -> None:
    for number in range(7):
        await give(engine, asked("read", account=f"p{number}", at=NOW + number // 2 * DAY))
    found: list[Permission] = []
    while page := await permissions(
        engine, "onboarding", 2, (found[-1].at, found[-1].id) if found else None
    ):
        found += page
    assert len({one.id for one in found}) == len(found) == 7
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)
