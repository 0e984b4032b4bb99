"""Chat platforms on a local socket, answering as their documentation says; and the way there.

What apprise sends goes through the real `requests` to a real server: only the host is another one.
"""

import contextlib
import dataclasses
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter

Answer = tuple[int, str]
ANSWERS: dict[str, Answer] = {
    "hooks.slack.com": (200, "ok"),
    "prod-1.westeurope.logic.azure.com": (202, ""),
    "open.feishu.cn": (200, '{"code":0,"data":{},"msg":"success"}'),
    "oapi.dingtalk.com": (200, '{"errcode":0,"errmsg":"ok"}'),
    "qyapi.weixin.qq.com": (200, '{"errcode":0,"errmsg":"ok"}'),
}


@dataclasses.dataclass(frozen=True)
class Posted:
    """One request: to which platform, where there, with what."""

    host: str
    path: str
    query: dict[str, str]
    text: str

    @property
    def document(self) -> Any:
        return json.loads(self.text)


@dataclasses.dataclass
class ChatServer:
    """All platforms at once; `answers` may be changed."""

    port: int = 0
    posted: list[Posted] = dataclasses.field(default_factory=list)
    answers: dict[str, Answer] = dataclasses.field(default_factory=lambda: dict(ANSWERS))

    def take(self, host: str, target: str, text: str) -> Answer:
        place = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(place.query).items()}
        self.posted.append(Posted(host, place.path, query, text))
        return self.answers[host]


class _There(HTTPAdapter):
    """Sends what is for a platform to the local server, and says for whom it was."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> Any:
        place = urlsplit(str(request.url))
        request.headers["X-For"] = str(place.hostname)
        request.url = f"http://127.0.0.1:{self.port}{place.path}?{place.query}"
        return super().send(request, *args, **more)


@contextlib.contextmanager
def chat_server(patch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    """Serve until the block ends, with every platform's host led here."""
    server = ChatServer()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(server.take)) as serving:
        server.port = serving.server_address[1]
        thread = threading.Thread(target=serving.serve_forever, args=(0.02,))
        thread.start()
        there = _There(server.port)
        patch.setattr(requests.Session, "get_adapter", lambda *_args, **_more: there)
        try:
            yield server
        finally:
            serving.shutdown()
            thread.join()


def _handler(take: Callable[[str, str, str], Answer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["content-length"])).decode()
            status, said = take(self.headers["x-for"], self.path, text)
            raw = said.encode()
            self.send_response(status)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
