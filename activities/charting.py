"""The charter: an approved suggestion makes its next revision, once."""

from temporalio import activity
from temporalio.client import Client

from activities.double_booking import PEOPLED, let_look, tell_of_double_booking
from activities.ground import Ground, brief_of, charter_of, in_words
from activities.requests import AmendRequest
from domain.charter import amended
from domain.errors import BadInputError
from store import charters, people, suggestions


class Charting:
    """Writes charter revisions; CollaborationWorkflow alone asks for it."""

    def __init__(self, ground: Ground, client: Client) -> None:
        self._ground, self._client = ground, client

    @activity.defn
    async def amend_charter(self, request: AmendRequest) -> int:
        """Put an approved suggestion into the charter; return the revision that it made.

        0 when the store knows of no approval: anybody on the engine's port could send an outcome,
        and only people's decisions, which the suggestion itself has recorded, make a charter.
        """
        engine = self._ground.engine
        brief = await brief_of(self._ground, request.collaboration)
        with in_words(brief.language):
            ended = {o.suggestion: o.state for o in await suggestions.outcomes(engine, brief.id)}
            if ended.get(request.suggestion) != "approved":
                return 0
            approved = await suggestions.suggestion(engine, request.suggestion, request.revision)
            if approved is None:
                raise BadInputError(
                    f"revision {request.revision} of {request.suggestion} is not in the store",
                    f"存储中没有 {request.suggestion} 第 {request.revision} 版",
                )
            charter = await charter_of(self._ground, brief)
            made = {a.suggestion: n for n, a in enumerate(charter.approvals, start=1)}
            revision = made.get(request.suggestion)
            if revision is None:
                directory = await people.directory(engine, brief.id)
                charter = amended(charter, approved, request.decided_by, request.at, directory)
                revision = await charters.keep_charter(
                    engine,
                    brief.id,
                    charter.revision,
                    charter.model_dump_json(),
                    charter.fingerprint,
                    request.suggestion,
                    request.at,
                )
        if approved.kind in PEOPLED:  # also when it is tried again: it may have failed just here
            made_by, at = request.suggestion, request.at
            await tell_of_double_booking(self._ground, brief, charter, made_by, at)
            await let_look(self._ground, self._client, charter, made_by)
        return revision
