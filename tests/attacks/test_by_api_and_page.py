"""Every attack of the list by the HTTP API and by the decision page, by who has signed in."""

import asyncio

import pytest

from tests.attacks.attack import Attack
from tests.attacks.by_api import ByApi, by_api, written
from tests.attacks.by_cli import UnsayableError
from tests.attacks.by_page import ByPage, by_page, said_in
from tests.attacks.listed import ATTACKS
from tests.attacks.raid import Raid, raid, tried_in, withstood
from tests.attacks.stage import scene, stage

SURFACES = (ByApi, ByPage)
RUN = [(one, attack) for one in SURFACES for attack in tried_in(one, "token")]
EXCUSED = [(one, name) for one in SURFACES for name in one.excused]
DONE = ("200", "303")


@pytest.fixture(scope="module")
async def raids(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Raid]:
    """Everything, by both doors at once, each on a collaboration of its own."""
    async with (
        stage(tmp_path_factory.mktemp("attacked")) as at,
        by_api(at["token"]) as one,
        by_page(at["token"]) as other,
    ):
        scenes = [await scene(at["token"], "token") for _ in SURFACES]
        found = await asyncio.gather(
            raid(at["token"], one, scenes[0]), raid(at["token"], other, scenes[1])
        )
        return dict(zip((ByApi.name, ByPage.name), found, strict=True))


@pytest.mark.parametrize(
    ("surface", "attack"), RUN, ids=[f"{one.name}: {attack.name}" for one, attack in RUN]
)
def test_the_attack_achieves_nothing(
    raids: dict[str, Raid], surface: type[ByApi | ByPage], attack: Attack
) -> None:
    tried = raids[surface.name].tried[attack.name]
    withstood(surface, tried)
    done = tried.need[0] != tried.need[1]
    looked = tried.sent.http is not None and tried.sent.http.method == "GET"
    assert tried.answer[0] == "4" or (tried.answer[:3] in DONE and (done or looked))


@pytest.mark.parametrize("surface", SURFACES, ids=lambda one: one.name)
def test_nothing_else_was_touched(raids: dict[str, Raid], surface: type[ByApi | ByPage]) -> None:
    before, after = raids[surface.name].rest
    assert after == before


@pytest.mark.parametrize("surface", SURFACES, ids=lambda one: one.name)
def test_the_door_is_named_in_every_row(
    raids: dict[str, Raid], surface: type[ByApi | ByPage]
) -> None:
    door = "api" if surface is ByApi else "page"
    rows = [row for one in raids[surface.name].tried.values() for row in one.rows]
    assert len(rows) > 100
    assert {row.surface for row in rows} == {door}
    assert not [row for row in rows if row.result == "refused" and row.verified]


@pytest.mark.parametrize(("surface", "name"), EXCUSED, ids=[f"{s.name}: {n}" for s, n in EXCUSED])
def test_what_is_excused_cannot_be_sent(
    raids: dict[str, Raid], surface: type[ByApi | ByPage], name: str
) -> None:
    (attack,) = [one for one in ATTACKS if one.name == name]
    read = written if surface is ByApi else said_in
    with pytest.raises(UnsayableError) as raised:
        read(attack.sends(raids[surface.name].scene))
    assert str(raised.value) == surface.excused[name]
