"""Record the histories that `test_replay` replays: `python -m tests.record_histories`.

Run it when a workflow was changed on purpose, and only before it was released: histories of
released versions stay, since collaborations that run for months began on them.
"""

import asyncio
import json
import os
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

from domain.text import Language
from tests.workflows.cast import Story
from tests.workflows.place import Place, place
from tests.workflows.telling import tell

FOLDER = Path(__file__).parent / "histories"
SORTS = ("collaboration", "suggestion", "round", "conflict", "evaluation")


async def main() -> None:
    """Tell the story in both languages and keep one history of each workflow in it."""
    with tempfile.TemporaryDirectory() as home:
        async with place(Path(home)) as at:
            for language in ("en", "zh"):
                story = await tell(at, language, id=f"told-{language}")
                await story.close()
                await _keep(at, story, language)


async def _keep(at: Place, story: Story, language: Language) -> None:
    for old in FOLDER.glob(f"{language}-*.json"):
        old.unlink()
    kept: set[str] = set()
    query = f'AccordCollaboration="{story.id}" AND ExecutionStatus="Completed"'
    async for found in at.client.list_workflows(query):
        name = _name(language, found.id)
        if name in kept:
            continue
        kept.add(name)
        history = await at.client.get_workflow_handle(found.id, run_id=found.run_id).fetch_history()
        told = json.dumps(_plain(history.to_json_dict()), ensure_ascii=False, separators=(",", ":"))
        (FOLDER / name).write_text(told + "\n", encoding="utf-8")


def _name(language: Language, id: str) -> str:
    """Return the file: by sort and kind, so that of many evaluations the latest one is kept."""
    sort, _, rest = id.partition(":")
    assert sort in SORTS
    kind = f"-{rest.split(':')[1]}" if sort == "suggestion" else ""
    return f"{language}-{sort}{kind}.json"


def _plain(value: Any) -> Any:
    """Return a history that does not name the machine it comes from; payloads stay as they are."""
    if isinstance(value, dict):
        return {key: v if key == "data" else _plain(v) for key, v in value.items()}
    if isinstance(value, list):
        return [_plain(entry) for entry in value]
    if isinstance(value, str) and socket.gethostname() in value:
        return "host"
    return value


if __name__ == "__main__":
    asyncio.run(main())
    sys.stdout.flush()
    os._exit(0)  # the bridge may crash at exit: temporal.md 9
