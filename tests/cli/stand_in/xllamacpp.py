"""Stands for the engine where a test is about the process around it: it serves, but is no model."""

import http.server
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any


class CommonParams:
    def __init__(self) -> None:
        self.model = SimpleNamespace(path="")
        self.cpuparams = SimpleNamespace(n_threads=-1)


class _Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


class Server:
    def __init__(self, params: Any) -> None:
        if b"broken" in Path(params.model.path).read_bytes():
            raise RuntimeError("Failed to init server, please check the input params.")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", params.port), _Health)
        threading.Thread(target=server.serve_forever, daemon=True).start()
