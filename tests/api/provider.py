"""Identity providers on real sockets: one that a test rules over, and a ready-made one."""

import contextlib
import dataclasses
import json
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2
from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from cli.serving import listening, served, server

AUDIENCE, CLIENT = "accord", "accord-web"
NOW = 1_800_000_000.0
Key = RSAKey | ECKey | OKPKey | OctKey


@dataclasses.dataclass
class Provider:
    """A provider whose keys and answers a test changes. `asked` counts per path."""

    issuer: str = ""
    keys: dict[str, Key] = dataclasses.field(default_factory=dict)
    more: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    document: dict[str, Any] = dataclasses.field(default_factory=dict)
    answer: Response | None = None
    asked: list[str] = dataclasses.field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        self.asked.append(request.url.path)
        await self._answered(request.url.path)(scope, receive, send)

    def _answered(self, path: str) -> Response:
        if self.answer is not None:
            return self.answer
        if path == "/.well-known/openid-configuration":
            told = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/keys"}
            return JSONResponse(told | self.document)
        if path == "/keys":
            own = [k.as_dict(private=False) | {"kid": kid} for kid, k in self.keys.items()]
            return JSONResponse({"keys": [*own, *self.more]})
        if path == "/elsewhere":
            return RedirectResponse(f"{self.issuer}/keys")
        return Response(status_code=404)

    def token(
        self,
        kid: str | None = "k1",
        algorithm: str = "RS256",
        key: Key | None = None,
        header: dict[str, Any] | None = None,
        **claims: Any,
    ) -> str:
        """Return a good token, with some claims changed, or left out by None."""
        good: dict[str, Any] = {"iss": self.issuer, "aud": AUDIENCE, "sub": "u-1"}
        good |= {"iat": NOW - 10, "exp": NOW + 300, "preferred_username": "li.na"}
        said = {name: value for name, value in (good | claims).items() if value is not None}
        head = {"alg": algorithm} | ({"kid": kid} if kid else {}) | (header or {})
        signer = key or self.keys[kid or "k1"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)
            return jwt.encode(head, said, signer, [algorithm], default_type=None)


@contextlib.asynccontextmanager
async def provider() -> AsyncIterator[Provider]:
    """Run a provider on a free port of loopback."""
    made = Provider()
    with listening("127.0.0.1", 0) as plug:
        made.issuer = f"http://127.0.0.1:{plug.getsockname()[1]}"
        async with served(server(made), plug):
            yield made


@contextlib.contextmanager
def ready_made(*users: dict[str, Any]) -> Iterator[str]:
    """Run `oidc-provider-mock` as a process of its own, and return its issuer."""
    for _ in range(5):  # a port that was free a moment ago may have been taken
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-p", str(port)]
        for user in users:
            command += ["--user-claims", json.dumps(user)]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            issuer = f"http://127.0.0.1:{port}"
            if _answers(process, issuer):
                try:
                    yield issuer
                finally:
                    process.terminate()
                    process.wait(20)
                return
    raise AssertionError("no provider came up")


def _answers(process: "subprocess.Popen[bytes]", issuer: str) -> bool:
    end = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(httpx2.HTTPError):
            found = httpx2.get(f"{issuer}/.well-known/openid-configuration", trust_env=False)
            return found.status_code == 200
        time.sleep(0.05)
    return False


def sign_in_at(issuer: str, sub: str, scope: str = "openid profile email") -> str:
    """Sign somebody in there as a browser would, and return their ID token."""
    back = "http://127.0.0.1/back"
    asked = {"client_id": AUDIENCE, "redirect_uri": back, "response_type": "code"}
    with httpx2.Client(base_url=issuer, trust_env=False) as client:
        sent = client.post(
            "/oauth2/authorize", params=asked | {"scope": scope, "state": "s"}, data={"sub": sub}
        )
        code = httpx2.URL(sent.headers["location"]).params["code"]
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
        answer = client.post("/oauth2/token", data=form, auth=(AUDIENCE, "any"))
        return str(answer.json()["id_token"])
