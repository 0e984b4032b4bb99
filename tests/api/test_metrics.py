"""Who reads the figures of the API: anybody on the machine itself, and from elsewhere few."""

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from api.callers import Caller, UnauthenticatedError
from cli.api import Door
from cli.tls import Tls
from tests.api.asgi import status_of
from tests.api.away import alone

HERE = {"host": "127.0.0.1:8080"}
CALLERS = {
    "sa@prometheus": Caller("sa@prometheus", "service", scopes=frozenset({"watch"})),
    "sa@reads": Caller("sa@reads", "service", scopes=frozenset({"read", "audit"})),
    "sa@of.one": Caller(
        "sa@of.one",
        "service",
        scopes=frozenset({"watch"}),
        collaborations=frozenset({"onboarding"}),
    ),
    "ad.min": Caller("ad.min", "session", frozenset({"admin"})),
    "au.di": Caller("au.di", "oidc", frozenset({"auditor"})),
    "st.art": Caller("st.art", "session", frozenset({"starter"})),
}


async def _named(request: Request) -> Caller:
    found = CALLERS.get(request.headers.get("x-who", ""))
    if found is None:
        raise UnauthenticatedError("nobody", "无人")
    return found


async def _status(engine: AsyncEngine, on_its_own: bool, **headers: str) -> int:
    served = alone(engine, _named)
    served.state.footing = dataclasses.replace(served.state.footing, alone=on_its_own)
    sent = HERE | {name.replace("_", "-"): value for name, value in headers.items()}
    return (await status_of(served, "GET", "/metrics", sent))[0]


async def test_on_the_machine_itself_anybody_reads_them(engine: AsyncEngine) -> None:
    assert await _status(engine, True) == 200
    assert await _status(engine, True, host="localhost") == 200
    assert await _status(engine, True, host="[::1]:8080") == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"x_forwarded_for": "192.0.2.7"},
        {"forwarded": "for=192.0.2.7"},
        {"x_real_ip": "192.0.2.7"},
        {"x_forwarded_host": "accord.example"},
        {"via": "1.1 front"},
        {"host": "accord.example"},
        {"host": "evil.example:8080"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "["},
        {"host": ""},
    ],
)
async def test_what_something_in_front_has_passed_on_comes_from_elsewhere(
    engine: AsyncEngine, headers: dict[str, str]
) -> None:
    assert await _status(engine, True, **headers) == 401
    assert await _status(engine, True, **headers, x_who="sa@prometheus") == 200


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("", 401),
        ("sa@prometheus", 200),
        ("ad.min", 200),
        ("au.di", 200),
        ("sa@reads", 403),
        ("sa@of.one", 403),
        ("st.art", 403),
    ],
)
async def test_where_others_come_they_are_for_who_may_watch(
    engine: AsyncEngine, who: str, status: int
) -> None:
    assert await _status(engine, False, x_who=who) == status


SELF_SIGNED = Tls(Path("certificate.pem"), Path("key.pem"))


@pytest.mark.parametrize(
    ("host", "public", "tls", "is_alone"),
    [
        ("127.0.0.1", None, None, True),
        ("::1", None, None, True),
        ("localhost", None, SELF_SIGNED, True),
        ("127.0.0.1", "http://127.0.0.1:8080", None, True),
        ("127.0.0.1", "https://accord.example", None, False),
        ("127.0.0.1", "https://10.0.0.4:8443", None, False),
        ("0.0.0.0", None, SELF_SIGNED, False),
        ("::", None, SELF_SIGNED, False),
        ("192.0.2.7", "http://127.0.0.1:8080", None, False),
    ],
)
def test_a_door_knows_whether_others_come(
    host: str, public: str | None, tls: Tls | None, is_alone: bool
) -> None:
    assert Door(host, 8080, tls, public, as_json=False).alone == is_alone
