"""Who decides: tokens on a real server, and what is kept of those that are refused."""

import asyncio
import dataclasses
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from activities.tokens import SigningKey, folder, make_keys, signing_key
from domain.errors import BadInputError
from domain.ledger import Row
from tests.approvals import NOW, ask, pending
from tests.workflows.cast import Shown, Story, begin, refusal, until
from tests.workflows.place import Place, brief, place
from tests.workflows.replaying import replayer
from tests.workflows.running import environment, worker_process
from workflows.identity import NOBODY, mode_at
from workflows.settings import Settings


@dataclasses.dataclass(frozen=True)
class House:
    """A place whose worker holds the public half of this key."""

    at: Place
    key: SigningKey


@pytest.fixture(scope="module")
async def strict(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """A place where a bare name will not do."""
    home = tmp_path_factory.mktemp("strict")
    make_keys(folder(home), "k1")
    # A process of its own: two workers in one share the queue of refused attempts.
    async with (
        place(home, serve=False) as at,
        worker_process(environment(at, ACCORD_IDENTITY="token")),
    ):
        yield House(at, signing_key(folder(home)))


async def _need(at: Place) -> tuple[Story, Shown]:
    story = await begin(at, brief("en"))
    return story, await story.pending("need")


async def _code(update: Any) -> str:
    error = await refusal(update)
    (detail,) = error.details
    assert detail["en"]
    assert detail["zh"]
    return str(detail["code"])


async def _rows(at: Place, story: Story, result: str, count: int) -> list[Row]:
    async def look() -> list[Row] | None:
        rows = [r for r in await at.ledger(story.id) if r.result == result and r.actor]
        return rows if len(rows) >= count else None

    return await until(look, f"{count} {result} rows of {story.id}")


async def test_a_token_approves_and_is_recorded_as_verified(strict: House) -> None:
    story, shown = await _need(strict.at)
    first = shown.asked[0]
    token = strict.key.decision(shown.state, first)
    await shown.send("approve", first, token=token)
    after = await shown.again()
    assert first not in after.asked
    assert {(s.actor, s.verified) for s in after.state.signatures} == {(first, True)}
    (row,) = await _rows(strict.at, story, "recorded", 1)
    assert (row.actor, row.verb, row.verified) == (first, "approve", True)


async def test_a_token_alone_says_who_decides_and_on_what(strict: House) -> None:
    _, shown = await _need(strict.at)
    first = shown.asked[0]
    given = {"token": strict.key.decision(shown.state, first, ("approve",))}
    await shown.handle.execute_update("approve", given, id=str(uuid.uuid4()))
    assert first not in (await shown.again()).asked


async def test_without_a_token_nothing_is_decided(strict: House) -> None:
    story, shown = await _need(strict.at)
    first = shown.asked[0]
    assert await _code(shown.send("approve", first)) == "no_token"
    assert await _code(shown.send("comment", first, comment="hello")) == "no_token"
    given = {"verb": "reject", "actor": first, "comment": "no", "token": None} | shown.bound
    assert await _code(shown.handle.execute_update("decide", given)) == "no_token"
    assert (await shown.again()).asked == shown.asked
    rows = await _rows(strict.at, story, "refused", 3)
    assert all(row.actor == first and not row.verified for row in rows)
    assert all(f"accord token {story.id}:need:1" in row.reason for row in rows)


async def test_a_used_token_decides_nothing_more_and_the_same_decision_again_is_fine(
    strict: House,
) -> None:
    story, shown = await _need(strict.at)
    first = shown.asked[0]
    token = strict.key.decision(shown.state, first)
    once = await shown.send("approve", first, id="mine", token=token)
    assert await shown.send("approve", first, id="mine", token=token) == once
    again = {"comment": "once more", "token": token}
    assert await _code(shown.send("comment", first, id="other", **again)) == "token_used"
    (row,) = await _rows(strict.at, story, "refused", 1)
    assert "used for another decision" in row.reason


async def test_forged_tokens_are_refused_and_leave_a_row_without_the_token(
    strict: House, tmp_path: Path
) -> None:
    story, shown = await _need(strict.at)
    first, second = shown.asked[:2]
    make_keys(tmp_path, "k1")
    make_keys(tmp_path, "k7")
    good = strict.key.decision(shown.state, first)
    forged = {
        "token_forged": signing_key(tmp_path, "k1").decision(shown.state, first),
        "token_key": signing_key(tmp_path, "k7").decision(shown.state, first),
        "token_expired": strict.key.decision(shown.state, first, seconds=-1),
        "token_verb": strict.key.decision(shown.state, first, ("reject",)),
        "token_person": strict.key.decision(shown.state, second),
        "token_text": strict.key.bound(shown.state.id, first, 1, "0" * 64),
        "token_suggestion": strict.key.bound("else:need:1", first, 1, shown.bound["fingerprint"]),
    }
    for code, token in forged.items():
        assert await _code(shown.send("approve", first, token=token)) == code
    rows = await _rows(strict.at, story, "refused", len(forged))
    assert len({row.reason for row in rows}) == len(forged)
    assert (await shown.again()).asked == shown.asked
    kept = "".join(row.model_dump_json() for row in await strict.at.ledger(story.id))
    kept += (await shown.again()).state.model_dump_json()
    for token in (good, *forged.values()):
        assert token not in kept
        assert token.split(".")[2] not in kept


async def test_the_holder_of_a_token_can_do_no_more_than_they_may(strict: House) -> None:
    _, shown = await _need(strict.at)
    token = strict.key.decision(shown.state, "stranger")
    assert await _code(shown.send("approve", "stranger", token=token)) == "not_asked"


async def test_a_new_key_is_accepted_and_a_withdrawn_one_refused_without_a_restart(
    strict: House,
) -> None:
    _, shown = await _need(strict.at)
    first, second = shown.asked[:2]
    make_keys(folder(strict.at.home), "k2")
    fresh = signing_key(folder(strict.at.home), "k2").decision(shown.state, first)
    await asyncio.sleep(1)
    await shown.send("approve", first, token=fresh)
    late = signing_key(folder(strict.at.home), "k2").decision(shown.state, second)
    (folder(strict.at.home) / "k2.pub").unlink()
    await asyncio.sleep(1)
    assert await _code(shown.send("approve", second, token=late)) == "token_key"


async def test_where_names_are_enough_a_token_must_still_be_good(at: Place) -> None:
    story, shown = await _need(at)
    first, second = shown.asked[:2]
    await shown.send("approve", first)
    make_keys(folder(at.home), "open-1")
    key = signing_key(folder(at.home), "open-1")
    await asyncio.sleep(1)
    expired = key.decision(shown.state, second, seconds=-1)
    assert await _code(shown.send("approve", second, token=expired)) == "token_expired"
    await shown.send("approve", second, token=key.decision(shown.state, second))
    rows = await _rows(at, story, "recorded", 2)
    assert {row.actor: row.verified for row in rows} == {first: False, second: True}


def test_a_name_is_enough_only_beside_a_server_that_nobody_else_reaches() -> None:
    for address in ("localhost:7233", "127.0.0.1:7233", "[::1]:7233"):
        assert mode_at(address) == "open"
    for address in ("temporal:7233", "10.0.0.7:7233", "x.tmprl.cloud:7233", "127.evil.example:1"):
        assert mode_at(address) == "token"


@pytest.mark.parametrize("mode", ["maybe", "OPEN", "open token", "none"])
def test_a_worker_with_a_mode_that_is_none_does_not_start(mode: str) -> None:
    with pytest.raises(BadInputError) as raised:
        Settings.from_environment({"ACCORD_IDENTITY": mode})
    assert raised.value.sentence.en.startswith("ACCORD_IDENTITY")
    assert "应为 open 或 token" in raised.value.sentence.zh


async def test_where_no_worker_says_otherwise_nobody_is_believed() -> None:
    state = pending("ana")
    found = NOBODY.refused(state, ask(state, "approve", "ana"), NOW)
    assert found is not None
    assert found.code == "no_token"


async def test_of_two_decisions_with_one_token_at_the_same_instant_one_counts(
    strict: House,
) -> None:
    _, shown = await _need(strict.at)
    first = shown.asked[0]
    token = strict.key.decision(shown.state, first)
    tries = [shown.send("comment", first, comment=f"no {n}", token=token) for n in range(4)]
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert len([answer for answer in answers if isinstance(answer, dict)]) == 1
    assert len((await shown.again()).state.remarks) == 1


async def test_a_history_with_tokens_replays_where_no_key_is_known(strict: House) -> None:
    _, shown = await _need(strict.at)
    first = shown.asked[0]
    await shown.send("approve", first, token=strict.key.decision(shown.state, first))
    history = await shown.handle.fetch_history()
    assert (await replayer().replay_workflow(history)).replay_failure is None
