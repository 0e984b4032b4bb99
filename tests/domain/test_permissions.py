import re
from itertools import combinations

from domain.permissions import (
    ACTIONS,
    ANYBODY,
    FOR_SERVICES,
    NAMES,
    RELATIONS,
    ROLES,
    TABLE,
    allowed,
)

NONE: frozenset[str] = frozenset()


def test_every_action_has_a_row_and_a_name_in_both_languages() -> None:
    assert set(TABLE) == set(NAMES) == set(ACTIONS)
    assert all(TABLE[action] <= {*ROLES, *RELATIONS, ANYBODY} for action in ACTIONS)
    assert all(re.search("[一-鿿]", name.zh) for name in NAMES.values())


def test_who_holds_nothing_may_only_what_is_anybodys() -> None:
    free = {action for action in ACTIONS if allowed(action, NONE)}
    assert free == {"strategy_read", "card_read"}
    assert {action for action in ACTIONS if allowed(action, frozenset({"owner"}))} == free


def test_no_role_of_the_company_decides_or_steers() -> None:
    for count in range(1, len(ROLES) + 1):
        for held in combinations(ROLES, count):
            assert not allowed("decide", frozenset(held))
            assert not allowed("steer", frozenset(held))


def test_holding_more_never_takes_anything_away() -> None:
    for action in ACTIONS:
        for one in (*ROLES, *RELATIONS):
            if allowed(action, frozenset({one})):
                assert all(allowed(action, frozenset({one, more})) for more in (*ROLES, *RELATIONS))


def test_only_an_administrator_lets_others_in_or_changes_the_strategy() -> None:
    for action in ("administer", "strategy_write", "import_company"):
        assert TABLE[action] == {"admin"}


def test_a_service_may_what_it_was_made_for_and_never_decide_steer_or_administer() -> None:
    everything = frozenset(ACTIONS)
    able = {action for action in ACTIONS if allowed(action, everything, everything)}
    assert able == set(FOR_SERVICES)
    assert able.isdisjoint({"decide", "steer", "administer"})
    for action in FOR_SERVICES:
        assert allowed(action, NONE, frozenset({action}))
        assert not allowed(action, everything, everything - {action})
    assert not any(allowed(action, everything, frozenset()) for action in ACTIONS)
