"""What the store remembers of what the engine has forgotten."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from api.connection import Connection
from store import collaborations, suggestions
from store.listings import one_listing
from workflows.names import collaboration_id, suggestion_id


async def remembered(connection: Connection, workflow_id: str) -> bool:
    """Say whether the store holds the collaboration or the suggestion of this workflow."""
    if connection.store is None:
        return False
    name = workflow_id.partition(":")[2]
    if workflow_id == suggestion_id(name):
        return await suggestions.suggestion(connection.store, name) is not None
    if workflow_id == collaboration_id(name):
        return await collaborations.row(connection.store, name) is not None
    return False


async def stands(engine: AsyncEngine, suggestion: str) -> dict[str, Any] | None:
    """Return how a suggestion stands as far as the store knows: its state and its newest text."""
    if now := await one_listing(engine, suggestion):
        return now.model_dump(mode="json", include={"state", "revision", "fingerprint"})
    text = await suggestions.suggestion(engine, suggestion)
    ends = await suggestions.outcomes(engine, suggestion.partition(":")[0])
    state = next((end.state for end in ends if end.suggestion == suggestion), None)
    if text is None or state is None:  # it ended before suggestions were listed, or never did
        return None
    return {"state": state, "revision": text.revision, "fingerprint": text.fingerprint}
