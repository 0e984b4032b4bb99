"""Recording: what was decided goes to the ledger, the outbox, and to who waits for it."""

from collections.abc import Sequence
from itertools import groupby

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.causes import present
from activities.decision_metrics import counted
from activities.ground import Ground
from activities.suggestion_requests import Conclusion, Told
from domain.collaboration import Outcome
from domain.ledger import Entry, LedgerMark, Row
from domain.messages import Announcement, ended_key
from store import ledger, listings, outbox, people, suggestions


class Recording:
    """Keeps decisions, sends announcements, and reports outcomes."""

    def __init__(self, ground: Ground, client: Client) -> None:
        self._ground, self._client = ground, client

    @activity.defn
    async def conclude(self, conclusion: Conclusion) -> None:
        """Keep what happened; done twice it leaves the same as done once."""
        engine = self._ground.engine
        for revised in conclusion.revised:
            await suggestions.keep_suggestion(engine, conclusion.collaboration, revised)
        rows = [await self._append(entry) for entry in conclusion.entries]
        if rows:  # what Temporal remembers, a cut-off table of the store cannot deny
            mark = LedgerMark(count=rows[-1].sequence, head=rows[-1].hash)
            await self._tell(conclusion.home, "ledger_grew", mark)
        if conclusion.listed:
            await listings.keep_listing(engine, conclusion.listed, conclusion.at)
        await self._announce(conclusion.announcements)
        if conclusion.state:
            await self._announce(await self._heard_back(conclusion))
            await suggestions.keep_outcome(
                engine, conclusion.suggestion, conclusion.state, conclusion.at
            )
            await self._report(conclusion)

    @activity.defn
    async def tell(self, told: Told) -> None:
        """Let lists show how a suggestion stands, and put messages into the outbox."""
        await listings.keep_listing(self._ground.engine, told.listed, told.at)
        await self._announce(told.announcements)

    async def _append(self, entry: Entry) -> Row:
        """Append to the ledger, and count what an earlier attempt had not appended."""
        again = activity.info().attempt > 1
        known = again and await ledger.has(self._ground.engine, entry.collaboration, entry.key)
        row = await ledger.append(self._ground.engine, entry, self._ground.signer)
        if not known:
            counted(entry)
        return row

    async def _announce(self, announcements: Sequence[Announcement]) -> None:
        """Put messages into the outbox; one that is there already is not sent again."""
        for scope, notes in groupby(announcements, key=lambda note: note.collaboration):
            directory = await people.directory(self._ground.engine, scope)
            for note in notes:
                person = directory.person(note.recipient)
                words = note.words(person.language if person else None)
                await outbox.announce(
                    self._ground.engine,
                    note.key,
                    note.collaboration,
                    note.recipient,
                    words.subject,
                    words.body,
                    note.at,
                    present().text(),
                )

    async def _heard_back(self, conclusion: Conclusion) -> tuple[Announcement, ...]:
        """Return how it ended for those who were asked about an earlier text only."""
        told = {note.key: note for note in conclusion.announcements}
        ends = [n for n in told.values() if n.key == ended_key(conclusion.suggestion, n.recipient)]
        if not ends:
            return ()
        asked = await outbox.asked(
            self._ground.engine, conclusion.collaboration, conclusion.suggestion
        )
        keys = {account: ended_key(conclusion.suggestion, account) for account in asked}
        return tuple(
            ends[0].model_copy(update={"key": key, "recipient": account})
            for account, key in keys.items()
            if key not in told
        )

    async def _report(self, conclusion: Conclusion) -> None:
        """Tell the collaboration; one that has closed needs to be told nothing."""
        outcome = Outcome.model_validate(
            {
                "suggestion": conclusion.suggestion,
                "kind": conclusion.kind,
                "state": conclusion.state,
                "revision": conclusion.revision,
                "decided_by": conclusion.decided_by,
                "refused": conclusion.refused,
                "sentence": conclusion.sentence,
                "at": conclusion.at,
            }
        )
        await self._tell(conclusion.home, "outcome", outcome)

    async def _tell(self, home: str, signal: str, told: Outcome | LedgerMark) -> None:
        try:
            await self._client.get_workflow_handle(home).signal(signal, told)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            activity.logger.info("%s is closed; %s kept in the store", home, signal)
