"""The proxy itself: who asks, may it pass, pass it on, and keep what was refused."""

import asyncio
import dataclasses
import logging
import uuid
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

import httpx2
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from activities.tokens import SigningKey
from api.elsewhere import ELSEWHERE, from_elsewhere
from api.oidc_code import RelyingParty
from api.sending import ABORTED, AGAIN
from cli.proxy import pages
from cli.proxy.company import BACK, START, CompanyDoor, keep
from cli.proxy.guard import (
    Decision,
    Read,
    Refused,
    Text,
    bound,
    guard,
    written,
)
from cli.proxy.login import Doorkeeper, Session
from cli.proxy.passing import (
    COOKIE,
    failure,
    has_outcome,
    received,
    streamed,
    upward,
    whole,
    without_buttons,
)
from domain.text import Bilingual
from workflows.options import ANEW

_TOKEN_SECONDS = 120
_PATIENCE = httpx2.Timeout(40.0)
"""The Temporal server itself waits 20 s for a worker."""
_MISSED = (ABORTED.encode(), b"RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW")
"""What the server says of an update that was there before a run's end, and one that came then."""

UNBOUND = Bilingual(
    en='say which text you decide on: write "revision" and "fingerprint", as under User Metadata, '
    "or open the suggestion's page first; after a change of the text they must be written",
    zh="请写明所决定的文本：填写 User Metadata 中的 revision 和 fingerprint，"
    "或先打开该建议稿页面；文本有过变更时必须填写",
)
NOT_YET = Bilingual(
    en="not yet: no worker has taken it; send it again later",
    zh="尚未生效：没有工作进程受理，请稍后重新发送",
)
ENDED = Bilingual(
    en="it has ended or was never there; nothing can be decided on it",
    zh="该事项已结束或不存在，不能作决定",
)
AWAY = Bilingual(en="the Temporal UI does not answer", zh="Temporal 界面没有响应")


@dataclasses.dataclass(frozen=True)
class Upstream:
    """What the proxy stands before: the UI's server, and how the proxy itself learns things.

    `text` tells a suggestion's current text, `runs` whether it still runs; `keep` keeps a refused
    attempt in the ledger.
    """

    client: httpx2.AsyncClient
    namespace: str
    key: Callable[[], SigningKey]
    text: Callable[[str], Awaitable[Text | None]]
    runs: Callable[[str], Awaitable[bool]]
    keep: Callable[[Decision, str, str, Bilingual], Awaitable[None]]


