import base64
import hmac
import json
import os
import stat
import warnings
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey

from activities.tokens import DECISION, LOGIN, PublicKeys, SigningKey, make_keys, signing_key
from domain.errors import BadInputError
from domain.token import LONGEST, claims
from tests.approvals import drafting, pending

STATE = pending("ana")


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    make_keys(tmp_path, "k1")
    return signing_key(tmp_path)


def _other_head(token: str, **changed: object) -> str:
    head, rest = token.split(".", 1)
    told = json.loads(base64.urlsafe_b64decode(head + "==")) | changed
    return f"{_part(told)}.{rest}"


def _part(said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def test_a_minted_token_is_good_and_says_what_it_is_for(tmp_path: Path, key: SigningKey) -> None:
    token = key.decision(STATE, "ana", ("approve",), 900)
    assert PublicKeys(tmp_path).fault(token) is None
    told = claims(token)
    assert told is not None
    assert (told.sub, told.sug, told.rev, told.verbs) == ("ana", STATE.id, 1, ("approve",))
    assert STATE.suggestion is not None
    assert STATE.suggestion.fingerprint.startswith(told.fpr)
    assert told.exp - told.iat == 900 < LONGEST


def test_no_two_tokens_are_the_same(key: SigningKey) -> None:
    ids = {told.jti for _ in range(50) if (told := claims(key.decision(STATE, "ana")))}
    assert len(ids) == 50


def test_nothing_is_minted_before_there_is_a_text(key: SigningKey) -> None:
    with pytest.raises(BadInputError, match="no draft yet"):
        key.decision(drafting(), "ana")


def test_whatever_is_changed_in_a_token_it_is_forged(tmp_path: Path, key: SigningKey) -> None:
    keys = PublicKeys(tmp_path)
    head, body, sign = key.decision(STATE, "ana").split(".")
    other = key.decision(STATE, "bo").split(".")
    flipped = ("A" if sign[5] != "A" else "B").join((sign[:5], sign[6:]))
    forged = (
        f"{head}.{other[1]}.{sign}",
        f"{head}.{body}.{other[2]}",
        f"{head}.{body}.{flipped}",
        f"{head}.{body}.",
        f"{head}..{sign}",
        f"..{sign}",
        "a.b.c",
        "",
        "e30.e30.e30",
        "bnVsbA.e30.e30",
        "W10.e30.e30",
    )
    for token in forged:
        assert keys.fault(token) == "token_forged", token


def test_no_token_chooses_how_it_is_checked(tmp_path: Path, key: SigningKey) -> None:
    keys = PublicKeys(tmp_path)
    good = key.decision(STATE, "ana")
    for changed in ({"alg": "none"}, {"alg": "HS256"}, {"alg": "EdDSA"}, {"typ": "JWT"}):
        assert keys.fault(_other_head(good, **changed)) == "token_forged"
    assert keys.fault(_other_head(good, crit=["exp"], exp=1)) == "token_forged"
    claims = good.split(".")[1]
    signed = f"{_part({'alg': 'HS256', 'kid': 'k1', 'typ': DECISION})}.{claims}"
    mac = hmac.digest((tmp_path / "k1.pub").read_bytes(), signed.encode(), "sha256")
    confused = f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
    assert keys.fault(confused) == "token_forged"


def test_not_even_our_own_key_signs_by_another_name_of_its_algorithm(
    tmp_path: Path, key: SigningKey
) -> None:
    private = OKPKey.import_key((tmp_path / "k1.key").read_bytes())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        head = {"alg": "EdDSA", "kid": "k1", "typ": DECISION}
        token = jws.serialize_compact(head, b"{}", private, algorithms=["EdDSA"])
        assert PublicKeys(tmp_path).fault(token) == "token_forged"


def test_a_key_counts_under_its_own_name_only(tmp_path: Path, key: SigningKey) -> None:
    private = OKPKey.import_key((tmp_path / "k1.key").read_bytes())
    renamed = SigningKey("k2", private).decision(STATE, "ana")
    assert PublicKeys(tmp_path).fault(renamed) == "token_key"


@pytest.mark.parametrize("kid", ["k2", "", None, 7, ["k1"], "../token/k1", "k1\0"])
def test_a_token_of_an_unknown_key_is_told_so(tmp_path: Path, key: SigningKey, kid: object) -> None:
    token = _other_head(key.decision(STATE, "ana"), kid=kid)
    assert PublicKeys(tmp_path).fault(token) in ("token_key", "token_forged")
    assert PublicKeys(tmp_path / "nowhere").fault(key.decision(STATE, "ana")) == "token_key"


def test_a_key_embedded_in_the_token_is_not_believed(tmp_path: Path, key: SigningKey) -> None:
    own = OKPKey.generate_key("Ed25519")
    head = {"alg": "Ed25519", "kid": "k1", "typ": DECISION, "jwk": own.as_dict(private=False)}
    token = jws.serialize_compact(head, b"{}", own, algorithms=["Ed25519"])
    assert PublicKeys(tmp_path).fault(token) == "token_forged"


def test_a_login_token_does_not_decide_and_a_decision_token_does_not_sign_in(
    tmp_path: Path, key: SigningKey
) -> None:
    keys = PublicKeys(tmp_path)
    login = key.signed({"sub": "ana"}, LOGIN, 60)
    assert keys.fault(login) == "token_forged"
    assert keys.fault(login, LOGIN) is None
    assert keys.fault(key.decision(STATE, "ana"), LOGIN) == "token_forged"


def test_keys_come_and_go_without_a_restart(tmp_path: Path, key: SigningKey) -> None:
    keys = PublicKeys(tmp_path)
    first = key.decision(STATE, "ana")
    assert keys.fault(first) is None
    make_keys(tmp_path, "k2")
    keys.refresh()
    second = signing_key(tmp_path, "k2").decision(STATE, "ana")
    assert keys.fault(second) is None
    assert keys.fault(first) is None
    (tmp_path / "k1.pub").unlink()
    keys.refresh()
    assert keys.fault(first) == "token_key"
    assert keys.fault(second) is None
    content = (tmp_path / "k2.pub").read_bytes()
    (tmp_path / "k2.pub").write_bytes(b"rubbish")
    keys.refresh()
    assert keys.fault(second) == "token_key"
    (tmp_path / "k2.pub").write_bytes(content)
    keys.refresh()
    assert keys.fault(second) is None


def test_the_newest_key_signs_unless_one_is_named(tmp_path: Path, key: SigningKey) -> None:
    make_keys(tmp_path, "a-later-one")
    os.utime(tmp_path / "k1.key", (1, 1))
    assert signing_key(tmp_path).kid == "a-later-one"
    assert signing_key(tmp_path, "k1").kid == "k1"
    with pytest.raises(BadInputError, match="no token key k9"):
        signing_key(tmp_path, "k9")


def test_a_private_key_is_for_its_owner_only_and_is_no_public_one(tmp_path: Path) -> None:
    private, public = make_keys(tmp_path / "keys", "k1")
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert b"PRIVATE" not in public.read_bytes()
    token = signing_key(tmp_path / "keys").decision(STATE, "ana")
    public.write_bytes(private.read_bytes())
    assert PublicKeys(tmp_path / "keys").fault(token) == "token_key"


def test_a_key_is_never_overwritten(tmp_path: Path, key: SigningKey) -> None:
    before = (tmp_path / "k1.key").read_bytes()
    with pytest.raises(BadInputError, match="already"):
        make_keys(tmp_path, "k1")
    (tmp_path / "k1.pub").unlink()
    with pytest.raises(BadInputError, match="already"):
        make_keys(tmp_path, "k1")
    assert (tmp_path / "k1.key").read_bytes() == before


@pytest.mark.parametrize("kid", ["", "../x", "a/b", ".hidden", "a b", "x" * 65, "a\n"])
def test_a_key_has_a_plain_name(tmp_path: Path, kid: str) -> None:
    with pytest.raises(BadInputError, match="cannot name a key"):
        make_keys(tmp_path / "keys", kid)
    assert not (tmp_path / "keys").exists()
