import asyncio
import datetime as dt

from sqlalchemy.ext.asyncio import AsyncEngine

from store.requests import KEPT, answer, ask, asked
from tests.store.samples import LATER, NOW


async def test_an_answer_is_had_again_under_the_same_key(engine: AsyncEngine) -> None:
    assert await ask(engine, "li.na", "k1", "c1", NOW) is None
    await answer(engine, "li.na", "k1", 201, {"location": "/v1/x"}, {"ok": True})
    known = await ask(engine, "li.na", "k1", "c1", LATER)
    assert known is not None
    assert (known.status, known.headers, known.body) == (201, {"location": "/v1/x"}, {"ok": True})


async def test_what_was_asked_and_never_answered_is_known_as_such(engine: AsyncEngine) -> None:
    await ask(engine, "li.na", "k1", "c1", NOW)
    known = await ask(engine, "li.na", "k1", "c1", LATER)
    assert known is not None
    assert (known.content, known.status) == ("c1", None)


async def test_something_else_under_the_same_key_is_told_apart(engine: AsyncEngine) -> None:
    await ask(engine, "li.na", "k1", "c1", NOW)
    known = await ask(engine, "li.na", "k1", "c2", LATER)
    assert known is not None
    assert known.content == "c1"


async def test_the_keys_of_others_are_others(engine: AsyncEngine) -> None:
    await ask(engine, "li.na", "k1", "c1", NOW)
    assert await ask(engine, "sam", "k1", "c2", NOW) is None


async def test_the_first_answer_stays(engine: AsyncEngine) -> None:
    await ask(engine, "li.na", "k1", "c1", NOW)
    await answer(engine, "li.na", "k1", 201, {}, 1)
    await answer(engine, "li.na", "k1", 500, {}, 2)
    known = await ask(engine, "li.na", "k1", "c1", LATER)
    assert known is not None
    assert (known.status, known.body) == (201, 1)


async def test_of_two_who_ask_at_once_one_is_first(engine: AsyncEngine) -> None:
    found = await asyncio.gather(*(ask(engine, "li.na", "k", "c", NOW) for _ in range(6)))
    assert found.count(None) == 1


async def test_after_a_week_a_key_is_free_again(engine: AsyncEngine) -> None:
    await ask(engine, "li.na", "k1", "c1", NOW)
    later = NOW + KEPT + dt.timedelta(seconds=1)
    assert await ask(engine, "li.na", "k1", "c2", later) is None
    assert await asked(engine, "li.na") == ["k1"]
