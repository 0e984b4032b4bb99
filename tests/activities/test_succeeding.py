"""Who is lost, who may say so, and who signs in their place: looked up, never believed."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.ground import Ground
from activities.succeeding import Succeeding
from activities.succession_requests import (
    Found,
    GapFound,
    GapRequest,
    InsteadRequest,
    LostRequest,
    ReporterRequest,
)
from domain.departure import Departure
from domain.directory import Directory
from domain.role_gap_facts import RoleGapFacts
from store import charters, facts, ledger
from store.collaborations import keep_collaboration
from store.listings import keep_listing
from store.people import COMPANY, keep_directory
from tests.approvals import brief
from tests.charters import DIRECTORY, ON, charter, without
from tests.store.samples import NOW
from tests.store.test_listings import listed

ID = "onboarding-1"


@pytest.fixture
async def own(engine: AsyncEngine) -> Succeeding:
    """A collaboration with a charter, whose people are those of the company."""
    await keep_collaboration(engine, brief(sponsor="sun"), NOW)
    await keep_directory(engine, COMPANY, DIRECTORY)
    kept = charter()
    text = kept.model_dump_json()
    await charters.keep_charter(engine, ID, 1, text, kept.fingerprint, f"{ID}:roles:1", NOW)
    return Succeeding(Ground(engine=engine, root=Path()))


async def lost(own: Succeeding) -> Found:
    request = LostRequest(collaboration=ID, today=ON)
    found: Found = await ActivityEnvironment().run(own.find_lost, request)
    return found


async def instead(own: Succeeding, account: str) -> tuple[str, ...]:
    request = InsteadRequest(collaboration=ID, account=account, today=ON)
    found: tuple[str, ...] = await ActivityEnvironment().run(own.find_instead, request)
    return found


async def gap(own: Succeeding, account: str) -> GapFound:
    departure = Departure(account=account, cause="reported", by="ana")
    request = GapRequest(
        collaboration=ID, reference=f"{ID}:role_gap:1", departure=departure, today=ON
    )
    found: GapFound = await ActivityEnvironment().run(own.gather_role_gap, request)
    return found


async def refused(own: Succeeding, actor: str, account: str = "al") -> str | None:
    request = ReporterRequest(
        collaboration=ID,
        actor=actor,
        account=account,
        comment="because",
        workflow=f"collaboration:{ID}",
        update="report_departure",
        update_id="u-1",
        language="en",
    )
    try:
        await ActivityEnvironment().run(own.require_reporter, request)
    except ApplicationError as error:
        return error.message
    return None


async def test_a_company_import_reaches_a_collaboration_without_a_list_of_its_own(
    own: Succeeding, engine: AsyncEngine
) -> None:
    assert (await lost(own)).departures == ()
    await keep_directory(engine, COMPANY, without("al"))
    assert [one.account for one in (await lost(own)).departures] == ["al"]


async def test_whoever_is_asked_now_and_has_gone_is_found_beside_the_charters_people(
    own: Succeeding, engine: AsyncEngine
) -> None:
    asked = listed(
        suggestion=f"{ID}:need:1", collaboration=ID, kind="need", approvers=("ada", "zoe")
    )
    await keep_listing(engine, asked, NOW)
    found = await lost(own)
    assert (found.departures, found.accounts) == ((), ("zoe",))


async def test_of_a_directory_without_anybody_nobody_is_lost(
    own: Succeeding, engine: AsyncEngine
) -> None:
    await keep_directory(engine, COMPANY, Directory(people=()))
    assert await lost(own) == Found(departures=(), accounts=())
    assert await instead(own, "al") == ()


async def test_nobody_signs_instead_of_somebody_who_is_there(
    own: Succeeding, engine: AsyncEngine
) -> None:
    assert await instead(own, "ana") == ()
    await keep_directory(engine, COMPANY, without("ana"))
    assert await instead(own, "ana") == ("sun",)


async def test_what_somebody_holds_is_said_in_words_and_kept_with_who_could_follow(
    own: Succeeding, engine: AsyncEngine
) -> None:
    found = await gap(own, "al")
    assert found.name == "Al"
    assert found.places[1] == "role:1 baseline (accountable)"
    kept = await facts.facts(engine, f"{ID}:role_gap:1")
    assert isinstance(kept, RoleGapFacts)
    assert len(kept.gaps) == len(found.places)


async def test_somebody_without_a_place_and_somebody_unknown_are_told_apart(
    own: Succeeding,
) -> None:
    assert "Ada (ada) holds no place in the charter" in (await gap(own, "ada")).sentence
    with pytest.raises(ApplicationError, match="neither in the directory nor in the charter"):
        await gap(own, "nobody")


async def test_the_head_reports_and_anybody_else_is_refused_and_kept(
    own: Succeeding, engine: AsyncEngine
) -> None:
    assert await refused(own, "ana") is None
    for actor, account in (("bo", "al"), ("ada", "al"), ("bo", "nobody")):
        told = await refused(own, actor, account)
        assert told
        assert f"{actor} may not report this" in told
    rows = await ledger.rows(engine, ID)
    assert [(row.verb, row.result) for row in rows] == [("report_departure", "refused")] * 3
    assert all(row.at > dt.datetime(2020, 1, 1, tzinfo=dt.UTC) for row in rows)
