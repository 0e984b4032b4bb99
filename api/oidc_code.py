"""Signing in at the provider: the Authorization Code flow with PKCE (RFC 6749, 7636, 9207)."""

import asyncio
import base64
import collections
import dataclasses
import hmac
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote_plus

import httpx2

from api.callers import UnauthenticatedError
from api.oidc import Provider
from api.oidc_asking import WHOLE, posted
from api.oidc_attempt import SECONDS, Attempt, begun, kept
from api.oidc_keys import ProviderAwayError
from api.oidc_settings import is_safe
from api.problems import ProblemError
from domain.bearer import Client, Proven
from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual

AWAY = Bilingual(
    en="the company sign-in does not answer as it should just now; try again in a moment",
    zh="公司登录服务暂时没有正常响应，请稍后重试",
)
LOST = Bilingual(
    en="this sign-in was not begun in this browser, took too long or was used already; "
    "please begin again",
    zh="该登录并非由此浏览器发起，或已超时、已使用，请重新登录",
)
DENIED = Bilingual(
    en="you were not signed in: it was cancelled, or your company does not let you in here",
    zh="未能登录：登录已取消，或贵公司未授权您使用本系统",
)
MIXED = Bilingual(
    en="the answer came from another sign-in service than the one that was asked",
    zh="答复来自另一个登录服务，与所请求的不符",
)
_NO = 403
_AWAY = 424
"""Failed Dependency: it is not the API that fails, and a page says so with a way back."""
_MOST_CODE = 8 * 1024
_MOST_USED = 20_000
_ONCE = ("code", "state", "iss", "error")


@dataclasses.dataclass(frozen=True)
class Arrived:
    """Whom the provider has named, and where they wanted to go."""

    person: Proven
    place: str


class SignInError(Exception):
    """A sign-in that came to nothing. `spent`: it was this browser's own, and is over."""

    def __init__(self, sentence: Bilingual, status: int = _NO, spent: bool = True) -> None:
        super().__init__(sentence.en)
        self.sentence, self.status, self.spent = sentence, status, spent


