import asyncio
import dataclasses
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
from temporalio import workflow

from store import listings
from tests.workflows.place import Place, place


@pytest.fixture(scope="session")
async def at(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """The place where these tests run: one server, one store, one worker for all of them."""
    async with place(tmp_path_factory.mktemp("accord")) as opened:
        yield opened


@pytest.fixture(scope="module")
def impatient() -> Iterator[None]:
    """Make the pauses between two attempts of a model short; their number is the real one."""
    real = workflow.execute_activity_method

    def impatiently(*given: Any, **how: Any) -> Any:
        if "heartbeat_timeout" in how:
            pause = timedelta(milliseconds=20)
            short = {"initial_interval": pause, "backoff_coefficient": 1.0}
            how["retry_policy"] = dataclasses.replace(how["retry_policy"], **short)
        return real(*given, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workflow, "execute_activity_method", impatiently)
        yield


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """What the recording activities wait for."""
    opened = asyncio.Event()
    keep = listings.keep_listing

    async def slowly(*given: Any) -> None:
        await opened.wait()
        await keep(*given)

    monkeypatch.setattr(listings, "keep_listing", slowly)
    return opened
