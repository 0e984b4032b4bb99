"""Every attack is run by, or excused for, every surface that exists; a new surface joins here."""

import pytest

from tests.attacks.by_api import ByApi
from tests.attacks.by_cli import ByCli
from tests.attacks.by_page import ByPage
from tests.attacks.by_proxy import ByProxy
from tests.attacks.by_temporal_cli import ByTemporalCli
from tests.attacks.by_ui import ByUi
from tests.attacks.listed import ATTACKS
from tests.attacks.raid import Surface, tried_in

SURFACES: tuple[type[Surface], ...] = (ByCli, ByTemporalCli, ByUi, ByProxy, ByApi, ByPage)
NAMES = [attack.name for attack in ATTACKS]


def test_every_attack_has_a_name_of_its_own_that_is_a_sentence() -> None:
    assert len(set(NAMES)) == len(NAMES) > 120
    assert all(name.strip() and "\n" not in name for name in NAMES)


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_every_attack_is_run_once_or_excused_with_a_reason(surface: type[Surface]) -> None:
    run = [attack.name for mode in surface.modes for attack in tried_in(surface, mode)]
    assert sorted([*run, *surface.excused]) == sorted(NAMES)
    assert all(len(reason) > 20 for reason in surface.excused.values())


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.name)
def test_what_a_surface_answers_itself_is_run_by_it(surface: type[Surface]) -> None:
    assert set(surface.own) <= set(NAMES) - set(surface.excused)
    assert all(own.says for own in surface.own.values())


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_attack_is_excused_everywhere(attack: object) -> None:
    name = getattr(attack, "name", "")
    assert [surface.name for surface in SURFACES if name not in surface.excused]
