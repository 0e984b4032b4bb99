import asyncio
import base64
import dataclasses
import hmac
import json
import warnings
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.callers import UnauthenticatedError
from api.oidc import Provider as Believed
from api.oidc_keys import FRESH, KEPT, MOST_BYTES, PAUSE, RETRY, PublishedKeys
from api.problems import ProblemError
from domain.bearer import Expected
from tests.api.provider import (
    AUDIENCE,
    CLIENT,
    NOW,
    Key,
    Provider,
    provider,
    ready_made,
    sign_in_at,
)

RSA = RSAKey.generate_key(2048)
OTHER = RSAKey.generate_key(2048)
SIGNERS: dict[str, Key] = {
    **{f"{name}{size}": RSA for name in ("RS", "PS") for size in (256, 384, 512)},
    "ES256": ECKey.generate_key("P-256"),
    "ES384": ECKey.generate_key("P-384"),
    "ES512": ECKey.generate_key("P-521"),
    "EdDSA": OKPKey.generate_key("Ed25519"),
    "Ed25519": OKPKey.generate_key("Ed25519"),
}


@dataclasses.dataclass
class Desk:
    """A provider, whoever believes it, and the clock of both."""

    provider: Provider
    expected: Expected
    keys: PublishedKeys
    clock: list[float]

    async def code(self, token: str, **changes: Any) -> str:
        """Return the code with which a token is refused, or whom it names."""
        wanted = dataclasses.replace(self.expected, **changes)
        try:
            found = await Believed(wanted, self.keys, lambda: NOW).caller(token)
        except UnauthenticatedError as error:
            return error.code if error.sentence.zh else "no Chinese"
        except ProblemError as error:
            return f"{error.status_code} {error.code}"
        return found.account


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    clock = [1000.0]
    async with provider() as made:
        made.keys["k1"] = RSA
        expected = Expected(made.issuer, (AUDIENCE,), roles={"accord-audit": "auditor"})
        yield Desk(made, expected, PublishedKeys(made.issuer, _client, lambda: clock[0]), clock)


def _client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(trust_env=False)


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def changed(token: str, **claims: Any) -> str:
    """Return the token with other claims under the same signature."""
    head, body, sign = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=="))
    return f"{head}.{part(told | claims)}.{sign}"


@pytest.mark.parametrize("algorithm", SIGNERS)
async def test_every_listed_algorithm_says_who_asks(desk: Desk, algorithm: str) -> None:
    desk.provider.keys["k1"] = SIGNERS[algorithm]
    assert await desk.code(desk.provider.token(algorithm=algorithm)) == "li.na"


async def test_roles_come_from_the_claim_that_is_named_and_only_by_the_mapping(desk: Desk) -> None:
    for claims, name, roles in (
        ({"roles": ["accord-audit", "admin", 7]}, "roles", {"auditor"}),
        ({"roles": "accord-audit"}, "roles", {"auditor"}),
        ({"roles": {"accord-audit": True}}, "roles", set()),
        ({"realm_access": {"roles": ["accord-audit"]}}, "realm_access.roles", {"auditor"}),
        ({"https://x.example/roles": ["accord-audit"]}, "https://x.example/roles", {"auditor"}),
        ({"roles": ["accord-audit"]}, "groups", set()),
    ):
        wanted = dataclasses.replace(desk.expected, roles_claim=name)
        believed = Believed(wanted, desk.keys, lambda: NOW)
        found = await believed.caller(desk.provider.token(**claims))
        assert found.roles == roles, claims
        assert (found.via, found.verified, found.scopes) == ("oidc", True, None)


