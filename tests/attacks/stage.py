"""What is attacked: a server with two workers; one believes names, the other wants tokens."""

import contextlib
import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import worker
from activities.tokens import SigningKey, folder, make_keys, signing_key
from tests.attacks.attack import Mode, Scene
from tests.workflows.cast import Shown, Story, begin, until
from tests.workflows.place import Place, brief, document, place

STRICT = "accord-strict"
"""The queue of the worker that wants tokens."""
USED = "signed-once"


@contextlib.asynccontextmanager
async def stage(home: Path) -> AsyncIterator[dict[Mode, Place]]:
    """Open a place with a worker for each mode; both know the key k1."""
    make_keys(folder(home), "k1")
    async with place(home) as at:
        strict = dataclasses.replace(
            at.settings(),
            identity="token",
            queue=STRICT,
            llm_queue=f"{STRICT}-llm",  # a process serves each queue once; this one stays empty
        )
        async with worker.ground(strict, ()) as ground, worker.serving(at.client, ground, strict):
            yield {"open": at, "token": dataclasses.replace(at, queue=STRICT)}


async def scene(at: Place, mode: Mode) -> Scene:
    """Let people edit and sign a need, and reject an idea, each with a token of their own."""
    key = signing_key(folder(at.home), "k1")
    story = await begin(at, brief("en"))
    old = await story.pending("need")
    changes = [{"id": old.state.items[0].id, "body": {"title": "Work waits too long"}}]
    await _decided(key, old, "edit", changes=changes)
    edited = await old.again()
    used = await _decided(key, edited, "approve", id=USED)
    ended = await _idea(story, 1)
    await _decided(key, ended, "reject", comment="not now")
    await story.ended("idea")
    return Scene(
        mode=mode,
        collaboration=story.id,
        need=(await quiet(edited)).state,
        old=old.state,
        idea=(await quiet(await _idea(story, 2))).state,
        ended=(await quiet(ended)).state,
        **_keys(at, key, used),
    )


async def team_scene(at: Place, mode: Mode) -> Scene:
    """Let the sponsor stand behind it; a team waits for the heads who release its people.

    It is what is attacked, as `need`; the sponsor's decision is what has ended.
    """
    key = signing_key(folder(at.home), "k1")
    story = await begin(at, brief("en", skip=["identify"]))
    accepted = await story.pending("resource")
    used = await _decided(key, accepted, "approve", id=USED)
    await story.ended("resource")
    return Scene(
        mode=mode,
        collaboration=story.id,
        need=(await quiet(await story.pending("team"))).state,
        old=accepted.state,
        idea=(await quiet(await _idea(story, 1))).state,
        ended=(await quiet(accepted)).state,
        **_keys(at, key, used),
    )


def _keys(at: Place, key: SigningKey, used: str) -> dict[str, Any]:
    """Return what a scene has of keys and tokens: true, stray and used ones."""
    return {
        "key": key,
        "forger": _stray(at.home / "forger", "k1"),
        "unknown": _stray(at.home / "unknown", "k7"),
        "public": (folder(at.home) / "k1.pub").read_bytes(),
        "used_id": USED,
        "used_token": used,
    }


async def _decided(
    key: SigningKey, shown: Shown, verb: str, id: str | None = None, **more: object
) -> str:
    """Let the first who is asked decide; return the token that was used for it."""
    actor = shown.asked[0]
    token = key.decision(shown.state, actor)
    await shown.send(verb, actor, id=id, token=token, **more)
    return token


async def _idea(story: Story, number: int) -> Shown:
    await story.handle.execute_update("propose_idea", document("en", "idea"))
    return await story.pending("idea", number)


async def quiet(shown: Shown) -> Shown:
    """Return it once all that was decided is recorded, and its deadline is worked out."""

    async def recorded() -> Shown | None:
        now = await shown.again()
        return None if now.state.unrecorded or now.state.untimed else now

    return await until(recorded, f"that {shown.handle.id} is recorded")


def _stray(folder: Path, kid: str) -> SigningKey:
    """Return a key that no worker knows."""
    if not folder.exists():
        make_keys(folder, kid)
    return signing_key(folder, kid)
