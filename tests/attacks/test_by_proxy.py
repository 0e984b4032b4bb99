"""Every attack of the list through `accord ui-proxy`, by people who have signed in."""

import pytest

from tests.attacks.by_proxy import ByProxy, proxy
from tests.attacks.raid import Raid, raid, tried_in, withstood
from tests.attacks.stage import scene, stage


@pytest.fixture(scope="module")
async def everything(tmp_path_factory: pytest.TempPathFactory) -> Raid:
    """Everything: whether a name or a token is forged, who has signed in is who decides."""
    async with stage(tmp_path_factory.mktemp("attacked")) as at, proxy(at["token"]) as surface:
        return await raid(at["token"], surface, await scene(at["token"], "token"))


@pytest.mark.parametrize("name", [attack.name for attack in tried_in(ByProxy, "token")])
def test_the_attack_achieves_nothing(everything: Raid, name: str) -> None:
    withstood(ByProxy, everything.tried[name])


def test_nothing_else_was_touched(everything: Raid) -> None:
    before, after = everything.rest
    assert after == before
