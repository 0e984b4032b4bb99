"""Where a test runs: a real Temporal server, a real store and a real worker, all of its own."""

import contextlib
import dataclasses
import datetime as dt
import json
import os
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client, WorkflowHandle

import worker
from activities.llm_endpoint import endpoints_from
from cli.engine import connected, dev_server
from domain.ledger import Row
from domain.text import Language
from store import ledger, outbox
from tests.postgresql import database, own_server
from workflows.names import NAMESPACE, QUEUE, suggestion_id

ANY_PORTS = (0, 0)
"""Free ones: of two servers that start at once, both would take the usual ones for free."""
WANTED = "ACCORD_TEST_STORE"
"""`postgresql`: every place has its store there, not in a file."""
EXAMPLES = Path(__file__).parents[2] / "examples"
Handle = WorkflowHandle[Any, Any]


@dataclasses.dataclass(frozen=True)
class Place:
    """A server, its client, the store and the folder of evidence. `queue` is the worker's."""

    client: Client
    address: str
    home: Path
    data: Path
    engine: AsyncEngine
    queue: str = QUEUE
    ui: str = ""
    store: str = ""

    def suggestion(self, id: str) -> Handle:
        return self.client.get_workflow_handle(suggestion_id(id))

    async def ledger(self, collaboration: str) -> list[Row]:
        return await ledger.rows(self.engine, collaboration)

    async def sent(self, collaboration: str) -> list[outbox.Announcement]:
        return await outbox.announcements(self.engine, collaboration)


def _settings(home: Path, environ: Mapping[str, str]) -> worker.Settings:
    settings = worker.Settings.from_environment({**environ, "ACCORD_HOME": str(home)})
    return dataclasses.replace(settings, data=home / "data")


@contextlib.contextmanager
def stored(environ: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """Name the store: a file in the home folder, or what `make postgresql` wants instead."""
    if os.environ.get(WANTED) != "postgresql" or "ACCORD_STORE" in environ:
        yield environ
        return
    with database(own_server()) as url:
        yield {**environ, "ACCORD_STORE": url}


@contextlib.asynccontextmanager
async def place(
    home: Path,
    environ: Mapping[str, str] | None = None,
    options: tuple[str, ...] = (),
    serve: bool = True,
) -> AsyncIterator[Place]:
    """Run a server with its database in `home`, and a worker on a copy of the examples."""
    for language in ("en", "zh"):
        shutil.copytree(EXAMPLES / language, home / "data" / language)
    async with contextlib.AsyncExitStack() as stack:
        settings = _settings(home, stack.enter_context(stored(environ or {})))
        engine = stack.enter_context(dev_server(home / "server", options, ANY_PORTS))
        client = await connected(engine)
        endpoints = endpoints_from(environ or {})
        ground = await stack.enter_async_context(worker.ground(settings, endpoints))
        if serve:
            await stack.enter_async_context(worker.serving(client, ground, settings))
        data = settings.data
        yield Place(
            client, engine.address, home, data, ground.engine, ui=engine.ui, store=settings.store
        )


def document(language: Language, name: str) -> dict[str, Any]:
    """Return one document of the examples as the JSON that a person would send."""
    read = YAML(typ="safe").load((EXAMPLES / language / f"{name}.yaml").read_text("utf-8"))
    plain: dict[str, Any] = json.loads(json.dumps(read, default=str))
    return plain


def brief(language: Language, **changes: Any) -> dict[str, Any]:
    """Return the example's brief under an id of its own, with some fields changed."""
    due = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=120)
    own = {"id": f"t-{uuid.uuid4().hex[:10]}", "due": str(due)}
    return document(language, "brief") | own | changes


__all__ = ["NAMESPACE", "Handle", "Place", "brief", "document", "place"]
