"""Attacks on whom a department releases, by every surface through which heads release people.

The Temporal UI sends what the Temporal command does; `tests/ui` tries its dialog.
"""

from collections.abc import Mapping

import pytest

from tests.attacks.attack import Mode
from tests.attacks.by_api import ByApi, by_api
from tests.attacks.by_cli import ByCli
from tests.attacks.by_page import ByPage, by_page
from tests.attacks.by_proxy import ByProxy, proxy
from tests.attacks.by_temporal_cli import ByTemporalCli
from tests.attacks.on_releases import ON_RELEASES
from tests.attacks.raid import Raid, Surface, raid, withstood
from tests.attacks.stage import stage, team_scene
from tests.cli.desk import Desk
from tests.workflows.place import Place

SURFACES: tuple[type[Surface], ...] = (ByCli, ByTemporalCli, ByApi, ByPage, ByProxy)


@pytest.fixture(scope="module")
async def raids(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Raid]:
    """Everything by each of them: nothing changes the team, so that each finds it as it was."""
    home = tmp_path_factory.mktemp("attacked")
    async with (
        stage(home) as at,
        by_api(at["token"]) as api,
        by_page(at["token"]) as page,
        proxy(at["token"]) as behind,
    ):
        named = (
            ByCli(at["open"], Desk(home, home)),
            ByTemporalCli(at["open"], home / "typed.json"),
        )
        return {
            **await _by_each(at, "open", named),
            **await _by_each(at, "token", (api, page, behind)),
        }


async def _by_each(
    at: Mapping[Mode, Place], mode: Mode, surfaces: tuple[Surface, ...]
) -> dict[str, Raid]:
    scene = await team_scene(at[mode], mode)
    return {one.name: await raid(at[mode], one, scene, among=ON_RELEASES) for one in surfaces}


@pytest.mark.parametrize("name", [attack.name for attack in ON_RELEASES])
@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_nobody_else_releases_or_keeps_back_anybody(
    raids: Mapping[str, Raid], surface: type[Surface], name: str
) -> None:
    withstood(surface, raids[surface.name].tried[name])


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_nothing_else_was_touched(raids: Mapping[str, Raid], surface: type[Surface]) -> None:
    before, after = raids[surface.name].rest
    assert after == before
