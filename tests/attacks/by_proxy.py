"""The surface of whoever has signed in at `accord ui-proxy`."""

import contextlib
import dataclasses
from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

import httpx2
import pytest

from activities.tokens import folder, signing_key
from api.connection import Connection
from cli.engine import noted_engine
from cli.token import login_link
from cli.ui_proxy import proxy_for
from tests.attacks import by_http
from tests.attacks.attack import Mode, Sent
from tests.attacks.on_http import NOT_HTTP
from tests.attacks.on_leaving import ON_LEAVING
from tests.attacks.raid import Own
from tests.cli.proxied import served
from tests.workflows.cast import until
from tests.workflows.place import Place
from tests.workflows.running import environment

_CLOSED = Own("only reading, and decisions on suggestions, pass here")
_ENDED = Own("it has ended or was never there", kept="refused")
_UNBOUND = Own("say which text you decide on", kept="refused")
_OTHER = Own("the token is for another text", kept="refused")
_UNREAD = Own("is not the JSON that the Temporal UI sends", kept="refused")


@dataclasses.dataclass
class ByProxy:
    """The proxy before the UI of a worker that wants tokens; people sign in once each."""

    at: Place
    url: str
    stack: contextlib.AsyncExitStack
    browsers: dict[str, httpx2.AsyncClient] = dataclasses.field(default_factory=dict)

    name: ClassVar[str] = "accord ui-proxy"
    modes: ClassVar[tuple[Mode, ...]] = ("token",)
    signed_in: ClassVar[bool] = True
    excused: ClassVar[Mapping[str, str]] = NOT_HTTP
    own: ClassVar[Mapping[str, Own]] = {
        "all suggestions are approved at once by a wildcard": _CLOSED,
        "the collaboration is approved instead of the suggestion": _CLOSED,
        "the collaboration is told that the suggestion was approved": _CLOSED,
        **{attack.name: _CLOSED for attack in ON_LEAVING},
        "an update that nobody knows": dataclasses.replace(_CLOSED, kept="refused"),
        "a finished suggestion is approved": _ENDED,
        "a finished suggestion is edited": _ENDED,
        "a token that is used for the second time": _UNBOUND,
        "an approval of the new revision with the old fingerprint": _OTHER,
        "an approval with the fingerprint of another suggestion": _OTHER,
        "an approval with a fingerprint of nothing": _OTHER,
        "half an object": _UNREAD,
        "a comment with half a character": _UNREAD,
        "20,000 arrays within one another": _UNREAD,
        "a revision of five thousand digits": _UNREAD,
        "NaN for a revision": _UNBOUND,
        "Infinity for a revision": _UNBOUND,
        "a revision that is a number and a half": _UNBOUND,
        "an approval with a fingerprint too short to mean one text": _UNBOUND,
        "an approval with a pattern for a fingerprint": _UNBOUND,
    }

    async def send(self, sent: Sent, id: str) -> str:
        """Post what the UI would."""
        path, body = by_http.request(sent, id)
        answer = await (await self._signed_in(sent.by)).post(path, json=body)
        return by_http.told(answer.text)

    async def _signed_in(self, account: str) -> httpx2.AsyncClient:
        if account not in self.browsers:
            opened = httpx2.AsyncClient(base_url=self.url, trust_env=False, timeout=40)
            browser = await self.stack.enter_async_context(opened)
            key = signing_key(folder(self.at.home), "k1")
            link = httpx2.URL(login_link(key, account, 600, self.url)).params["link"]
            answer = await browser.post("/accord/login", data={"link": link})
            assert answer.status_code == 303, answer.text

            async def there() -> bool:  # the UI answers 503 for its first seconds
                page = await browser.get("/", headers={"accept": "text/html"})
                return page.status_code == 200 and "_csrf" in browser.cookies

            await until(there, "the Temporal UI")
            browser.headers["x-csrf-token"] = browser.cookies["_csrf"]
            self.browsers[account] = browser
        return self.browsers[account]


@contextlib.asynccontextmanager
async def proxy(at: Place) -> AsyncIterator[ByProxy]:
    """Serve the proxy of this place on a free port."""
    ui = (noted_engine(at.home / "server") or {})["ui"]
    async with contextlib.AsyncExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        for name in ("ACCORD_HOME", "ACCORD_STORE"):
            patch.setenv(name, environment(at)[name])
        behind = httpx2.AsyncClient(base_url=ui, trust_env=False)
        client = await stack.enter_async_context(behind)
        app = proxy_for(Connection(at.client, at.address, ui), client, "k1", False)
        url = await stack.enter_async_context(served(app))
        yield ByProxy(at, url, stack)
