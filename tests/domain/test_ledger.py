import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.ledger import (
    GENESIS,
    LARGEST_REVISION,
    UNHASHED,
    Entry,
    Row,
    chain,
    first_fault,
)
from domain.text import LIMIT, LINE_LIMIT

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
REQUIRED: dict[str, Any] = {
    "collaboration": "onboarding",
    "suggestion": "onboarding:goals:1",
    "key": "decision-1",
    "verb": "approve",
    "result": "recorded",
    "surface": "cli",
    "at": NOW,
}

PLACE = {"sequence", "previous", *UNHASHED}
"""What a row has beyond its entry."""

words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf"]), max_size=12)
entries = st.builds(
    Entry,
    collaboration=st.just("onboarding"),
    suggestion=st.sampled_from(["onboarding:goals:1", "onboarding:team:1"]),
    key=st.uuids().map(str),
    verb=st.sampled_from(["approve", "edit", "reject", "request_changes", "redraft", "comment"]),
    result=st.sampled_from(["recorded", "refused"]),
    actor=st.none() | st.just("alice"),
    verified=st.booleans(),
    surface=st.sampled_from(["cli", "temporal-ui"]),
    revision=st.none() | st.integers(1, 9),
    fingerprints=st.lists(st.sampled_from(["a" * 64, "b" * 64]), max_size=3).map(tuple),
    comment=words,
    reason=words,
    at=st.timedeltas(dt.timedelta(0), dt.timedelta(days=400)).map(lambda gone: NOW + gone),
)


def entry(**changes: Any) -> Entry:
    return Entry(**REQUIRED | changes)


def chained(made: list[Entry]) -> list[Row]:
    rows: list[Row] = []
    for one in made:
        rows.append(chain(rows[-1] if rows else None, one))
    return rows


chains = st.lists(entries, min_size=2, max_size=6, unique_by=lambda one: one.key).map(chained)

OTHER: dict[str, Callable[[Any], Any]] = {
    "collaboration": lambda old: old + "x",
    "suggestion": lambda old: old + "x",
    "key": lambda old: old + "x",
    "verb": lambda old: old + "x",
    "result": lambda old: "refused" if old == "recorded" else "recorded",
    "actor": lambda old: None if old else "mallory",
    "verified": lambda old: not old,
    "surface": lambda old: old + "x",
    "revision": lambda old: None if old else 1,
    "fingerprints": lambda old: (*old, "c" * 64),
    "comment": lambda old: old + "\u200b",  # even what a reader cannot see
    "reason": lambda old: old + " ",
    "at": lambda old: old + dt.timedelta(microseconds=1),
    "sequence": lambda old: old + 1,
    "previous": lambda old: "f" + old[1:] if old[0] != "f" else "0" + old[1:],
    "hash": lambda old: "f" + old[1:] if old[0] != "f" else "0" + old[1:],
}


def test_every_field_of_a_row_is_tried_but_the_signature_which_is_not_the_chains() -> None:
    assert OTHER.keys() | UNHASHED == Row.model_fields.keys()
    assert OTHER.keys() & UNHASHED == {"hash"}


@given(chains)
def test_an_untouched_chain_has_no_fault_wherever_it_was_noted(rows: list[Row]) -> None:
    assert first_fault(rows) is None
    assert first_fault(rows, 0, GENESIS) is None
    for row in rows:
        assert first_fault(rows, row.sequence, row.hash) is None
        assert first_fault(rows, head=row.hash) is None


@given(chains, st.data())
def test_a_changed_field_is_found(rows: list[Row], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    field = data.draw(st.sampled_from(sorted(OTHER)))
    changed = OTHER[field](getattr(rows[place], field))
    rows[place] = Row.model_validate(rows[place].model_dump() | {field: changed})
    assert first_fault(rows) is not None


@given(chains, st.data())
def test_a_dropped_row_is_found(rows: list[Row], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 2))
    assert first_fault(rows[:place] + rows[place + 1 :]) is not None


