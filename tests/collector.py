"""An OTLP collector on a raw loopback socket: it keeps what it is sent, decoded and as it came."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n"


@dataclass
class Collected:
    """What a collector received, and its address."""

    url: str
    metrics: list[ExportMetricsServiceRequest] = field(default_factory=list)
    traces: list[ExportTraceServiceRequest] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def spans(self, trace: str | None = None) -> list[Span]:
        """Return the spans of one trace, or all of them."""
        return [s for s in self._spans() if trace in (None, s.trace_id.hex())]

    def _spans(self) -> Iterator[Span]:
        for request in self.traces:
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    yield from scope.spans

    def take(self, path: str, body: bytes) -> None:
        """Keep one request."""
        self.paths.append(path)
        self.bodies.append(body)
        if path.endswith("traces"):
            self.traces.append(ExportTraceServiceRequest.FromString(body))
        else:
            self.metrics.append(ExportMetricsServiceRequest.FromString(body))


def about(attributes: "list[KeyValue]") -> dict[str, str | int]:
    """Return attributes as they are meant."""
    return {
        one.key: one.value.string_value or one.value.int_value or str(one.value)
        for one in attributes
    }


@asynccontextmanager
async def collector() -> AsyncIterator[Collected]:
    """Collect until the block ends."""
    collected = Collected("")

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                lines = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                body = await reader.readexactly(int(lines["content-length"]))
                if lines.get("content-encoding") == "gzip":
                    body = gzip.decompress(body)
                collected.take(head.split(" ")[1], body)
                writer.write(_OK)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    collected.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield collected
    finally:
        server.close()
