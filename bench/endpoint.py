"""A model endpoint on a raw loopback socket, in a process of its own: one answer, after a while.

`python -m bench.endpoint SECONDS` writes its port and serves until its input is closed; `GET`
answers with the number of calls that wait for their answer.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.request import urlopen

TEXT = json.dumps({"note": "x" * 1_200})
_ANSWER = json.dumps(
    {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": "bench-1",
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": TEXT, "refusal": None},
            }
        ],
        "usage": {"prompt_tokens": 2400, "completion_tokens": 310, "total_tokens": 2710},
    }
).encode()


@dataclass(frozen=True)
class Running:
    """An endpoint that runs."""

    port: int

    @property
    def url(self) -> str:
        """Return the base URL for a client."""
        return f"http://127.0.0.1:{self.port}/v1"

    def waiting(self) -> int:
        """Return how many calls wait for their answer right now."""
        with urlopen(f"http://127.0.0.1:{self.port}/") as answer:
            return int(answer.read())


@contextlib.contextmanager
def endpoint(seconds: float) -> Iterator[Running]:
    """Run the endpoint; each answer takes `seconds`."""
    words = [sys.executable, "-m", "bench.endpoint", str(seconds)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield Running(int(process.stdout.readline()))
        finally:
            process.kill()


class _Calls:
    """Answers calls, and counts those that wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.waiting = 0

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                if head.startswith(b"get"):
                    _write(writer, str(self.waiting).encode())
                    continue
                length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
                await reader.readexactly(int(length))
                self.waiting += 1
                try:
                    await asyncio.sleep(self.seconds)
                finally:
                    self.waiting -= 1
                _write(writer, _ANSWER)
        writer.close()


def _write(writer: asyncio.StreamWriter, body: bytes) -> None:
    head = (
        f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)


async def _serve(seconds: float) -> None:
    server = await asyncio.start_server(_Calls(seconds).connected, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(float(sys.argv[1])))