class Proxy:
    """An ASGI application; `secure` marks its cookie for HTTPS only."""

    def __init__(self, upstream: Upstream, door: Doorkeeper, secure: bool = False) -> None:
        self._upstream, self._door, self._secure = upstream, door, secure
        self._company: CompanyDoor | None = None

    def lead_to(self, party: RelyingParty) -> None:
        """Let people sign in at their company's provider too."""
        self._company = CompanyDoor(party, self._door, self._secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        except (httpx2.HTTPError, asyncio.CancelledError):  # cancelled: the proxy itself ends
            response = pages.refused(AWAY, 502)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.scope.get("raw_path") or b""
        body = await received(request)
        if request.method != "GET" and from_elsewhere(request):
            return pages.refused(ELSEWHERE)
        if path in (b"/accord/login", b"/accord/logout"):
            return self._own(request, path, body)
        if self._company and path in (START, BACK):
            return await self._company.answer(request, path)
        session = self._door.session(request.cookies.get(COOKIE))
        if session is None:
            return self._shown_out(request)
        match guard(request.method, path, body, self._upstream.namespace):
            case Refused() as refused:
                return await self._refuse(refused, session, request)
            case Decision() as decision:
                return await self._decide(decision, session, request)
            case Read() as read:
                return await self._read(read, session, request, path, body)

    def _shown_out(self, request: Request) -> Response:
        """Say to whoever is not signed in how to, on a page where one was asked for."""
        if "text/html" not in request.headers.get("accept", ""):
            return pages.refused(pages.SIGNED_OUT, 403)
        return pages.told(pages.SIGNED_OUT, 403, START.decode() if self._company else None)

    def _own(self, request: Request, path: bytes, body: bytes) -> Response:
        """Sign in or out: a GET shows, a POST does."""
        posts = request.method == "POST"
        if path == b"/accord/logout" or request.method not in ("GET", "HEAD", "POST"):
            if posts:
                self._door.leave(request.cookies.get(COOKIE))
            return pages.told(pages.SIGNED_OUT, 200 if posts else 403)
        if not posts:
            link = request.query_params.get("link", "")
            told = self._door.admitted(link) if link else pages.SIGNED_OUT
            return (
                pages.told(told, 403) if isinstance(told, Bilingual) else pages.confirm(told, link)
            )
        found = parse_qs(body.decode("ascii", "replace")[:5_000]).get("link", [""])
        cookie = self._door.enter(found[0])
        if isinstance(cookie, Bilingual):
            return pages.told(cookie, 403)
        response = RedirectResponse("/", 303, {"cache-control": "no-store"})
        keep(response, cookie, self._secure)
        return response

    async def _read(
        self, read: Read, session: Session, request: Request, path: bytes, body: bytes
    ) -> Response:
        """Pass a read on. Before a page shows a text, note which one it can be at the earliest.

        Were it read afterwards, a text that came in between would count as seen.
        """
        if read.shows and (text := await self._upstream.text(read.shows)):
            session.saw(read.shows, text)
        query = request.scope.get("query_string", b"")
        posts = request.method == "POST"
        target = path + (b"?" + query if query and not posts else b"")
        answer = await self._send(request.method, target, body if posts else b"", request)
        if path == b"/api/v1/settings":
            return whole(answer, without_buttons(await answer.aread()))
        return streamed(answer)

    async def _decide(self, decision: Decision, session: Session, request: Request) -> Response:
        seen = session.seen.get(decision.suggestion, frozenset())
        text = bound(decision, seen, await self._upstream.text(decision.suggestion))
        update_id = decision.update_id or f"ui-{uuid.uuid4()}"
        if text is None:
            await self._upstream.keep(decision, session.account, update_id, UNBOUND)
            return pages.refused(UNBOUND)
        token = self._upstream.key().bound(
            decision.suggestion,
            session.account,
            text.revision,
            text.fingerprint,
            (decision.verb,),
            _TOKEN_SECONDS,
        )
        path, body = written(
            decision, text, session.account, token, update_id, self._upstream.namespace
        )
        try:
            async with asyncio.timeout(_PATIENCE.read):
                answer, content = await self._taken(decision, path, body, request)
        except TimeoutError:
            return pages.refused(NOT_YET, 503)
        if answer.status_code == 404 or _missed(answer, content):
            await self._upstream.keep(decision, session.account, update_id, ENDED)
            return pages.refused(ENDED, 404)
        if answer.status_code == 200 and not has_outcome(content):
            return pages.refused(NOT_YET, 503)
        return whole(answer, content)

    async def _taken(
        self, decision: Decision, path: str, body: bytes, request: Request
    ) -> tuple[httpx2.Response, bytes]:
        """Send it; where its run ended meanwhile, to the run that goes on, under the same id."""
        while True:
            answer = await self._send("POST", path.encode(), body, request)
            content = await answer.aread()
            if not _missed(answer, content) or not await self._upstream.runs(decision.suggestion):
                return answer, content
            await asyncio.sleep(AGAIN)

    async def _refuse(self, refused: Refused, session: Session, request: Request) -> Response:
        logging.getLogger(__name__).warning(
            "refused: %s, %s by %s", refused.sentence.en, request.method, session.account
        )
        if refused.attempt:
            update_id = f"ui-{uuid.uuid4()}"
            await self._upstream.keep(refused.attempt, session.account, update_id, refused.sentence)
        return pages.refused(refused.sentence)

    async def _send(
        self, method: str, target: bytes, body: bytes, request: Request
    ) -> httpx2.Response:
        client = self._upstream.client
        url = client.base_url.copy_with(raw_path=target)
        sent = httpx2.Request(
            method,
            url,
            headers=upward(request.headers, method == "POST"),
            content=body or None,
            extensions={"timeout": _PATIENCE.as_dict()},
        )
        return await client.send(sent, stream=True, follow_redirects=False)


def _missed(answer: httpx2.Response, content: bytes) -> bool:
    """Say whether it reached a run that was just ending, and so was not taken."""
    if answer.status_code < 400:
        return failure(content) == ANEW
    return any(one in content for one in _MISSED)