@given(chains, st.data())
def test_rows_in_another_order_are_found(rows: list[Row], data: st.DataObject) -> None:
    moved = data.draw(st.permutations(rows).filter(lambda order: order != rows))
    assert first_fault(moved) is not None


@given(chains, st.data())
def test_a_cut_off_end_is_found_with_the_count_or_the_head(
    rows: list[Row], data: st.DataObject
) -> None:
    left = data.draw(st.integers(0, len(rows) - 1))
    assert first_fault(rows[:left], count=len(rows)) is not None
    assert first_fault(rows[:left], head=rows[-1].hash) is not None


@given(chains, st.data())
def test_a_replayed_row_is_found_even_when_it_is_chained_anew(
    rows: list[Row], data: st.DataObject
) -> None:
    again = data.draw(st.sampled_from(rows))
    assert first_fault([*rows, again]) is not None
    replayed = Entry(**again.model_dump(exclude=PLACE))
    assert first_fault([*rows, chain(rows[-1], replayed)]) is not None


@given(chains)
def test_a_chain_written_anew_is_found_only_with_the_head(rows: list[Row]) -> None:
    made = [Entry(**row.model_dump(exclude=PLACE)) for row in rows]
    anew = chained([made[0].model_copy(update={"comment": "rewritten"}), *made[1:]])
    assert first_fault(anew) is None
    assert first_fault(anew, len(rows), rows[-1].hash) is not None


def test_the_first_row_begins_with_the_genesis_hash() -> None:
    row = chain(None, entry())
    assert (row.sequence, row.previous) == (1, GENESIS)


def test_the_hash_of_a_row_is_the_sha_256_of_its_canonical_text() -> None:
    # Fails when a field, a default or the canonical form changes: old chains would break.
    row = chain(None, entry(comment="同意", revision=2, actor="wang.li"))
    canonical = (
        '{"actor":"wang.li","at":"2026-03-02T09:30:00+00:00","collaboration":"onboarding",'
        '"comment":"同意","key":"decision-1","previous":"' + GENESIS + '","result":"recorded",'
        '"revision":2,"sequence":1,"suggestion":"onboarding:goals:1","surface":"cli",'
        '"verb":"approve"}'
    )
    assert row.hash == hashlib.sha256(canonical.encode()).hexdigest()


def test_what_equals_its_default_does_not_change_the_hash() -> None:
    row = chain(None, entry())
    spelled_out = chain(None, entry(comment="", actor=None, verified=False))
    assert row.hash == spelled_out.hash


def test_the_same_moment_in_another_zone_gives_the_same_row() -> None:
    shanghai = dt.timezone(dt.timedelta(hours=8))
    assert chain(None, entry(at=NOW.astimezone(shanghai))) == chain(None, entry())


def test_rows_of_two_collaborations_do_not_mix() -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        chain(chain(None, entry()), entry(collaboration="other", key="decision-2"))


def test_a_time_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        entry(at=dt.datetime(2026, 3, 2))  # noqa: DTZ001  the defect under test


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_that_utc_has_no_year_for_is_refused(at: str) -> None:
    with pytest.raises(ValidationError, match="beyond the calendar"):
        entry(at=at)


def test_an_attempt_is_recorded_whatever_a_stranger_sent() -> None:
    rubbish = "x\u202e\ud800" * 21_000
    kept = entry(
        key=rubbish,
        verb=rubbish,
        actor=rubbish,
        comment=rubbish,
        fingerprints=(rubbish,),
        revision=10**30,
    )
    assert (len(kept.verb), len(kept.actor or ""), len(kept.comment)) == (300, 300, 20_000)
    assert kept.comment == "x" * 19_999 + "…"
    assert kept.revision is None
    assert first_fault([chain(None, kept)]) is None


def test_long_keys_and_keys_with_hidden_characters_stay_apart() -> None:
    keys = ["k", "k\u200b", "k" * 300, "k" * 301, "k" * 302]
    kept = [entry(key=key).key for key in keys]
    assert len(set(kept)) == len(keys)
    assert max(map(len, kept)) <= 300