CLAIMS: list[tuple[str, dict[str, Any], str]] = [
    ("expired", {"exp": NOW - 61}, "bearer_expired"),
    ("expired within the leeway", {"exp": NOW - 59}, "li.na"),
    ("expired long ago", {"exp": 1}, "bearer_expired"),
    ("without an end", {"exp": None}, "bearer_times"),
    ("an end in words", {"exp": "tomorrow"}, "bearer_times"),
    ("an end that is true", {"exp": True}, "bearer_times"),
    ("from the future", {"iat": NOW + 61}, "bearer_early"),
    ("from the future within the leeway", {"iat": NOW + 59}, "li.na"),
    ("without a beginning", {"iat": None}, "bearer_times"),
    ("not yet", {"nbf": NOW + 61}, "bearer_early"),
    ("just now", {"nbf": NOW + 59}, "li.na"),
    ("of another issuer", {"iss": "https://evil.example"}, "bearer_issuer"),
    ("without an issuer", {"iss": None}, "bearer_issuer"),
    ("for another service", {"aud": "payroll"}, "bearer_audience"),
    ("for nobody", {"aud": None}, "bearer_audience"),
    ("for an empty list", {"aud": []}, "bearer_audience"),
    ("for a list with numbers", {"aud": [AUDIENCE, 7]}, "bearer_audience"),
    ("for part of the name", {"aud": "accor"}, "bearer_audience"),
    ("for us alone in a list", {"aud": [AUDIENCE]}, "li.na"),
    ("for several without azp", {"aud": [AUDIENCE, "payroll"]}, "bearer_client"),
    ("for several of a stranger", {"aud": [AUDIENCE, "x"], "azp": "evil"}, "bearer_client"),
    ("for several of ours", {"aud": [AUDIENCE, "x"], "azp": CLIENT}, "li.na"),
    ("for several, got by ourselves", {"aud": [AUDIENCE, "x"], "azp": AUDIENCE}, "li.na"),
    ("of a program", {"sub": "batch", "client_id": "batch"}, "bearer_program"),
    ("of a program, as Entra ID says", {"idtyp": "app"}, "bearer_program"),
    ("of a program, as Auth0 says", {"gty": "client-credentials"}, "bearer_program"),
    ("without an account", {"preferred_username": None}, "bearer_account"),
    ("with an address only", {"preferred_username": None, "email": "li@x.cn"}, "bearer_account"),
    ("an account that is none", {"preferred_username": "li na"}, "bearer_account"),
    ("an account that is a list", {"preferred_username": ["li.na"]}, "bearer_account"),
    ("named as a service account", {"preferred_username": "sa@nightly"}, "bearer_account"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "code"), [row[1:] for row in CLAIMS], ids=[r[0] for r in CLAIMS]
)
async def test_a_token_counts_by_its_claims(desk: Desk, claims: dict[str, Any], code: str) -> None:
    assert await desk.code(desk.provider.token(**claims), clients=(CLIENT,)) == code


async def test_the_library_alone_would_accept_an_expired_token(desk: Desk) -> None:
    token = desk.provider.token(exp=1)
    assert jwt.decode(token, RSA, ["RS256"]).claims["exp"] == 1
    assert await desk.code(token) == "bearer_expired"


async def test_an_address_counts_as_an_account_only_where_it_is_verified(desk: Desk) -> None:
    for claims, code in (
        ({"email": "li.na@x.cn", "email_verified": True}, "li.na@x.cn"),
        ({"email": "li.na@x.cn", "email_verified": "true"}, "bearer_account"),
        ({"email": "li.na@x.cn"}, "bearer_account"),
    ):
        assert await desk.code(desk.provider.token(**claims), account_claim="email") == code


def _forged(made: Provider) -> dict[str, tuple[str, str]]:
    """Return tokens that are not what they seem, by name, each with its refusal."""
    good = made.token()
    head, body, sign = good.split(".")
    keyed = f"{part({'alg': 'HS256', 'kid': 'k1'})}.{body}"
    mac = hmac.digest(RSA.as_pem(private=False), keyed.encode(), "sha256")
    confused = f"{keyed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
    return {
        "unsigned": (f"{part({'alg': 'none', 'kid': 'k1'})}.{body}.", "bearer_algorithm"),
        "unsigned in capitals": (f"{part({'alg': 'NONE'})}.{body}.", "bearer_algorithm"),
        "signature left out": (f"{head}.{body}.", "bearer_forged"),
        "signature of another": (made.token(key=OTHER), "bearer_forged"),
        "signature cut short": (good[:-8], "bearer_forged"),
        "another person's name": (changed(good, preferred_username="boss"), "bearer_forged"),
        "public key as a secret": (confused, "bearer_algorithm"),
        "another algorithm than the key's": (
            made.token(algorithm="ES256", key=SIGNERS["ES256"]), "bearer_algorithm"),
        "its own key in the header": (
            made.token(key=OTHER, header={"jwk": OTHER.as_dict(private=False)}), "bearer_forged"),
        "its own address of keys": (
            made.token(key=OTHER, header={"jku": "https://evil.example/keys"}), "bearer_forged"),
        "a signed header that must be understood": (
            made.token(header={"crit": ["kid"]}), "bearer_forged"),
        "a header that must be understood": (
            f"{part({'alg': 'RS256', 'kid': 'k1', 'crit': ['x'], 'x': 1})}.{body}.{sign}",
            "bearer_forged"),
        "a key id that is a list": (
            f"{part({'alg': 'RS256', 'kid': ['k1']})}.{body}.{sign}", "bearer_forged"),
        "no algorithm": (f"{part({'kid': 'k1'})}.{body}.{sign}", "bearer_forged"),
        "an algorithm that is a list": (
            f"{part({'alg': ['RS256'], 'kid': 'k1'})}.{body}.{sign}", "bearer_algorithm"),
        "a logout token": (made.token(header={"typ": "logout+jwt"}), "bearer_type"),
        "a decision token": (made.token(header={"typ": "accord-decision+jwt"}), "bearer_type"),
        "encrypted": (f"{good}.x.y", "bearer_forged"),
        "nothing much": ("a.b.c", "bearer_forged"),
        "empty": ("", "bearer_forged"),
        "not ASCII": ("令.牌.x", "bearer_forged"),
        "endless": ("a" * 20_000, "bearer_forged"),
        "a header that is a list": (f"{part([1])}.{body}.{sign}", "bearer_forged"),
        "claims that are a list": (
            f"{head}.{part([1])}.{sign}", "bearer_forged"),
    }  # fmt: skip


