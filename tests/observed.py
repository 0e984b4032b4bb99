"""API, worker and `accord notify`, each a process of its own, watched from outside.

As in production, but that the mail they send goes to a server on this machine.
"""

import asyncio
import contextlib
import dataclasses
import hashlib
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from cli.engine import free_port
from domain.suggestion import Kind
from tests.activities.endpoint import Served, answering, failing, serving
from tests.activities.mail_server import MailServer, mail_server
from tests.collector import Collected, about, collector
from tests.workflows.cast import PATIENCE, Story, until
from tests.workflows.place import Place, brief, place
from tests.workflows.running import environment, started
from workflows.names import collaboration_id

_ACCORD = [sys.executable, "-c", "from cli.main import main; main()"]
PROMPT, ANSWER, COMMENT = "prompt-secret-7q", "answer-secret-8w", "comment-secret-9e"
LINK, BAGGAGE, KEY = "link-secret-1r", "baggage-secret-2t", "sk-secret-3y"
MAILED = "mailed-secret-4u.example"
SECRETS = (PROMPT, ANSWER, COMMENT, LINK, BAGGAGE, KEY, MAILED, "PROVIDER WORDS")
"""What is asked, answered, said, typed into an address, sent along, known, mailed to, told."""
PRICES = {"*": {"input": 1, "output": 2, "currency": "CNY"}}


def trace_of(id: str) -> str:
    """Return the trace in which a request is sent."""
    return hashlib.sha256(id.encode()).hexdigest()[:32]


@dataclasses.dataclass(frozen=True)
class Observed:
    """The place, the processes' addresses and logs, and a collector of what they send."""

    at: Place
    api: str
    worker: str
    collected: Collected
    client: httpx2.AsyncClient
    story: Story
    environ: dict[str, str]
    mails: MailServer
    decisions: list[str] = dataclasses.field(default_factory=list)

    async def ask(
        self, method: str, path: str, who: str, id: str, body: Any = None, **headers: str
    ) -> httpx2.Response:
        """Send a request under an id of its own."""
        sent = {"accord-as": who, "x-request-id": id, **headers}
        return await self.client.request(method, self.api + path, json=body, headers=sent)

    async def approve_all(self, kind: Kind, caller: str, comment: str) -> None:
        """Let whoever is asked approve, one by one, each in a trace of their own system's."""
        shown = await self.story.pending(kind)
        while asked := (await shown.again()).asked:
            id = f"decision-{len(self.decisions)}"
            self.decisions.append(id)
            answer = await self.ask(
                "POST",
                f"/v1/suggestions/{self.story.id}:{kind}:1/decisions",
                asked[0],
                id,
                {"verb": "approve", "comment": comment, **shown.bound},
                traceparent=f"00-{trace_of(id)}-{caller}-01",
                baggage=f"user={BAGGAGE}",
            )
            assert answer.status_code == 200, answer.text

    async def command(self, *words: str) -> None:
        """Run `accord` to its end."""
        process = await asyncio.create_subprocess_exec(
            *_ACCORD, *words, env=self.environ, stdout=asyncio.subprocess.DEVNULL
        )
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0

    def sent(self, suggestion: str, trace: str) -> list[Span]:
        """Return the spans of the messages about a suggestion that went out in a trace."""
        named = {"accord.suggestion": suggestion}.items()
        found = [one for one in self.collected.spans(trace) if one.name == "send message"]
        return [one for one in found if named <= about(list(one.attributes)).items()]

    def lines(self, name: str, request: str) -> list[dict[str, Any]]:
        """Return the log lines of a process that were written for one request."""
        text = (self.at.home / f"{name}.log").read_text("utf-8")
        found = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        return [line for line in found if line.get("request_id") == request]

    async def figures(self) -> str:
        """Return what Prometheus reads of both."""
        places = (f"{self.api}/metrics", f"http://{self.worker}/metrics")
        return "".join([(await self.client.get(place)).text for place in places])


@contextlib.asynccontextmanager
async def observed(home: Path) -> AsyncIterator[Observed]:
    """Start all of it, and a collaboration whose first draft the model refuses to make."""
    async with contextlib.AsyncExitStack() as stack:
        model = await stack.enter_async_context(serving(failing(401), answering(ANSWER)))
        collected = await stack.enter_async_context(collector())
        at = await stack.enter_async_context(place(home, serve=False))
        worker = f"127.0.0.1:{free_port()}"
        environ = environment(at, **_sending(collected), **_drafting(model))
        api = f"127.0.0.1:{free_port()}"
        process = await started(environ | {"ACCORD_METRICS": worker}, log=home / "worker.log")
        stack.push_async_callback(_ended, process)
        mails = stack.enter_context(mail_server())
        await stack.enter_async_context(_running(home, environ, "api", "--json", "--listen", api))
        mailing = environ | _mailing(home, mails)
        await stack.enter_async_context(_running(home, mailing, "notify", "run", "--json"))
        client = await stack.enter_async_context(
            httpx2.AsyncClient(trust_env=False, timeout=PATIENCE)
        )
        await until(lambda: _answers(client, f"http://{api}/healthz"), "the API")
        await until(lambda: _answers(client, f"http://{worker}/metrics"), "the worker")
        given = brief("en", skip=["identify", "team"])
        given["objectives"][0]["text"] += f" ({PROMPT})"
        handle = at.client.get_workflow_handle(collaboration_id(given["id"]))
        story = Story(at, handle, given["id"])
        seen = Observed(at, f"http://{api}", worker, collected, client, story, environ, mails)
        begun = await seen.ask("POST", "/v1/collaborations", given["sponsor"], "start-0001", given)
        assert begun.status_code == 201, begun.text
        yield seen


def _sending(collected: Collected) -> dict[str, str]:
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": collected.url,
        "OTEL_BSP_SCHEDULE_DELAY": "100",
        "OTEL_METRIC_EXPORT_INTERVAL": "500",
        "FASTAPI_OTEL_AUTO_CONFIGURE": "true",
    }


def _drafting(model: Served) -> dict[str, str]:
    return {
        "OPENAI_BASE_URL": model.url,
        "OPENAI_API_KEY": KEY,
        "ACCORD_MODEL": "test-model",
        "ACCORD_MODEL_PRICES": json.dumps(PRICES),
    }


def _mailing(home: Path, mails: MailServer) -> dict[str, str]:
    file = home / "notify.yaml"
    there = f"mailto://127.0.0.1:{mails.port}?from=a@corp.example&to={{account}}@{MAILED}"
    file.write_text(f"default: ['{there}']\n", "utf-8")
    file.chmod(0o600)
    return {"ACCORD_NOTIFY": str(file)}


@contextlib.asynccontextmanager
async def _running(
    home: Path, environ: dict[str, str], name: str, *words: str
) -> AsyncIterator[None]:
    """Run `accord` until the block ends; what it logs goes to a file of its name."""
    with (home / f"{name}.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(*_ACCORD, name, *words), env=environ, stdout=asyncio.subprocess.DEVNULL, stderr=log
        )
    try:
        yield
    finally:
        await _ended(process)


def _client() -> httpx2.AsyncClient:
    return httpx2.AsyncClient(trust_env=False, timeout=PATIENCE)


async def _answers(client: httpx2.AsyncClient, address: str) -> bool:
    with contextlib.suppress(httpx2.HTTPError):
        return (await client.get(address)).status_code == 200
    return False


async def _ended(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()
