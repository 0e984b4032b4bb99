"""Signing in at the proxy with a company account: the API's flow, and a session here."""

import dataclasses

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.oidc_attempt import SECONDS
from api.oidc_code import RelyingParty, SignInError
from cli.proxy import pages
from cli.proxy.login import SESSION_SECONDS, Doorkeeper
from cli.proxy.passing import COOKIE

START, BACK = b"/accord/sign-in", b"/accord/callback"
ATTEMPT = "accord_company_ui"
"""Not as the API's: browsers keep cookies by host, whatever the port."""


@dataclasses.dataclass(frozen=True)
class CompanyDoor:
    """Leads to the provider, and lets in whom it names to this very browser."""

    party: RelyingParty
    door: Doorkeeper
    secure: bool = False

    async def answer(self, request: Request, path: bytes) -> Response:
        """Answer one request for the way there or back."""
        if request.method != "GET":
            return pages.refused(pages.CLOSED, 405)
        try:
            if path == START:
                return await self._begin()
            found = await self.party.finish(
                request.cookies.get(ATTEMPT), request.query_params.multi_items()
            )
        except SignInError as error:
            refused = pages.told(error.sentence, error.status, START.decode())
            if error.spent and path == BACK:
                self._attempt(refused, "", 0)
            return refused
        self.door.leave(request.cookies.get(COOKIE))
        answer = pages.arrived()
        keep(answer, self.door.admit(found.person.account), self.secure)
        self._attempt(answer, "", 0)
        return answer

    async def _begin(self) -> Response:
        address, attempt = await self.party.begin("/")
        headers = {"cache-control": "no-store", "referrer-policy": "no-referrer"}
        answer = RedirectResponse(address, 303, headers)
        self._attempt(answer, attempt, SECONDS)
        return answer

    def _attempt(self, response: Response, value: str, seconds: int) -> None:
        response.set_cookie(
            ATTEMPT,
            value,
            max_age=seconds,
            path="/accord",
            httponly=True,
            samesite="lax",
            secure=self.secure,
        )


def keep(response: Response, cookie: str, secure: bool) -> None:
    """Let the browser keep a session."""
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="strict",
        secure=secure,
    )
