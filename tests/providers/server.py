"""A loopback server that plays a provider: it reads a whole request and answers by the rules.

Recipes for hosted providers are pointed at 0.0.0.0, which reaches this machine and is not
loopback in the eyes of Accord: the request is the one that would leave for the real address.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Received:
    """A request: its path, the key it came with, and its JSON body."""

    path: str
    key: str
    body: Body


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a JSON body, or the events of a stream; `comment` is sent before each event."""

    status: int
    body: object
    events: Sequence[object] | None = None
    comment: str = ""

    def raw(self) -> bytes:
        if self.events is None:
            kind, text = "application/json", json.dumps(self.body, ensure_ascii=False)
        else:
            lines = [self.comment + f"data: {json.dumps(event)}\n\n" for event in self.events]
            kind, text = "text/event-stream", "".join([*lines, "data: [DONE]\n\n"])
        raw = text.encode()
        head = f"HTTP/1.1 {self.status} X\r\ncontent-type: {kind}\r\nconnection: close\r\n"
        return f"{head}content-length: {len(raw)}\r\n\r\n".encode() + raw


Rules = Callable[[Received], Reply]
"""How a provider answers; `Say` is what its model says to a request that is in order."""

Say = Callable[[Body], str]


@dataclass
class Served:
    """A running server and what passed through it."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)

    def instead_of(self, url: str) -> str:
        """Return the address of this server with the path of the provider's."""
        parts = urlsplit(url)
        host = "127.0.0.1" if parts.hostname in ("127.0.0.1", "localhost") else "0.0.0.0"
        return f"http://{host}:{self.port}{parts.path}"

    @property
    def forms(self) -> list[str]:
        """How each request asked for its answer, and how that was answered."""
        told = []
        for one, reply in zip(self.received, self.replies, strict=True):
            form = one.body.get("response_format", {}).get("type", "plain")
            streamed = "+stream" if one.body.get("stream") else ""
            told.append(f"{form}{streamed} {reply.status}")
        return told


@asynccontextmanager
async def serving(rules: Rules) -> AsyncIterator[Served]:
    """Play the provider of these rules on a free port."""
    served = Served()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            received = await _received(reader)
            served.received.append(received)
            served.replies.append(rules(received))
            writer.write(served.replies[-1].raw())
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    served.port = server.sockets[0].getsockname()[1]
    try:
        yield served
    finally:
        server.close()


async def _received(reader: asyncio.StreamReader) -> Received:
    first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    key = headers.get("authorization", "").removeprefix("Bearer ")
    return Received(first.split()[1], key, json.loads(body))


def words_of(body: Body) -> str:
    """All that the messages of a request say."""
    return "\n".join(str(message["content"]) for message in body["messages"])


def counted(text: str) -> int:
    """Tokens, roughly, as a provider would count them."""
    return max(1, len(text.encode()) // 3)