FORGED = list(_forged(Provider("http://x", {"k1": RSA})))


@pytest.mark.parametrize("name", FORGED)
async def test_a_forged_token_names_nobody(desk: Desk, name: str) -> None:
    token, code = _forged(desk.provider)[name]
    assert await desk.code(token) == code


async def test_an_access_token_says_by_its_type_what_it_is(desk: Desk) -> None:
    for sort in ("JWT", "at+jwt", "application/at+jwt", "AT+JWT"):
        assert await desk.code(desk.provider.token(header={"typ": sort})) == "li.na"


async def test_a_key_that_is_no_key_for_signatures_checks_none(desk: Desk) -> None:
    secret = OctKey.generate_key(256)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        short = RSAKey.generate_key(1024)
    desk.provider.keys = {"k1": RSA}
    desk.provider.more = [
        secret.as_dict(private=True) | {"kid": "oct"},
        short.as_dict(private=False) | {"kid": "short"},
        OTHER.as_dict(private=False) | {"kid": "enc", "use": "enc"},
        OTHER.as_dict(private=False) | {"kid": "sign", "key_ops": ["encrypt"]},
        OTHER.as_dict(private=False) | {"kid": "ps", "alg": "PS256"},
        {"kty": "RSA", "kid": "broken"},
        "not a key",  # type: ignore[list-item]
    ]
    token = desk.provider.token
    assert await desk.code(token("short", key=short)) == "bearer_key"
    assert await desk.code(token("enc", key=OTHER)) == "bearer_key"
    assert await desk.code(token("sign", key=OTHER)) == "bearer_key"
    assert await desk.code(token("ps", key=OTHER)) == "bearer_algorithm"
    assert await desk.code(token("ps", "PS256", key=OTHER)) == "li.na"
    assert await desk.code(token("oct", "HS256", key=secret)) == "bearer_algorithm"
    assert await desk.code(token()) == "li.na"


async def test_a_token_that_names_no_key_is_checked_with_all(desk: Desk) -> None:
    desk.provider.keys = {"k0": OTHER, "k1": RSA}
    assert await desk.code(desk.provider.token(None, key=RSA)) == "li.na"
    assert await desk.code(desk.provider.token(None, key=RSAKey.generate_key(2048))) == (
        "bearer_forged"
    )


async def test_a_new_key_is_found_by_its_name_and_an_old_one_goes(desk: Desk) -> None:
    assert await desk.code(desk.provider.token()) == "li.na"
    desk.provider.keys = {"k2": OTHER}
    desk.clock[0] += PAUSE
    assert await desk.code(desk.provider.token("k2")) == "li.na"
    assert await desk.code(desk.provider.token("k1", key=RSA)) == "bearer_key"


async def test_a_withdrawn_key_goes_within_the_hour_without_a_new_one(desk: Desk) -> None:
    old = desk.provider.token()
    assert await desk.code(old) == "li.na"
    desk.provider.keys = {"k2": OTHER}
    desk.clock[0] += 3600
    assert await desk.code(old) == "bearer_key"


async def test_forged_key_names_do_not_hammer_the_provider(desk: Desk) -> None:
    assert await desk.code(desk.provider.token()) == "li.na"
    forged = [desk.provider.token(f"x{n}", key=OTHER) for n in range(30)]
    assert {await desk.code(one) for one in forged} == {"bearer_key"}
    assert desk.provider.asked.count("/keys") == 1
    desk.clock[0] += PAUSE
    assert set(await asyncio.gather(*map(desk.code, forged))) == {"bearer_key"}
    assert desk.provider.asked.count("/keys") == 2
    assert await desk.code(desk.provider.token()) == "li.na"


