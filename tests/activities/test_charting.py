"""Only an approval that is in the store makes a charter, and makes it once."""

from pathlib import Path
from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.charting import Charting
from activities.ground import Ground
from activities.requests import AmendRequest
from domain.composing import compose
from domain.directory import Directory
from domain.items import Change
from domain.suggestion import DraftItem, Suggestion
from store.collaborations import keep_collaboration
from store.suggestions import keep_outcome, keep_suggestion
from tests.store.samples import NOW, brief, suggestion

NOBODY = cast(Client, None)
"""Only a team is told to others."""


@pytest.fixture
async def ground(engine: AsyncEngine, tmp_path: Path) -> Ground:
    await keep_collaboration(engine, brief(), NOW)
    return Ground(engine=engine, root=tmp_path)


async def amend(ground: Ground, given: Suggestion) -> int:
    request = AmendRequest(
        collaboration="onboarding",
        suggestion=given.id,
        revision=given.revision,
        decided_by=("zhao.min",),
        at=NOW,
    )
    revision: int = await ActivityEnvironment().run(Charting(ground, NOBODY).amend_charter, request)
    return revision


async def test_an_approved_suggestion_makes_one_revision(ground: Ground) -> None:
    given = suggestion()
    await keep_suggestion(ground.engine, "onboarding", given)
    await keep_outcome(ground.engine, given.id, "approved", NOW)
    assert await amend(ground, given) == 1
    assert await amend(ground, given) == 1


@pytest.mark.parametrize("state", [None, "rejected", "expired"])
async def test_what_nobody_approved_makes_none(ground: Ground, state: str | None) -> None:
    given = suggestion()
    await keep_suggestion(ground.engine, "onboarding", given)
    if state:
        await keep_outcome(ground.engine, given.id, state, NOW)
    assert await amend(ground, given) == 0


async def test_a_change_of_what_has_gone_is_one_sentence(ground: Ground) -> None:
    change = Change(
        target="key_result:9", field="target", before="1", after="2", reason="it has gone"
    )
    items = compose([DraftItem(body=change)], directory=Directory(people=()), targets={})
    given = suggestion(id="onboarding:adjustment:1", kind="adjustment", items=items)
    await keep_suggestion(ground.engine, "onboarding", given)
    await keep_outcome(ground.engine, given.id, "approved", NOW)
    with pytest.raises(ApplicationError, match="章程中已没有 key_result:9") as raised:
        await amend(ground, given)
    assert raised.value.type == "BadInput"
