"""Every attack of the list by `accord decide`."""

import asyncio
from pathlib import Path

import pytest

from tests.attacks.by_cli import ByCli, UnsayableError
from tests.attacks.listed import ATTACKS
from tests.attacks.raid import Raid, raid, tried_in, withstood
from tests.attacks.stage import scene, stage
from tests.cli.desk import Desk
from tests.workflows.place import Place

OPEN, TOKEN = (tried_in(ByCli, mode) for mode in ByCli.modes)


def _surface(at: Place) -> ByCli:
    return ByCli(at, Desk(at.home, at.home))


@pytest.fixture(scope="module")
async def raids(tmp_path_factory: pytest.TempPathFactory) -> list[Raid]:
    """Everything, in both modes, one after the other: a process has one standard output."""
    async with stage(tmp_path_factory.mktemp("attacked")) as at:
        modes = ByCli.modes
        scenes = await asyncio.gather(*(scene(at[mode], mode) for mode in modes))
        return [
            await raid(at[mode], _surface(at[mode]), found)
            for mode, found in zip(modes, scenes, strict=True)
        ]


@pytest.mark.parametrize("name", [attack.name for attack in (*OPEN, *TOKEN)])
def test_the_attack_achieves_nothing(raids: list[Raid], name: str) -> None:
    (tried,) = [one.tried[name] for one in raids if name in one.tried]
    withstood(ByCli, tried)


def test_nothing_else_was_touched(raids: list[Raid]) -> None:
    for one in raids:
        before, after = one.rest
        assert after == before


@pytest.mark.parametrize("name", ByCli.excused)
def test_what_is_excused_cannot_be_typed(raids: list[Raid], tmp_path: Path, name: str) -> None:
    (attack,) = [one for one in ATTACKS if one.name == name]
    surface = ByCli(None, Desk(tmp_path, tmp_path))  # type: ignore[arg-type]
    with pytest.raises(UnsayableError) as raised:
        surface.words(attack.sends(raids[0].scene))
    assert str(raised.value) == ByCli.excused[name]
