"""Finding out about one suggestion: from its workflow, else from the server and the store."""

import datetime as dt

from temporalio.service import RPCError, RPCStatusCode

from api.connection import Connection
from api.first_line import NOTE
from api.pending import pending_rows
from api.seeing_less import row_waits
from api.seen import Source
from api.sending import view
from api.waiting import Waiting, in_words, waiting_of
from domain.asking import Mode
from domain.changes import changed_since, spans
from domain.differences import Span
from domain.errors import UnknownError
from domain.ledger import Row
from domain.problems import shown
from domain.reading import Reader
from domain.signing import ApprovalState, waiting
from domain.suggestion import Suggestion
from domain.tasks import Task, tasks
from domain.text import Bilingual, Frozen
from domain.wording import STATE_NAMES
from store import ledger, people, suggestions
from workflows.names import suggestion_id


class StepSeen(Frozen):
    """One step: `needed` of its approvers must say yes; each person's task in it.

    `key` is what `roll_back` names.
    """

    key: str
    name: str
    mode: Mode
    needed: int
    current: bool
    veto: tuple[str, ...]
    tasks: tuple[Task, ...]


def path(state: ApprovalState) -> tuple[StepSeen, ...]:
    """Return the steps in order; none before the first draft."""
    found = tasks(state)
    return tuple(
        StepSeen(
            key=step.key,
            name=step.name,
            mode=step.mode,
            needed=step.needed,
            current=state.status == "pending" and index == state.step,
            veto=step.veto,
            tasks=tuple(task for task in found if task.step == step.key),
        )
        for index, step in enumerate(state.steps)
    )


class ItemChanged(Frozen):
    """One item that reads otherwise than what this person last decided on, word by word."""

    account: str
    item: str
    spans: tuple[Span, ...]


def changes(state: ApprovalState) -> tuple[ItemChanged, ...]:
    """Return what changed for each person who is asked now."""
    reader = Reader(state.language, {p.account: p.name for p in state.people})
    return tuple(
        ItemChanged(account=approver.account, item=one.item, spans=spans(one, reader))
        for approver in waiting(state)
        for one in changed_since(state, approver)
    )


class RevisionSeen(Frozen):
    """One revision that the store holds, as people saw it."""

    revision: int
    fingerprint: str
    made_at: dt.datetime
    drafted_by: str


class SuggestionSeen(Frozen):
    """One suggestion as it can be told now; `state` is there when its workflow told it.

    `suggestion` is the newest text, or the revision that was asked for.
    """

    id: str
    source: Source
    status: str
    suggestion: Suggestion | None = None
    fingerprint: str | None = None
    waiting: Waiting | None = None
    state: ApprovalState | None = None
    names: dict[str, str] = {}
    path: tuple[StepSeen, ...] = ()
    changes: tuple[ItemChanged, ...] = ()
    recorded: tuple[Row, ...] = ()
    revisions: tuple[RevisionSeen, ...] = ()


async def see_suggestion(
    connection: Connection, name: str, revision: int | None = None
) -> SuggestionSeen:
    """Find out about a suggestion: its newest text, or the revision that is asked for.

    Raises:
        UnknownError: neither the server nor the store knows it, or there is no such revision.
    """
    seen = await _newest(connection, name)
    kept = await suggestions.revisions(connection.store, name) if connection.store else []
    found = tuple(
        RevisionSeen(
            revision=one.revision,
            fingerprint=one.fingerprint,
            made_at=one.made_at,
            drafted_by=one.provenance.drafted_by,
        )
        for one in kept
    )
    seen = seen.model_copy(update={"revisions": found})
    if revision is None or (seen.suggestion and seen.suggestion.revision == revision):
        return seen
    text = next((one for one in kept if one.revision == revision), None)
    if text is None:
        raise UnknownError(f"{name} r{revision}")
    return seen.model_copy(update={"suggestion": text, "fingerprint": text.fingerprint})


async def _newest(connection: Connection, name: str) -> SuggestionSeen:
    gone = False
    state = None
    try:
        state = await view(connection, suggestion_id(name), ApprovalState)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        gone = True
    if state is None:
        return await _without_worker(connection, name, gone)
    return SuggestionSeen(
        id=name,
        source="workflow",
        status=state.status,
        suggestion=state.suggestion,
        fingerprint=state.suggestion.fingerprint if state.suggestion else None,
        waiting=waiting_of(state) if state.status == "pending" else None,
        state=state,
        names={p.account: p.name for p in state.people},
        path=path(state),
        changes=changes(state),
    )


async def _without_worker(connection: Connection, name: str, gone: bool) -> SuggestionSeen:
    """Tell what the store holds, and whom the server lists as asked."""
    collaboration = name.partition(":")[0]
    rows = [] if gone else await pending_rows(connection, f"WorkflowId='{suggestion_id(name)}'")
    engine = connection.store
    if engine is None:
        raise UnknownError(name)
    text = await suggestions.suggestion(engine, name)
    if text is None and gone:
        raise UnknownError(name)
    ends = await suggestions.outcomes(engine, collaboration)
    directory = await people.directory(engine, collaboration)
    recorded = [r for r in await ledger.rows(engine, collaboration) if r.suggestion == name]
    waits = [await row_waits(engine, row) for row in rows]
    ended = next((end.state for end in ends if end.suggestion == name), None)
    return SuggestionSeen(
        id=name,
        source="store" if gone else "server",
        status=ended or ("pending" if waits else "drafting"),
        suggestion=text,
        fingerprint=text.fingerprint if text else None,
        waiting=waits[0] if waits and not ended else None,
        names={p.account: p.name for p in directory.people},
        recorded=tuple(recorded),
    )


def suggestion_line(seen: SuggestionSeen) -> Bilingual:
    """Say who is waited for and since when; else how it stands."""
    if seen.waiting:
        return in_words(seen.waiting)
    status, state = STATE_NAMES[seen.status], seen.state
    by = ", ".join(state.decided_by) if state else ""
    sentence = shown(state.sentence, NOTE) if state else ""
    who = Bilingual(en=f" by {by}" if by else "", zh=f"（{by}）" if by else "")
    why = Bilingual(en=f": {sentence}" if sentence else "", zh=f"：{sentence}" if sentence else "")
    return Bilingual(
        en=f"Nobody is waited for: {seen.id} {status.en}{who.en}{why.en}",
        zh=f"无人待办：{seen.id} {status.zh}{who.zh}{why.zh}",
    )