def test_an_entry_without_a_key_is_refused() -> None:
    with pytest.raises(ValidationError):
        entry(key="")


def test_a_fault_is_said_in_both_languages() -> None:
    rows = chained([entry(key=str(number)) for number in range(3)])
    fault = first_fault([rows[0], rows[2]])
    assert fault is not None
    assert fault.en == "row 2 is missing or out of order: row 3 stands in its place"
    assert fault.zh == "第 2 行缺失或顺序有误：此处出现的是第 3 行"
    cut = first_fault(rows[:2], count=3)
    assert cut is not None
    assert cut.zh == "台账末尾缺失：曾登记 3 行，现仅有 2 行"


def test_a_key_is_kept_up_to_its_length_and_else_named_by_its_start_and_hash() -> None:
    assert entry(key="k" * LINE_LIMIT).key == "k" * LINE_LIMIT
    for key in ("k" * (LINE_LIMIT + 1), "decision-1\u202e"):
        told = hashlib.sha256(key.encode()).hexdigest()
        assert entry(key=key).key == f"{key[:200].rstrip(chr(0x202E))}…{told}"


@pytest.mark.parametrize(
    ("given", "kept"),
    [(0, None), (-1, None), (1, 1), (LARGEST_REVISION, LARGEST_REVISION), (2**31, None)],
)
def test_a_revision_that_none_can_have_is_kept_as_none(given: int, kept: int | None) -> None:
    assert entry(revision=given).revision == kept


@pytest.mark.parametrize(("field", "limit"), [("verb", LINE_LIMIT), ("comment", LIMIT)])
def test_a_text_is_cut_to_its_length_and_not_before(field: str, limit: int) -> None:
    whole = entry(**{field: "x" * limit}).model_dump()[field]
    cut = entry(**{field: "x" * (limit + 1)}).model_dump()[field]
    assert (whole, cut) == ("x" * limit, "x" * (limit - 1) + "…")
    assert entry(**{field: "a\u202eb"}).model_dump()[field] == "ab"


def test_a_moment_is_kept_in_utc() -> None:
    here = NOW.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert entry(at=here).at.tzinfo is dt.UTC
    with pytest.raises(ValidationError, match="beyond the calendar"):
        entry(at="9999-12-31T23:30:00-23:00")


def test_what_was_noted_must_be_there_at_its_place() -> None:
    rows = chained([entry(key=f"decision-{number}") for number in range(5)])
    assert first_fault(rows, 5, rows[4].hash) is None
    assert first_fault(rows, 3, rows[2].hash) is None
    assert first_fault(rows, 5) is None
    assert first_fault(rows, None, rows[1].hash) is None
    cut = first_fault(rows, 6)
    assert cut
    assert cut.en == "the end is missing: 6 rows were noted, 5 are there"
    assert cut.zh == "台账末尾缺失：曾登记 6 行，现仅有 5 行"
    for count, head in ((3, rows[3].hash), (3, rows[1].hash), (None, "0" * 63)):
        other = first_fault(rows, count, head)
        assert other
        assert other.en == (
            "the noted head is not in this chain: rows were cut off or written anew"
        )
        assert other.zh == "链中找不到曾登记的末行哈希：台账可能被截断或重写"


def test_a_row_that_follows_another_one_or_comes_twice_is_named() -> None:
    rows = chained([entry(key=f"decision-{number}") for number in (1, 2)])
    strangers = chained([entry(key=f"decision-{number}") for number in (3, 4)])
    for faulty, en, zh in (
        (
            [rows[0], strangers[1]],
            "row 2 does not follow from the row before it",
            "第 2 行与上一行不衔接",
        ),
        (
            chained([entry(), entry()]),
            "row 2 repeats an earlier entry (decision-1)",
            "第 2 行与之前的记录重复（decision-1）",
        ),
    ):
        fault = first_fault(faulty)
        assert fault
        assert (fault.en, fault.zh) == (en, zh)
