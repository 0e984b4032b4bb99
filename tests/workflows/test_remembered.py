"""What is closed stays readable when Temporal has forgotten it: the whole story on each store."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, suppress
from typing import cast

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.service import RPCError

from api.callers import OPEN_ROLES, Caller, named_only
from api.connection import Connection
from api.decisions import decide
from api.documents import Decided
from api.first_line import first_line
from api.footing import Footing
from api.inputs import Decision
from api.seeing import see
from api.seeing_suggestion import see_suggestion
from cli.show_collaboration import lines
from cli.show_suggestion import suggestion_lines
from domain.charter import Charter
from domain.command import Verb
from domain.errors import RefusedError
from domain.text import Language
from store import charters, ledger, suggestions
from tests.api.calling import api
from tests.postgresql import Postgresql, database
from tests.workflows.cast import Story, until
from tests.workflows.place import NAMESPACE, Place, place
from tests.workflows.telling import WISH, tell
from worker import Settings

LANGUAGES: tuple[Language, ...] = ("zh", "en")
ENDS = ["approved"] * 10


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
async def forgotten(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Place, Story]]:
    """A place where everything of a closed collaboration is deleted from the server."""
    language: Language = "zh" if request.param == "postgresql" else "en"
    with ExitStack() as stack:
        more: dict[str, str] = {}
        if request.param == "postgresql":
            server: Postgresql = request.getfixturevalue("server")
            more["ACCORD_STORE"] = stack.enter_context(database(server))
        async with place(tmp_path_factory.mktemp("forgotten"), more) as at:
            story = await tell(at, language)
            await story.close()
            await _delete_everything(at)
            yield at, story


async def _delete_everything(at: Place) -> None:
    async def left() -> bool:
        found = [one async for one in at.client.list_workflows()]
        for one in found:
            execution = WorkflowExecution(workflow_id=one.id, run_id=one.run_id)
            request = DeleteWorkflowExecutionRequest(
                namespace=NAMESPACE, workflow_execution=execution
            )
            with suppress(RPCError):  # deleted already, and listed still
                await at.client.workflow_service.delete_workflow_execution(request)
        return not found

    await until(left, "an empty server")


def _connection(at: Place) -> Connection:
    return Connection(at.client, at.address, None, store=at.engine)


async def test_the_collaboration_is_shown_as_it_ended(forgotten: tuple[Place, Story]) -> None:
    at, story = forgotten
    seen = await see(_connection(at), story.id)
    assert (seen.source, seen.status) == ("store", "closed")
    assert seen.brief is not None
    assert seen.ending is not None
    assert first_line(seen).en.startswith(f"Closed by {seen.ending.by} at ")
    assert seen.charter_revision == 10
    assert [one.state for one in seen.suggestions] == ENDS
    assert [(one.id, one.state) for one in seen.conflicts] == [
        (f"{story.id}:conflict:1", "approved")
    ]
    assert seen.conflicts[0].issue
    assert len(seen.conflicts[0].parties) > 1
    assert seen.done == ("identify", "team", "goals", "communication", "evaluation")
    told = "\n".join(str(line) for line in lines(seen, None, seen.brief.language))
    assert told.count("✓") == 5


async def test_every_suggestion_is_shown_with_each_of_its_revisions(
    forgotten: tuple[Place, Story],
) -> None:
    at, story = forgotten
    for name in [one.id for one in (await see(_connection(at), story.id)).suggestions]:
        seen = await see_suggestion(_connection(at), name)
        assert (seen.source, seen.status) == ("store", "approved")
        assert seen.suggestion is not None
        assert [one.revision for one in seen.revisions] == [*range(1, seen.suggestion.revision + 1)]
        assert seen.recorded
        kept = await suggestions.revisions(at.engine, name)
        for one, text in zip(seen.revisions, kept, strict=True):
            again = await see_suggestion(_connection(at), name, one.revision)
            assert again.suggestion == text
            assert again.fingerprint == one.fingerprint == text.fingerprint


async def test_what_people_said_about_a_text_is_still_told(forgotten: tuple[Place, Story]) -> None:
    at, story = forgotten
    seen = await see_suggestion(_connection(at), f"{story.id}:roles:1")
    assert seen.suggestion is not None
    language = seen.suggestion.language
    said = [row.comment for row in seen.recorded if row.verb == "request_changes"]
    assert said == [WISH[language]]
    told = "\n".join(str(line) for line in suggestion_lines(seen, None, language))
    assert "Ledger " in told


async def test_charter_and_ledger_are_whole(forgotten: tuple[Place, Story]) -> None:
    at, story = forgotten
    for revision in range(1, 11):
        row = await charters.charter(at.engine, story.id, revision)
        assert row is not None
        approvals = Charter.model_validate_json(row.body).approvals
        assert len(approvals) == revision
    assert await ledger.fault(at.engine, story.id) is None
    rows = await at.ledger(story.id)
    newest = cast(charters.CharterRow, await charters.charter(at.engine, story.id))
    signed = {(row.suggestion, row.actor) for row in rows if row.verb in ("approve", "edit")}
    final = Charter.model_validate_json(newest.body).approvals
    assert {(a.suggestion, by) for a in final for by in a.decided_by} == signed


async def test_all_of_it_can_be_read_over_http(forgotten: tuple[Place, Story]) -> None:
    at, story = forgotten
    home, roles = f"/v1/collaborations/{story.id}", f"/v1/suggestions/{story.id}:roles:1"
    async with api(at) as calls:
        for path in (
            home,
            f"{home}/report",
            f"{home}/charter",
            f"{home}/charter?revision=1",
            f"{home}/ledger",
            roles,
            f"{roles}/revisions/1",
            f"{roles}/diff?from=1&to=2",
            f"/d/{story.id}:roles:1",
        ):
            answer = await calls("GET", path, "ana")
            assert answer.status_code == 200, (path, answer.text)
        beyond = await calls("GET", f"{home}/charter?revision=11", "ana")
        assert beyond.status_code == 404


async def _sponsor(at: Place, story: Story) -> str:
    brief = (await see(_connection(at), story.id)).brief
    assert brief is not None
    return brief.sponsor


@pytest.mark.parametrize(
    ("language", "words"), [("en", "nothing more can be decided"), ("zh", "不能再作决定")]
)
async def test_what_can_only_be_read_is_said_to_have_ended_and_how(
    forgotten: tuple[Place, Story], language: str, words: str
) -> None:
    at, story = forgotten
    sponsor = await _sponsor(at, story)
    roles = f"{story.id}:roles:1"
    async with api(at) as calls:
        shown = (await calls("GET", f"/v1/suggestions/{roles}", sponsor)).json()
        kept = {"revision": shown["suggestion"]["revision"], "fingerprint": shown["fingerprint"]}
        body = {"verb": "reject", "comment": "Too late.", **kept}
        headers = {"accept-language": language}
        sent = ("POST", f"/v1/suggestions/{roles}/decisions", sponsor, body, headers)
        answer = await calls(*sent)
        assert (answer.status_code, answer.json()["code"]) == (410, "ended"), answer.text
        assert words in answer.json()["detail"]
        assert answer.json()["current"] == {"state": "approved", **kept}
        for what in ("close", "ideas"):
            given = {"title": "x", "text": "y"} if what == "ideas" else {}
            path = f"/v1/collaborations/{story.id}/{what}"
            ended = await calls("POST", path, sponsor, given, headers)
            assert (ended.status_code, ended.json()["code"]) == (410, "ended"), ended.text
        never = await calls("POST", f"/v1/suggestions/{story.id}:roles:9/decisions", sponsor, body)
        assert (never.status_code, never.json()["code"]) == (404, "unknown")
    rows = [row for row in await at.ledger(story.id) if row.comment == "Too late."]
    assert {(row.result, row.actor, row.surface) for row in rows} == {("refused", sponsor, "api")}


async def test_the_page_of_what_can_only_be_read_says_so_and_gives_back_what_was_typed(
    forgotten: tuple[Place, Story],
) -> None:
    at, story = forgotten
    sponsor = await _sponsor(at, story)
    path = f"/d/{story.id}:roles:1"
    fields = {"verb": "reject", "revision": "1", "fingerprint": "a" * 16, "nonce": "n" * 16}
    async with api(at) as calls:
        answer = await calls("POST", path, sponsor, data=fields | {"comment": "Not <so>."})
    assert answer.status_code == 410
    assert "<textarea readonly>\nNot &lt;so&gt;.</textarea>" in answer.text
    assert 'id="i-' in answer.text, "the text as it was approved is not shown"


async def test_the_key_of_a_decision_that_counted_tells_the_truth_after_all_is_forgotten(
    forgotten: tuple[Place, Story],
) -> None:
    at, story = forgotten
    decided = [row for row in await at.ledger(story.id) if ":decision:" in row.key and row.actor]
    row = next(row for row in decided if row.verb == "approve")
    assert row.actor is not None
    caller = Caller(row.actor, "open", OPEN_ROLES)
    connection = Connection(at.client, at.address, None, store=at.engine, surface="api")
    on = Footing(connection, Settings("unused", at.data, home=at.home), named_only)
    id = row.key.rpartition(":decision:")[2]

    async def again(verb: Verb, comment: str) -> Decided:
        given = {"verb": verb, "revision": row.revision, "fingerprint": "a" * 16}
        decision = Decision.model_validate(given | ({"comment": comment} if comment else {}))
        return await decide(on, caller, row.suggestion, decision, None, id)

    told = await again("approve", row.comment)
    assert (told.state, told.verb, told.decision_id) == ("approved", "approve", id)
    with pytest.raises(RefusedError) as refused:
        await again("reject", "Something else.")
    assert refused.value.document["code"] == "id_used"


async def test_what_was_closed_does_not_begin_anew(forgotten: tuple[Place, Story]) -> None:
    at, story = forgotten
    brief = (await see(_connection(at), story.id)).brief
    assert brief is not None
    async with api(at) as calls:
        sent = ("POST", "/v1/collaborations", brief.sponsor)
        again = await calls(*sent, brief.model_dump(mode="json"))
        assert (again.status_code, again.json()["id"]) == (200, story.id), again.text
        other = await calls(*sent, brief.model_dump(mode="json") | {"title": "Another one"})
        assert (other.status_code, other.json()["code"]) == (409, "taken"), other.text
    assert [one async for one in at.client.list_workflows()] == []
    assert (await see(_connection(at), story.id)).status == "closed"
