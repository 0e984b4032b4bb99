"""The proxy on a real socket, and a stand-in for the Temporal UI's server behind it."""

import asyncio
import contextlib
import dataclasses
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2

from activities.tokens import PublicKeys, make_keys, signing_key
from cli.proxy.guard import Decision, Text
from cli.proxy.login import Doorkeeper
from cli.proxy.server import Proxy, Upstream
from cli.serving import listening, server
from cli.token import login_link
from domain.text import Bilingual

SETTINGS = {
    "Version": "2.54.1",
    "WorkflowTerminateDisabled": False,
    "WorkflowUpdateDisabled": False,
}


ABORT = b'{"code": 5, "message": "workflow update was aborted by closing workflow"}'
CLOSING = b"""{"code": 8, "message": "workflow operation can not be applied because workflow is
closing","details": [{"cause": "RESOURCE_EXHAUSTED_CAUSE_BUSY_WORKFLOW"}]}"""


@dataclasses.dataclass
class StandIn:
    """Answers as the UI's server would, and remembers what reached it."""

    asked: list[tuple[str, bytes, dict[str, str], bytes]] = dataclasses.field(default_factory=list)
    status: int = 200
    missed: list[tuple[int, bytes]] = dataclasses.field(default_factory=list)
    content: bytes = b'{"outcome": {"success": {}}}'

    @property
    def last(self) -> dict[str, Any]:
        """Return the body of what came last."""
        found: dict[str, Any] = json.loads(self.asked[-1][3])
        return found

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        headers = {k.decode(): v.decode() for k, v in scope["headers"]}
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        self.asked.append((scope["method"], scope["raw_path"] + query, headers, body))
        content = self.content if scope["method"] == "POST" else b"<p>the UI</p>"
        if scope["raw_path"] == b"/api/v1/settings":
            content = json.dumps(SETTINGS).encode()
        status = self.status if scope["method"] == "POST" else 200
        if self.missed and b"/update/" in scope["raw_path"]:
            status, content = self.missed.pop()
        own = [
            (b"set-cookie", b"_csrf=one; Path=/"),
            (b"set-cookie", b"second=two; Path=/"),
            (b"content-security-policy", b"default-src 'none'"),
            (b"x-secret-hop", b"1"),
            (b"connection", b"x-secret-hop"),
            (b"content-length", str(len(content)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": own})
        await send({"type": "http.response.body", "body": content})


@contextlib.asynccontextmanager
async def served(app: Any) -> AsyncIterator[str]:
    """Serve an application on a free port of loopback until the block ends."""
    running = server(app)
    with listening("127.0.0.1", 0) as plug:
        serving = asyncio.create_task(running.serve(sockets=[plug]))
        try:
            yield f"http://127.0.0.1:{plug.getsockname()[1]}"
        finally:
            running.should_exit = True
            await serving


@dataclasses.dataclass
class House:
    """A proxy in front of a stand-in. `texts` are the current ones, `kept` what was refused.

    Whatever is in `texts` still runs.
    """

    url: str
    behind: StandIn
    keys: Path
    texts: dict[str, Text]
    kept: list[tuple[Decision, str, Bilingual]]
    now: list[float]
    proxy: Proxy

    def link(self, account: str, seconds: int = 600) -> str:
        """Return a link that signs in once."""
        return login_link(signing_key(self.keys), account, seconds, self.url)

    @contextlib.asynccontextmanager
    async def signed_in(self, account: str) -> AsyncIterator[httpx2.AsyncClient]:
        """Return a browser in which somebody has signed in."""
        async with self.browser() as browser:
            link = httpx2.URL(self.link(account)).params["link"]
            answer = await browser.post("/accord/login", data={"link": link})
            assert answer.status_code == 303, answer.text
            yield browser

    def browser(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url=self.url, trust_env=False)


@contextlib.asynccontextmanager
async def house(home: Path) -> AsyncIterator[House]:
    """Build it."""
    behind, keys = StandIn(), home / "keys"
    make_keys(keys, "k1")
    texts: dict[str, Text] = {}
    kept: list[tuple[Decision, str, Bilingual]] = []
    ahead = [0.0]

    async def text(suggestion: str) -> Text | None:
        return texts.get(suggestion)

    async def runs(suggestion: str) -> bool:
        return suggestion in texts

    async def keep(decision: Decision, account: str, _: str, sentence: Bilingual) -> None:
        kept.append((decision, account, sentence))

    def clock() -> float:
        return time.time() + ahead[0]

    async with served(behind) as below, httpx2.AsyncClient(base_url=below) as client:
        upstream = Upstream(client, "accord", lambda: signing_key(keys), text, runs, keep)
        door = Doorkeeper(PublicKeys(keys), home / "used", clock)
        proxy = Proxy(upstream, door)
        async with served(proxy) as above:
            yield House(above, behind, keys, texts, kept, ahead, proxy)
