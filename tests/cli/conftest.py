import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from activities.sources import read_document
from cli.engine import connected, dev_server, noted_engine
from tests.cli.desk import EXAMPLES, Desk
from workflows.names import APPROVERS, attributes, collaboration_id, suggestion_id
from workflows.settings import connect


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk beside a running engine, with a worker in a process of its own.

    In this process it would share its queue of refused attempts with other tests' workers.
    """
    opened = Desk(tmp_path_factory.mktemp("desk") / "home", tmp_path_factory.mktemp("files"))
    with (
        dev_server(opened.home, ports=(0, 0)) as engine,
        (opened.folder / "worker.log").open("w") as log,
    ):
        asyncio.run(connected(engine))
        with opened.process("worker", log=log) as worker:
            assert worker.stdout
            assert worker.stdout.readline().startswith("Serving 127.0.0.1:")
            yield opened
            worker.terminate()
            assert worker.wait(20) == 0


@pytest.fixture
def empty(tmp_path: Path) -> Desk:
    """A desk where no engine runs."""
    return Desk(tmp_path / "home", tmp_path)


@pytest.fixture(scope="session")
def silent(desk: Desk) -> Desk:
    """A desk with the collaboration `silent-1` and its suggestion, which no worker serves."""
    asyncio.run(_start_silent(desk))
    return desk


async def _start_silent(desk: Desk) -> None:
    noted = noted_engine(desk.home)
    assert noted
    client = await connect(target_host=noted["address"], tls=False)
    brief = read_document(EXAMPLES, "en/brief.yaml") | {"id": "silent-1"}
    await client.start_workflow(
        "CollaborationWorkflow",
        brief,
        id=collaboration_id("silent-1"),
        task_queue="nobody-serves-this",
        search_attributes=attributes("silent-1"),
    )
    pairs = attributes("silent-1", kind="need", state="pending").search_attributes
    approvers = SearchAttributePair(APPROVERS, ["stella.ahmed", "lucia.novak"])
    await client.start_workflow(
        "SuggestionWorkflow",
        {},
        id=suggestion_id("silent-1:need:1"),
        task_queue="nobody-serves-this",
        search_attributes=TypedSearchAttributes([*pairs, approvers]),
    )
