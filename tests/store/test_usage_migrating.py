from sqlalchemy import Column, MetaData, Table, insert

from domain.usage import Attempt
from store.beginning import Used, used
from store.engine import close, open_store
from store.migrating import migrate, undo
from store.tables.spending import model_usage
from store.usage import attempts
from tests.store.behind import difference, execute, within
from tests.store.samples import NOW

THEN = (
    *("key", "collaboration", "suggestion", "prompt", "model", "host", "at", "outcome"),
    *("tokens_in", "tokens_out", "seconds"),
)
CALL = {"collaboration": "c", "suggestion": "c:goals:1", "prompt": "goals"} | {
    "model": "m",
    "host": "h",
    "at": NOW,
}
CALLS = [
    CALL | {"key": "1", "outcome": "ok", "tokens_in": 100, "tokens_out": 20, "seconds": 1.5},
    CALL | {"key": "2", "outcome": None, "tokens_in": 0, "tokens_out": 0, "seconds": None},
]


def first_store(url: str) -> str:
    """Make a store of the first revision in which calls were made already."""
    migrate(url, "0001")
    columns = [Column(name, model_usage.c[name].type) for name in THEN]
    earlier = Table("model_usage", MetaData(), *columns)
    within(url, lambda connection: connection.execute(insert(earlier), CALLS))
    return url


async def test_calls_from_before_are_there_and_cost_an_unknown_amount(new_url: str) -> None:
    url = first_store(new_url)
    migrate(url)
    engine = open_store(url)
    try:
        told: dict[str, object] = {"prompt": "goals", "model": "m", "host": "h"}
        assert await attempts(engine) == [
            Attempt.model_validate(
                told | {"outcome": "ok", "tokens_in": 100, "tokens_out": 20, "seconds": 1.5}
            ),
            Attempt.model_validate(
                told | {"outcome": None, "tokens_in": 0, "tokens_out": 0, "seconds": None}
            ),
        ]
        assert await used(engine, "c", NOW) == Used(120, 120)
    finally:
        await close(engine)


def test_one_revision_back_the_calls_are_still_there(new_url: str) -> None:
    url = first_store(new_url)
    migrate(url)
    undo(url, "0001")
    kept = execute(url, "SELECT key, tokens_in FROM model_usage ORDER BY key")
    assert kept == [("1", 100), ("2", 0)]
    migrate(url)
    assert within(url, difference) == []
