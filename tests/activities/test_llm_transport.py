"""A connection to a model serves the next call, and nothing else goes from one call to another."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest

from activities import llm_form
from activities.llm import ask
from activities.llm_answers import Answer
from activities.llm_endpoint import Endpoint
from activities.llm_transport import Connections
from tests.activities.llm_fakes import WANTED, Remembering

GOOD = b'{"choices": [{"finish_reason": "stop", "message": {"content": "good"}}]}'


@pytest.fixture(autouse=True)
def _nothing_learnt() -> Iterator[None]:
    llm_form.forget()
    yield
    llm_form.forget()


@dataclass
class Keeping:
    """An endpoint that keeps its connections open until it is told to close them."""

    url: str = ""
    calls: list[bytes] = field(default_factory=list)
    opened: list[asyncio.StreamWriter] = field(default_factory=list)
    closed: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    wanted: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(1))
    """So many calls wait for one another before they are answered."""

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.opened.append(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                await reader.readexactly(int(head.partition(b"content-length: ")[2].split()[0]))
                self.calls.append(head)
                await self.wanted.wait()
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                    b"set-cookie: seen=1\r\ncontent-length: %d\r\n\r\n%b" % (len(GOOD), GOOD)
                )
        writer.close()
        self.closed.release()


@contextlib.asynccontextmanager
async def keeping() -> AsyncIterator[Keeping]:
    """Serve; connections that a test leaves open are closed with it."""
    served = Keeping()
    server = await asyncio.start_server(served.connected, "127.0.0.1", 0)
    served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    try:
        yield served
    finally:
        server.close()
        for writer in served.opened:
            writer.transport.abort()
        await asyncio.sleep(0)


async def called(served: Keeping, key: str, connections: Connections | None = None) -> Answer:
    at = Endpoint(served.url, "asked", 60.0, key)
    messages = [{"role": "user", "content": "材料"}]
    return await ask(
        at, messages, WANTED, 300, lambda: None, Remembering(), connections=connections
    )


async def test_a_connection_serves_the_calls_that_follow() -> None:
    async with keeping() as served, Connections() as connections:
        for _ in range(3):
            assert (await called(served, "a", connections)).text == "good"
    assert (len(served.calls), len(served.opened)) == (3, 1)


async def test_neither_key_nor_cookie_goes_from_one_call_to_the_next() -> None:
    async with keeping() as served, Connections() as connections:
        await called(served, "first-key", connections)
        await called(served, "second-key", connections)
    assert b"bearer first-key" in served.calls[0]
    assert b"bearer second-key" in served.calls[1]
    assert not [call for call in served.calls if b"cookie:" in call]


async def test_a_connection_that_the_endpoint_closed_is_not_used_again() -> None:
    async with keeping() as served, Connections() as connections:
        await called(served, "a", connections)
        served.opened[0].close()
        await served.opened[0].wait_closed()
        assert (await called(served, "a", connections)).text == "good"
    assert len(served.opened) == 2


async def test_calls_at_once_do_not_wait_for_one_another_s_connection() -> None:
    async with keeping() as served, Connections() as connections:
        served.wanted = asyncio.Barrier(120)
        await asyncio.gather(*(called(served, "a", connections) for _ in range(120)))
    assert len(served.opened) == 120


async def test_connections_end_with_the_block_and_a_call_on_its_own_ends_its_own() -> None:
    async with keeping() as served:
        async with Connections() as connections:
            await called(served, "a", connections)
            await called(served, "a")
            async with asyncio.timeout(5):
                await served.closed.acquire()
            assert len(served.opened) == 2
        async with asyncio.timeout(5):
            await served.closed.acquire()
