from collections.abc import AsyncIterator

import pytest

from tests.workflows.place import Place, place


@pytest.fixture(scope="session")
async def at(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """The place where these tests run: one server, one store, one worker for all of them."""
    async with place(tmp_path_factory.mktemp("accord")) as opened:
        yield opened