class RelyingParty:
    """Leads people to the provider, and knows them by what they bring back from there."""

    def __init__(
        self,
        provider: Provider,
        client: Client,
        redirect_uri: str,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._provider, self._client = provider, client
        self._redirect_uri, self._now = redirect_uri, now
        self._used: collections.OrderedDict[str, float] = collections.OrderedDict()

    async def begin(self, place: str) -> tuple[str, str]:
        """Return where the browser goes, and the cookie that it keeps meanwhile.

        Raises SignInError.
        """
        told = await self._told()
        attempt = begun(place, self._now())
        asked = {
            "response_type": "code",
            "client_id": self._client.id,
            "redirect_uri": self._redirect_uri,
            "scope": self._client.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        return _address(told, "authorization_endpoint", asked), attempt.cookie

    async def finish(self, cookie: str | None, query: Sequence[tuple[str, str]]) -> Arrived:
        """Return who has come back with this cookie and these parameters. Raises SignInError.

        What does not answer this browser's own sign-in leaves that as it is: a link of somebody
        else's neither signs in nor disturbs.
        """
        said = {name: value for name, value in query if name in _ONCE}
        attempt = kept(cookie, self._now())
        once = len(said) == sum(name in _ONCE for name, _ in query)
        if attempt is None or not once or not _same(said.get("state"), attempt.state):
            raise _told(LOST, "lost", status=400, spent=False)
        if not self._first(attempt):
            raise _told(LOST, "used already", status=400)
        told = await self._told()
        self._require_issuer(told, said.get("iss"))
        if "error" in said:
            raise _told(DENIED if said["error"] == "access_denied" else AWAY, said["error"])
        code = said.get("code", "")
        if not code or len(code) > _MOST_CODE:
            raise _told(AWAY, "no code")
        token = await self._token(told, code, attempt)
        try:
            person = await self._provider.identified(token, self._client.id, attempt.nonce)
        except UnauthenticatedError as error:
            raise _told(error.sentence, error.code) from None
        except ProblemError as error:
            raise _told(AWAY, error.code, _AWAY) from None
        return Arrived(person, attempt.place)

    async def end(self, back: str) -> str | None:
        """Return where to sign out of the company account too, if the provider offers that."""
        try:
            told = await self._told()
            asked = {"client_id": self._client.id, "post_logout_redirect_uri": back}
            return _address(told, "end_session_endpoint", asked)
        except SignInError:
            return None

    async def _told(self) -> dict[str, Any]:
        try:
            return await self._provider.keys.document()
        except ProviderAwayError:
            raise _told(AWAY, "away", _AWAY) from None

    def _first(self, attempt: Attempt) -> bool:
        """Say whether this sign-in comes back for the first time, and remember that it did."""
        now = self._now()
        while self._used and next(iter(self._used.values())) < now - 2 * SECONDS:
            self._used.popitem(last=False)
        if attempt.state in self._used:
            return False
        self._used[attempt.state] = now
        while len(self._used) > _MOST_USED:
            self._used.popitem(last=False)
        return True

    def _require_issuer(self, told: dict[str, Any], iss: str | None) -> None:
        """Refuse an answer of another provider (RFC 9207)."""
        needed = told.get("authorization_response_iss_parameter_supported") is True
        if (iss is None and needed) or iss not in (None, self._provider.expected.issuer):
            raise _told(MIXED, f"iss {iss}")

    async def _token(self, told: dict[str, Any], code: str, attempt: Attempt) -> str:
        """Return the ID token that the provider gives for the code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect_uri,
            "code_verifier": attempt.verifier,
        }
        proof, headers = self._proof(told)
        address = _address(told, "token_endpoint", {})
        try:
            async with asyncio.timeout(WHOLE), self._provider.keys.client() as client:
                status, answer = await posted(client, address, form | proof, headers)
        except (httpx2.HTTPError, httpx2.InvalidURL, BadInputError, TimeoutError) as error:
            raise _told(AWAY, error or type(error).__name__, _AWAY) from None
        if status == 400 and answer.get("error") == "invalid_grant":
            raise _told(LOST, "invalid_grant")
        token = answer.get("id_token")
        if status != 200 or not isinstance(token, str):
            raise _told(AWAY, f"token endpoint {status} {answer.get('error', '')}", _AWAY)
        return token

    def _proof(self, told: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
        """Return the fields and the headers by which the provider knows us (RFC 6749, 2.3.1)."""
        id, secret = self._client.id, self._client.secret
        if secret is None:
            return {"client_id": id}, {}
        ways = told.get("token_endpoint_auth_methods_supported")
        named = ways if isinstance(ways, list) else ["client_secret_basic"]
        if "client_secret_post" in named and "client_secret_basic" not in named:
            return {"client_id": id, "client_secret": secret}, {}
        both = f"{quote_plus(id)}:{quote_plus(secret)}".encode()
        return {}, {"authorization": f"Basic {base64.b64encode(both).decode()}"}


def _address(told: dict[str, Any], name: str, asked: dict[str, str]) -> str:
    """Return an address of the provider's with these parameters, if it is a safe one."""
    given = told.get(name)
    if not is_safe(given):
        raise _told(AWAY, f"{name} {shown(given)}", _AWAY)
    try:
        return str(httpx2.URL(str(given)).copy_merge_params(asked))
    except httpx2.InvalidURL:
        raise _told(AWAY, f"{name} {shown(given)}", _AWAY) from None


def _same(given: str | None, wanted: str) -> bool:
    told = (given or "").encode("utf-8", "surrogatepass")
    return hmac.compare_digest(told, wanted.encode())


def _told(sentence: Bilingual, why: object, status: int = _NO, spent: bool = True) -> SignInError:
    """Return the error, with the reason in the log: of the provider's words a line at most."""
    logging.getLogger(__name__).warning("company sign-in: %s", shown(why, 300))
    return SignInError(sentence, status, spent)