async def test_many_who_come_first_ask_once(desk: Desk) -> None:
    found = await asyncio.gather(*(desk.code(desk.provider.token()) for _ in range(20)))
    assert set(found) == {"li.na"}
    assert desk.provider.asked == ["/.well-known/openid-configuration", "/keys"]


async def test_without_the_provider_known_keys_go_on_and_unknown_ones_get_503(desk: Desk) -> None:
    good = desk.provider.token()
    assert await desk.code(good) == "li.na"
    desk.provider.answer = Response(status_code=500)
    desk.clock[0] += FRESH
    assert await desk.code(good) == "li.na"
    assert await desk.code(desk.provider.token("k9", key=OTHER)) == "503 provider_away"
    assert await desk.code(desk.provider.token(key=OTHER)) == "bearer_forged"
    desk.clock[0] += KEPT
    assert await desk.code(good) == "503 provider_away"
    desk.provider.answer = None
    desk.clock[0] += RETRY
    assert await desk.code(good) == "li.na"


async def test_a_provider_that_is_away_from_the_start_is_asked_again_soon(desk: Desk) -> None:
    desk.provider.answer = Response(status_code=503)
    good = desk.provider.token()
    for _ in range(5):
        assert await desk.code(good) == "503 provider_away"
    assert len(desk.provider.asked) == 1
    desk.provider.answer = None
    desk.clock[0] += RETRY
    assert await desk.code(good) == "li.na"


async def test_nothing_listens_there_at_all() -> None:
    keys = PublishedKeys("http://127.0.0.1:9", _client)
    gone = Desk(Provider("http://127.0.0.1:9", {"k1": RSA}), Expected("x", ("a",)), keys, [0.0])
    assert await gone.code(gone.provider.token()) == "503 provider_away"


BAD: dict[str, tuple[dict[str, Any], Response | None]] = {
    "of another issuer": ({"issuer": "https://evil.example"}, None),
    "keys without HTTPS": ({"jwks_uri": "http://evil.example/keys"}, None),
    "keys in a file": ({"jwks_uri": "file:///etc/passwd"}, None),
    "keys nowhere": ({"jwks_uri": 7}, None),
    "a redirect": ({}, RedirectResponse("http://127.0.0.1:9/")),
    "too much": ({"padding": "x" * MOST_BYTES}, None),
    "no JSON": ({}, Response(b"<html>")),
    "a list": ({}, JSONResponse([1])),
    "nested without end": ({}, Response(b"[" * 100_000)),
}


@pytest.mark.parametrize("name", BAD)
async def test_a_provider_that_says_something_else_gives_no_keys(desk: Desk, name: str) -> None:
    desk.provider.document, desk.provider.answer = BAD[name]
    assert await desk.code(desk.provider.token()) == "503 provider_away"


async def test_keys_are_not_fetched_in_the_clear_from_a_place_that_others_reach(desk: Desk) -> None:
    place = desk.provider.issuer.replace("127.0.0.1", "0.0.0.0")
    assert place != desk.provider.issuer
    desk.provider.document = {"jwks_uri": f"{place}/keys"}
    assert await desk.code(desk.provider.token()) == "503 provider_away"
    assert "/keys" not in desk.provider.asked


async def test_keys_are_not_fetched_by_a_redirect(desk: Desk) -> None:
    desk.provider.document = {"jwks_uri": f"{desk.provider.issuer}/elsewhere"}
    assert await desk.code(desk.provider.token()) == "503 provider_away"
    assert "/keys" not in desk.provider.asked


LI, SAM = "li.na", "sam.weber"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    li = {"sub": "u-1", "preferred_username": LI, "roles": ["accord-audit"]}
    with ready_made(li, {"sub": "u-2", "email": "sam@x.example"}) as found:
        yield found


async def test_a_token_of_a_ready_made_provider_says_who_asks(issuer: str) -> None:
    expected = Expected(issuer, (AUDIENCE,), roles={"accord-audit": "auditor"})
    believed = Believed(expected, PublishedKeys(issuer, _client))
    found = await believed.caller(await asyncio.to_thread(sign_in_at, issuer, "u-1"))
    assert (found.account, found.roles) == (LI, frozenset({"auditor"}))
    token = await asyncio.to_thread(sign_in_at, issuer, "u-2")
    with pytest.raises(UnauthenticatedError, match="preferred_username holds no account"):
        await believed.caller(token)
    other = Believed(dataclasses.replace(expected, audiences=("payroll",)))
    with pytest.raises(UnauthenticatedError, match="another service"):
        await other.caller(await asyncio.to_thread(sign_in_at, issuer, "u-1"))
