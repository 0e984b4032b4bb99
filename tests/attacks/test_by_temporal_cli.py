"""Every attack of the list by the plain Temporal command."""

import asyncio

import pytest

from tests.attacks.attack import Mode
from tests.attacks.by_temporal_cli import ByTemporalCli
from tests.attacks.raid import Raid, raid, tried_in, withstood
from tests.attacks.stage import scene, stage

OPEN, TOKEN = (tried_in(ByTemporalCli, mode) for mode in ByTemporalCli.modes)


@pytest.fixture(scope="module")
async def raids(tmp_path_factory: pytest.TempPathFactory) -> list[Raid]:
    """Everything, in both modes."""
    home = tmp_path_factory.mktemp("attacked")
    async with stage(home) as at:

        async def one(mode: Mode) -> Raid:
            surface = ByTemporalCli(at[mode], home / f"{mode}.json")
            return await raid(at[mode], surface, await scene(at[mode], mode))

        return await asyncio.gather(*map(one, ByTemporalCli.modes))


@pytest.mark.parametrize("name", [attack.name for attack in (*OPEN, *TOKEN)])
def test_the_attack_achieves_nothing(raids: list[Raid], name: str) -> None:
    (tried,) = [one.tried[name] for one in raids if name in one.tried]
    withstood(ByTemporalCli, tried)


def test_nothing_else_was_touched(raids: list[Raid]) -> None:
    for one in raids:
        before, after = one.rest
        assert after == before
