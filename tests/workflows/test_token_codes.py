"""Every refusal of a token is reached at the door that asks for one: for each code a token."""

import dataclasses
import datetime as dt
from collections.abc import Callable

import pytest

from activities.tokens import DECISION, PublicKeys, SigningKey, make_keys, signing_key
from domain.token import LEEWAY, LONGEST, payload
from domain.token_words import TOKEN_SENTENCES
from tests.approvals import ask, pending
from workflows.identity import Identity

STATE = pending("ana", "bo")
GOOD = 600
"""Seconds that a token is good for here."""


@dataclasses.dataclass(frozen=True)
class Keys:
    """The key that is accepted here, another of the same name, and one that nobody knows."""

    ours: SigningKey
    same_name: SigningKey
    unknown: SigningKey
    public: PublicKeys


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    folders = [tmp_path_factory.mktemp("keys") for _ in range(3)]
    for folder, kid in zip(folders, ("k1", "k1", "k7"), strict=True):
        make_keys(folder, kid)
    ours, same_name, unknown = (signing_key(folder) for folder in folders)
    return Keys(ours, same_name, unknown, PublicKeys(folders[0]))


def ours(keys: Keys) -> str:
    return keys.ours.decision(STATE, "ana", seconds=GOOD)


CASES: dict[str, tuple[Callable[[Keys], str | None], int]] = {
    "no_token": (lambda keys: None, 0),
    "token_forged": (lambda keys: keys.same_name.decision(STATE, "ana"), 0),
    "token_key": (lambda keys: keys.unknown.decision(STATE, "ana"), 0),
    "token_claims": (lambda keys: keys.ours.signed({"sub": "ana"}, DECISION, GOOD), 0),
    "token_suggestion": (lambda keys: keys.ours.bound("else:need:1", "ana", 1, "0" * 16), 0),
    "token_person": (lambda keys: keys.ours.decision(STATE, "bo"), 0),
    "token_text": (lambda keys: keys.ours.bound(STATE.id, "ana", 1, "0" * 16), 0),
    "token_verb": (lambda keys: keys.ours.decision(STATE, "ana", ("reject",)), 0),
    "token_expired": (ours, GOOD),
    "token_early": (ours, -LEEWAY - 1),
    "token_long": (lambda keys: keys.ours.decision(STATE, "ana", seconds=LONGEST + 1), 0),
    "token_used": (ours, 0),
}
"""By code: the token, and how many seconds after it was made it is sent."""


def refused(keys: Keys, token: str | None, after: int, used: bool) -> str | None:
    """Return the code by which the door of a worker with our key turns a decision away."""
    said = payload(token or "")
    made = said.get("iat", 0)
    state = STATE.model_copy(update={"tokens": {said["jti"]: "another"} if used else {}})
    now = dt.datetime.fromtimestamp(made + after, dt.UTC)
    command = ask(state, "approve", "ana", token=token)
    found = Identity("token", keys.public).refused(state, command, now)
    return found.code if found else None


@pytest.mark.parametrize("code", CASES)
def test_a_token_is_refused_by_this_code(keys: Keys, code: str) -> None:
    make, after = CASES[code]
    assert refused(keys, make(keys), after, used=code == "token_used") == code


def test_a_good_token_is_refused_by_none(keys: Keys) -> None:
    assert refused(keys, ours(keys), 0, used=False) is None


def test_no_refusal_of_tokens_exists_that_no_token_can_meet() -> None:
    assert set(CASES) == set(TOKEN_SENTENCES)
