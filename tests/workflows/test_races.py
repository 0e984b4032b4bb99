"""Two at the same instant: exactly one outcome, and both are recorded (issue 4, acceptance 4)."""

import asyncio
import base64
import contextlib
import datetime as dt
import json
import random
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.tokens import make_keys, signing_key
from api.connection import Connection
from api.sending import send
from cli.keys import keys_folder
from cli.token import login_link
from cli.ui_proxy import proxy_for
from domain.errors import RefusedError
from store import ledger
from tests.cli.proxied import served
from tests.cli.test_ui_proxy_guard import sent
from tests.workflows.cast import Shown, Story, begin, until
from tests.workflows.place import Place, brief, place
from tests.workflows.running import environment, worker_process

EARLY = ["identify", "team", "goals"]
RUNS, MANY = 20, 200
AT_ONCE = 5
"""Collaborations side by side: a worker has other things to do as well."""


async def _cadence(at: Place, **changes: Any) -> tuple[Story, Shown]:
    story = await begin(at, brief("en", skip=EARLY, **changes))
    return story, await story.pending("cadence")


async def _sent(shown: Shown, verb: str, actor: str, **more: Any) -> str:
    """Return `done`, or the code of the refusal."""
    try:
        await shown.send(verb, actor, **more)
    except WorkflowUpdateFailedError as error:
        cause = error.cause
        return str(cause.details[0]["code"]) if isinstance(cause, ApplicationError) else str(cause)
    return "done"


async def _recorded(at: Place, story: Story, verbs: set[str], count: int) -> list[str]:
    async def there() -> list[str] | None:
        rows = [row for row in await at.ledger(story.id) if row.verb in verbs]
        return [row.result for row in rows] if len(rows) >= count else None

    return await until(there, f"{count} rows of {verbs} of {story.id}")


async def one_approves_and_one_rejects(at: Place) -> None:
    """In an any step the first one decides; the other one is too late."""
    story, shown = await _cadence(at)
    first, second = shown.asked[:2]
    said = await asyncio.gather(
        _sent(shown, "approve", first), _sent(shown, "reject", second, comment="no")
    )
    assert sorted(said) == ["done", "ended"]
    state = (await story.ended("cadence")).state
    assert state == ("approved" if said[0] == "done" else "rejected")
    kept = await _recorded(at, story, {"approve", "reject"}, 2)
    assert sorted(kept) == ["recorded", "refused"]
    assert await ledger.fault(at.engine, story.id) is None
    await story.close()


async def a_decision_races_the_deadline(at: Place) -> None:
    """Whatever the server ordered first wins; the other leaves its trace."""
    story, shown = await _cadence(at, deadlines={"remind": "PT5S", "decide": "PT6S"})
    due = shown.state.due_at
    assert due is not None
    left = (due - dt.datetime.now(dt.UTC)).total_seconds()
    await asyncio.sleep(max(0.0, left - random.uniform(0, 0.1)))
    said = await _sent(shown, "approve", shown.asked[0])
    assert said in ("done", "ended")
    state = (await story.ended("cadence")).state
    assert state == ("approved" if said == "done" else "expired")
    verbs = {"approve", "expire"}
    kept = await _recorded(at, story, verbs, 1 if said == "done" else 2)
    assert kept.count("recorded") == 1
    assert len(kept) == (1 if said == "done" else 2)
    await story.close()


RACES = [one_approves_and_one_rejects, a_decision_races_the_deadline]


async def _length(shown: Shown) -> int:
    return (await shown.handle.describe()).raw_description.workflow_execution_info.history_length


async def _told(
    connection: Connection, shown: Shown, verb: str, actor: str, id: str, **more: Any
) -> str:
    """Send it as `accord decide` does, again under the same id for as long as it says so."""
    given = {"actor": actor, **shown.bound, **more}
    while True:
        try:
            await send(connection, shown.handle.id, verb, given, id)
        except RefusedError as error:
            if (code := str(error.document["code"])) != "not_yet":
                return code
        else:
            return "done"


async def a_decision_around_continue_as_new(at: Place) -> None:
    """While a history begins anew, each decision counts in exactly one of the two, once.

    Sent as `accord decide` does, which also records what came after the end.
    """
    story, shown = await _cadence(at)
    first, second = shown.asked[:2]
    before, connection = 0, Connection(at.client, at.address, None, at.engine)
    while await _length(shown) < LONG - NEAR:
        id = f"{story.id}-{before}"
        before += await _told(connection, shown, "comment", second, id, comment="so far") == "done"

    async def later(verb: str, actor: str, id: str, **more: Any) -> str:
        await asyncio.sleep(random.uniform(0, 0.02 if verb == "comment" else 2.5))
        return await _told(connection, shown, verb, actor, f"{story.id}-{id}", **more)

    more = [later("comment", second, f"more-{n}", comment=f"and {n}") for n in range(2)]
    said = await asyncio.gather(
        later("approve", first, "yes"),
        later("approve", first, "yes"),  # the same, sent again: it counts once
        later("reject", second, "no", comment="no"),
        *more,
    )
    await _one_outcome(at, story, said)
    rows = [row for row in await at.ledger(story.id) if row.verb == "comment"]
    kept = len([row for row in rows if row.result == "recorded"])
    assert kept == before + said[3:].count("done")
    assert await ledger.fault(at.engine, story.id) is None
    await story.close()


