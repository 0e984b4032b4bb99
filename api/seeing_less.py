"""What can still be told when no worker answers, or the server has forgotten a collaboration."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from api.connection import Connection
from api.double_booking import double_booked_of
from api.pending import PendingRow, pending_rows
from api.seen import Ending, Seen, SeenConflict, SeenSuggestion
from api.supporting import support_of
from api.waiting import Person, Waiting
from domain.brief import Brief
from domain.collaboration import Started
from domain.errors import UnknownError
from domain.leadership import leadership
from store import charters, collaborations, facts, feedback, people, suggestions


async def from_server(
    connection: Connection, name: str, status: str, closed: dt.datetime | None
) -> Seen:
    """Tell it without a worker: the server's lists and the store tell who is asked."""
    rows = await pending_rows(connection, f"AccordCollaboration='{name}'")
    pending = [row.kind for row in rows]
    known = await _known(connection.store, name, pending) if connection.store else {}
    waits = tuple([await row_waits(connection.store, row) for row in rows])
    return Seen.model_validate(
        {"id": name, "source": "server", "status": status, "waiting": waits, **known}
        | {"ending": Ending(at=closed) if closed else known.get("ending")}
    )


async def from_store(connection: Connection, name: str) -> Seen:
    """Tell what the store remembers of a collaboration that the server has forgotten.

    Raises:
        UnknownError: the store does not know it either.
    """
    known = await _known(connection.store, name) if connection.store else {}
    if not known:
        raise UnknownError(name)
    status = "closed" if known["ending"] else "gone"
    return Seen.model_validate({"id": name, "source": "store", "status": status, **known})


async def answers(engine: AsyncEngine, brief: Brief, number: int) -> tuple[int, int]:
    """Return how many people were asked in a round, and how many have not answered yet."""
    directory = await people.directory(engine, brief.id)
    asked = {p.account for p in directory.people if p.department in brief.departments}
    answered = {item.account for item in await feedback.feedback(engine, brief.id, number)}
    return len(asked), len(asked - answered)


async def row_waits(engine: AsyncEngine | None, row: PendingRow) -> Waiting:
    """Return whom a listed suggestion waits for, with names where the store is known."""
    made = await suggestions.suggestion(engine, row.suggestion) if engine else None
    directory = await people.directory(engine, row.collaboration) if engine else None
    found = [(account, directory and directory.person(account)) for account in row.approvers]
    return Waiting(
        id=row.suggestion,
        kind=row.kind,
        revision=made.revision if made else None,
        people=tuple(Person(account=a, name=p.name if p else a) for a, p in found),
        since=made.made_at if made else row.since,
        due_at=row.due_at,
    )


async def _known(engine: AsyncEngine, name: str, pending: Sequence[str] = ()) -> dict[str, object]:
    rows = await collaborations.collaborations(engine)
    row = next((row for row in rows if row.id == name), None)
    if row is None:
        return {}
    ended = row.outcome or {}
    started = [Started.model_validate(one) for one in ended.get("suggestions", ())]
    newest = await charters.charter(engine, name)
    brief = await collaborations.brief(engine, name)
    outcomes = await suggestions.outcomes(engine, name)
    asked = [(o.suggestion.split(":")[1], o.state) for o in outcomes]
    asked += [(kind, "pending") for kind in pending]
    return {
        "brief": brief,
        "done": ended.get("stages", ()),
        "notes": ended.get("notes", ()),
        "suggestions": tuple(SeenSuggestion(id=o.suggestion, state=o.state) for o in outcomes),
        "leadership": leadership(asked, brief.skip if brief else (), row.closed_at is not None),
        "support": await support_of(engine, name),
        "double_booked": await double_booked_of(engine, name),
        "conflicts": await _conflicts(engine, name, started),
        "charter_revision": newest.revision if newest else 0,
        "ending": Ending(
            by=str(ended.get("by", "")), reason=str(ended.get("reason", "")), at=row.closed_at
        )
        if row.closed_at
        else None,
    }


async def _conflicts(
    engine: AsyncEngine, name: str, started: Sequence[Started]
) -> tuple[SeenConflict, ...]:
    """Return the conflicts whose positions were in, and what became of each."""
    found = []
    for reference, kept in await facts.resolutions(engine, name):
        made = next((one for one in started if one.facts == reference), None)
        found.append(
            SeenConflict(
                id=reference,
                issue=kept.conflict.issue,
                parties=kept.conflict.parties,
                silent=kept.conflict.silent,
                is_open=False,
                resolution=made.id if made else None,
                state=made.state if made else None,
            )
        )
    return tuple(found)
