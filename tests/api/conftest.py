from collections.abc import AsyncIterator

import pytest

from tests.api.calling import Api, api
from tests.workflows.place import Place, place


@pytest.fixture(scope="session")
async def at(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """One server, one store, one worker for all of these tests."""
    async with place(tmp_path_factory.mktemp("api")) as opened:
        yield opened


@pytest.fixture(scope="session")
async def calls(at: Place) -> AsyncIterator[Api]:
    """The API on it, in open mode."""
    async with api(at) as opened:
        yield opened