async def _one_outcome(at: Place, story: Story, said: list[str]) -> None:
    """See that of two approvals under one id and a rejection one counts, and the ledger says so."""
    state = (await story.ended("cadence")).state
    assert state in ("approved", "rejected")
    decided = {"approve": said[:2], "reject": said[2:3]}
    won = "approve" if state == "approved" else "reject"
    lost = "reject" if won == "approve" else "approve"
    assert "done" in decided[won]
    assert set(decided[lost]) == {"ended"}

    async def recorded() -> bool:
        rows = [r for r in await at.ledger(story.id) if r.verb in decided]
        ours = [r.verb for r in rows if r.result == "recorded"]
        theirs = {r.verb for r in rows if r.result == "refused"}
        assert len(ours) <= 1
        return ours == [won] and lost in theirs

    await until(recorded, f"one outcome and one refusal of {story.id}")


LONG, NEAR = 40, 8
"""Events after which a history is to begin anew, and how near to that the race starts."""
EACH = 12
"""Clicks of one tab, one after another; together more than a history takes."""
SHORT = ("--dynamic-config-value", f"limit.historyCount.suggestContinueAsNew={LONG}")


@pytest.fixture(scope="module")
async def short(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """A server of its own, on which a history begins anew early; its worker in a process apart."""
    home = tmp_path_factory.mktemp("short")
    async with (
        place(home, options=SHORT, serve=False) as at,
        worker_process(environment(at)),
    ):
        with pytest.MonkeyPatch.context() as patch:
            for name in ("ACCORD_HOME", "ACCORD_STORE", "ACCORD_DATA"):
                patch.setenv(name, environment(at)[name])
            yield at


async def _anew(at: Place) -> int:
    """Return how many suggestions have begun anew at least once."""
    query = "WorkflowType='SuggestionWorkflow'"
    found = [one async for one in at.client.list_workflows(query)]
    return sum(one.status is WorkflowExecutionStatus.CONTINUED_AS_NEW for one in found)


async def test_around_continue_as_new_exactly_one_counts(short: Place) -> None:
    await _many(short, a_decision_around_continue_as_new, RUNS)
    assert await _anew(short) > 0


@pytest.mark.soak
async def test_around_continue_as_new_exactly_one_counts_two_hundred_times(short: Place) -> None:
    await _many(short, a_decision_around_continue_as_new, MANY)
    assert await _anew(short) > 0


def _code(answer: dict[str, Any]) -> str | None:
    """Return the code of a refusal, as the worker gave it."""
    info = answer.get("outcome", {}).get("failure", {}).get("applicationFailureInfo", {})
    payloads = info.get("details", {}).get("payloads", [])
    return json.loads(base64.b64decode(payloads[0]["data"])).get("code") if payloads else None


async def _clicked(browser: httpx2.AsyncClient, shown: Shown, verb: str, id: str) -> str:
    """Send it as the Temporal UI does when it is opened through the proxy."""
    place = f"/api/v1/namespaces/accord/workflows/{shown.handle.id}/update/{verb}"
    while True:
        typed = json.loads(sent({**shown.bound, "comment": id}))["request"]
        body = json.dumps({"request": typed | {"meta": {"updateId": id}}})
        answer = await browser.post(place, content=body)
        if answer.status_code == 503:  # not yet
            continue
        found = answer.json()
        if _code(found) == "token_key":  # the worker has not read the new key yet
            await asyncio.sleep(0.1)
            continue
        return "done" if "success" in found.get("outcome", {}) else str(found)


@contextlib.asynccontextmanager
async def _signed_in(at: Place, account: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser that has the Temporal UI open through the proxy."""
    if not keys_folder().exists():
        make_keys(keys_folder(), "races")
    connection = Connection(at.client, at.address, None, at.engine)
    async with (
        httpx2.AsyncClient(base_url=at.ui, trust_env=False) as behind,
        served(proxy_for(connection, behind, None, False)) as url,
        httpx2.AsyncClient(base_url=url, trust_env=False, timeout=60) as browser,
    ):
        link = httpx2.URL(login_link(signing_key(keys_folder()), account, 600, url))
        await browser.post("/accord/login", data={"link": link.params["link"]})
        await browser.get("/")
        browser.headers["x-csrf-token"] = browser.cookies["_csrf"]
        yield browser


async def test_clicks_through_the_proxy_count_once_while_a_history_begins_anew(
    short: Place,
) -> None:
    story, shown = await _cadence(short)
    async with _signed_in(short, shown.asked[0]) as browser:

        async def clicks(number: int) -> list[str]:
            return [
                await _clicked(browser, shown, "comment", f"{story.id}-{number}-{n}")
                for n in range(EACH)
            ]

        said = await asyncio.gather(*(clicks(number) for number in range(AT_ONCE)))
        assert {one for each in said for one in each} == {"done"}
        assert await _clicked(browser, shown, "approve", f"{story.id}-yes") == "done"
    assert await _anew(short) > 0
    assert (await story.ended("cadence")).state == "approved"

    async def recorded() -> bool:
        rows = [row for row in await short.ledger(story.id) if row.result == "recorded"]
        return [row.verb for row in rows].count("comment") == AT_ONCE * EACH

    await until(recorded, f"every comment of {story.id}")
    await story.close()


async def _many(at: Place, race: Any, runs: int) -> None:
    turn = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with turn:
            await race(at)

    async with asyncio.TaskGroup() as group:
        for _ in range(runs):
            group.create_task(one())


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
async def test_of_two_at_once_exactly_one_counts(at: Place, race: Any) -> None:
    await _many(at, race, RUNS)


@pytest.mark.soak
@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
async def test_of_two_at_once_exactly_one_counts_two_hundred_times(at: Place, race: Any) -> None:
    await _many(at, race, MANY)
