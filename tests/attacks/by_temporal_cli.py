"""The surface of whoever has the plain Temporal command."""

import asyncio
import dataclasses
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from tests.attacks.attack import Mode, Sent
from tests.attacks.on_http import NOT_HTTP
from tests.attacks.raid import Own
from tests.workflows.place import NAMESPACE, Place

_NO_JSON = Own("is not valid JSON")
_CLOSED = Own("workflow execution already completed")


@dataclasses.dataclass(frozen=True)
class ByTemporalCli:
    """`temporal workflow update execute` and `temporal workflow signal`."""

    at: Place
    file: Path

    name: ClassVar[str] = "the Temporal command"
    modes: ClassVar[tuple[Mode, ...]] = ("open", "token")
    signed_in: ClassVar[bool] = False
    excused: ClassVar[Mapping[str, str]] = NOT_HTTP
    own: ClassVar[Mapping[str, Own]] = {
        "half an object": _NO_JSON,
        "NaN for a revision": _NO_JSON,
        "Infinity for a revision": _NO_JSON,
        "20,000 arrays within one another": _NO_JSON,
        "a finished suggestion is approved": _CLOSED,
        "a finished suggestion is edited": _CLOSED,
    }

    async def send(self, sent: Sent, id: str) -> str:
        """Run the command; what is typed is in a file, for it may be long."""
        self.file.write_text(sent.text, encoding="utf-8", errors="surrogatepass")
        words = ["--workflow-id", sent.workflow, "--name", sent.update]
        words += ["--input-file", str(self.file)]
        words += ["--address", self.at.address, "--namespace", NAMESPACE, "--output", "json"]
        verb = ["signal"] if sent.signal else ["update", "execute", "--update-id", id]
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("temporal")),
            *("workflow", *verb, *words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, error = await process.communicate()
        if process.returncode:
            return error.decode().strip()
        return str(json.loads(out)["result"]) if out.strip() else "the signal was sent"
