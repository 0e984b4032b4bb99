from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.calling import Api, api
from tests.api.code_provider import CodeProvider, code_provider
from tests.api.company import Company, company
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


@pytest.fixture(scope="session")
async def provider() -> AsyncIterator[CodeProvider]:
    """A company's provider, which each house makes anew."""
    async with code_provider() as made:
        yield made


@pytest.fixture
async def house(provider: CodeProvider, tmp_path: Path) -> AsyncIterator[Company]:
    """Pages that lead to it."""
    provider.anew()
    async with company(tmp_path, provider) as made:
        yield made
