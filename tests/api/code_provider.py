"""A provider at which people sign in by the Authorization Code flow, held to PKCE; it can err."""

import asyncio
import base64
import contextlib
import dataclasses
import hashlib
import secrets
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from joserfc.jwk import RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from cli.serving import listening, served, server
from tests.api.provider import Provider

KEY = RSAKey.generate_key(2048)
PLACES = ("authorization_endpoint", "token_endpoint", "end_session_endpoint")


@dataclasses.dataclass
class CodeProvider(Provider):
    """Lets everybody in as `claims` say, or answers as a test wants.

    `led` and `shown` are what people and we brought last. With `error` it denies; `brings` changes
    what people bring back; `answer_token` is said instead of a token, after `delay` seconds.
    """

    claims: dict[str, Any] = dataclasses.field(default_factory=dict)
    error: str | None = None
    brings: dict[str, str] = dataclasses.field(default_factory=dict)
    answer_token: Response | None = None
    id_token: str | None = None
    delay: float = 0
    led: dict[str, str] = dataclasses.field(default_factory=dict)
    shown: dict[str, str] = dataclasses.field(default_factory=dict)
    authorization: str | None = None
    codes: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        path = request.url.path
        if path not in ("/authorize", "/token", "/end"):
            await super().__call__(scope, receive, send)
            return
        self.asked.append(path)
        query = dict(request.query_params)
        if path == "/authorize":
            found: Response = self._lets_in(query)
        elif path == "/end":
            found = RedirectResponse(query["post_logout_redirect_uri"])
        else:
            found = await self._gives(request)
        await found(scope, receive, send)

    def _lets_in(self, query: dict[str, str]) -> Response:
        self.led = query
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        brought = {"error": self.error} if self.error else {"code": code}
        told = brought | {"state": query["state"]} | self.brings
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode(told)}", 302)

    async def _gives(self, request: Request) -> Response:
        """Give a token once for a code, to whoever shows the verifier that its hash is of."""
        await asyncio.sleep(self.delay)
        self.shown = dict(parse_qsl((await request.body()).decode()))
        self.authorization = request.headers.get("authorization")
        asked = self.codes.pop(self.shown.get("code", ""), None)
        if self.answer_token is not None:
            return self.answer_token
        hashed = hashlib.sha256(self.shown.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).decode().rstrip("=")
        if (
            asked is None
            or asked["redirect_uri"] != self.shown["redirect_uri"]
            or (asked["code_challenge_method"], asked["code_challenge"]) != ("S256", challenge)
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        good = {"aud": asked["client_id"], "nonce": asked["nonce"]}
        token = self.id_token or self.token(**good | self.claims)
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def anew(self) -> None:
        """Be as it was in the beginning, for the next test."""
        fresh = CodeProvider(self.issuer, self.keys)
        for place, path in zip(PLACES, ("authorize", "token", "end"), strict=True):
            fresh.document[place] = f"{self.issuer}/{path}"
        vars(self).update(vars(fresh))


@contextlib.asynccontextmanager
async def code_provider() -> AsyncIterator[CodeProvider]:
    """Run one on a free port of loopback."""
    made = CodeProvider(keys={"k1": KEY})
    with listening("127.0.0.1", 0) as plug:
        made.issuer = f"http://127.0.0.1:{plug.getsockname()[1]}"
        made.anew()
        async with served(server(made), plug):
            yield made
