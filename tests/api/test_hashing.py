import time
from statistics import median

from argon2 import PasswordHasher

from api.hashing import Passwords, digest

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def test_a_password_fits_its_hash_and_no_other_does() -> None:
    passwords = Passwords(CHEAP)
    kept = await passwords.hashed("今天上海下雨了")
    assert kept.startswith("$argon2id$")
    assert await passwords.fits("今天上海下雨了", kept)
    assert not await passwords.fits("今天上海下雪了", kept)
    assert not await passwords.fits("", kept)
    assert not await passwords.fits("今天上海下雨了", "not a hash")
    assert kept != await passwords.hashed("今天上海下雨了")


async def test_the_width_of_letters_makes_no_difference() -> None:
    passwords = Passwords(CHEAP)
    assert await passwords.fits("ＡＢＣ １２３", await passwords.hashed("ABC 123"))


async def test_nobodys_password_takes_as_long_and_never_fits() -> None:
    passwords = Passwords(PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1))
    kept = await passwords.hashed("right")
    assert not await passwords.fits("right", None)

    async def taken(given: str | None) -> float:
        started = time.perf_counter()
        assert not await passwords.fits("wrong", given)
        return time.perf_counter() - started

    known = median([await taken(kept) for _ in range(9)])
    unknown = median([await taken(None) for _ in range(9)])
    assert known / 3 < unknown < known * 3


async def test_a_weaker_hash_is_told_apart() -> None:
    weak = await Passwords(CHEAP).hashed("right")
    assert Passwords().outdated(weak)
    assert not Passwords(CHEAP).outdated(weak)


def test_what_is_kept_of_a_secret_does_not_tell_it() -> None:
    assert digest("accord_sa_x") != "accord_sa_x"
    assert len(digest("accord_sa_x")) == 64
