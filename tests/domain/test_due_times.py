import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.business_time import WorkCalendar, add_working_days
from domain.directory import Absence
from domain.due_times import ESCALATE, EXPIRE, REMIND, RUNGS, Answering, Rung, due_times
from domain.text import Bilingual

HOLIDAY = Bilingual(en="holiday", zh="节日")
SHANGHAI, BERLIN = WorkCalendar(country="CN"), WorkCalendar(country="DE", zone="Europe/Berlin")
MONDAY = dt.datetime(2026, 3, 2, 2, 0, tzinfo=dt.UTC)  # 10:00 in Shanghai, 03:00 in Berlin


def somebody(
    calendar: WorkCalendar = SHANGHAI, account: str = "wang", away: tuple[int, int] | None = None
) -> Answering:
    start, days = away or (0, 0)
    first = MONDAY.date() + dt.timedelta(days=start)
    absence = Absence(start=first, end=first + dt.timedelta(days=days - 1)) if days else None
    return Answering(
        account=account, name=account, calendar=calendar, absences=(absence,) if absence else ()
    )


def day_of(people: tuple[Answering, ...], name: str) -> str:
    moment = due_times(MONDAY, RUNGS, people).at(name)
    return f"{moment:%m-%d %H:%M}"


def test_one_person_is_reminded_then_superiors_are_told_then_it_expires() -> None:
    people = (somebody(),)
    assert day_of(people, REMIND) == "03-04 02:00"
    assert day_of(people, ESCALATE) == "03-06 02:00"
    assert day_of(people, EXPIRE) == "03-09 02:00"
    assert due_times(MONDAY, RUNGS, people).at("never") is None


def test_of_several_people_the_last_decides_when_it_is_due() -> None:
    closed = {dt.date(2026, 3, day): HOLIDAY for day in (3, 4)}
    berlin = somebody(BERLIN.model_copy(update={"closed": closed}), "tom")
    found = due_times(MONDAY, RUNGS, (somebody(), berlin))
    assert {rung.account for rung in found.rungs} == {"tom"}
    assert f"{found.at(REMIND):%m-%d %H:%M}" == "03-06 08:00"  # 09:00 in Berlin


def test_days_away_do_not_count_unless_a_deputy_answers() -> None:
    assert day_of((somebody(away=(1, 2)),), REMIND) == "03-06 02:00"
    assert day_of((somebody(account="deputy"),), REMIND) == "03-04 02:00"


def test_somebody_away_for_months_does_not_hold_it_up_for_months() -> None:
    found = due_times(MONDAY, RUNGS, (somebody(away=(0, 200)),))
    assert f"{found.at(EXPIRE):%m-%d}" == "03-23"  # 5 + 10 working days
    (note,) = found.notes
    assert "10 working days" in note.en
    assert "顺延 10 个工作日" in note.zh


def test_a_due_time_that_waits_as_long_as_it_may_and_no_longer_needs_no_note() -> None:
    exactly = due_times(MONDAY, RUNGS, (somebody(away=(1, 14)),))
    assert f"{exactly.at(EXPIRE):%m-%d}" == "03-23"  # ten working days away, five to answer
    assert exactly.notes == ()
    (note,) = due_times(MONDAY, RUNGS, (somebody(away=(1, 15)),)).notes
    assert note.en == "wang is away; the due time waits 10 working days for them, no longer"
    assert note.zh == "wang休假；期限最多为其顺延 10 个工作日"


def test_somebody_away_on_the_day_they_are_asked_begins_when_they_are_back() -> None:
    assert day_of((somebody(away=(0, 1)),), REMIND) == "03-05 01:00"  # 09:00 in Shanghai


def test_days_away_are_days_where_the_person_is() -> None:
    west = WorkCalendar(zone="Pacific/Honolulu")
    asked_at = dt.datetime(2026, 3, 4, 1, 0, tzinfo=dt.UTC)  # 3 March, 15:00 in Honolulu
    back = due_times(asked_at, RUNGS[:1], (somebody(west, away=(1, 1)),)).at(REMIND)
    assert back == dt.datetime(2026, 3, 6, 19, 0, tzinfo=dt.UTC)  # 6 March, 09:00
    east = WorkCalendar(zone="Pacific/Auckland")
    early = dt.datetime(2026, 3, 1, 20, 30, tzinfo=dt.UTC)  # 2 March, 09:30 in Auckland
    found = due_times(early, RUNGS[:1], (somebody(east, away=(1, 17)),))
    assert found.at(REMIND) == dt.datetime(2026, 3, 17, 20, 30, tzinfo=dt.UTC)
    assert [note.en.partition(";")[0] for note in found.notes] == ["wang is away"]


def test_what_a_reader_should_know_of_anybody_is_noted_with_the_last() -> None:
    known = SHANGHAI.model_copy(update={"known_until": dt.date(2026, 3, 3)})
    found = due_times(MONDAY, RUNGS[:1], (somebody(known, "li"), somebody(away=(1, 9))))
    (rung,) = found.rungs
    assert (rung.account, len(rung.notes)) == ("wang", 1)
    assert "2026-03-03" in rung.notes[0].en


def test_every_due_time_is_in_utc() -> None:
    berlin = MONDAY.astimezone(dt.timezone(dt.timedelta(hours=1)))
    for wait in (2, dt.timedelta(hours=36)):
        for people in ((), (somebody(),)):
            (rung,) = due_times(berlin, (Rung(name="r", wait=wait),), people).rungs
            assert rung.at.tzinfo is dt.UTC


def test_an_endless_absence_is_no_endless_search() -> None:
    forever = Absence(start=MONDAY.date(), end=dt.date.max)
    person = somebody().model_copy(update={"absences": (forever,)})
    assert due_times(MONDAY, RUNGS, (person,)).at(EXPIRE) == due_times(
        MONDAY, RUNGS, (somebody(away=(0, 400)),)
    ).at(EXPIRE)


def test_what_is_not_announced_is_noted_once() -> None:
    known = SHANGHAI.model_copy(update={"known_until": dt.date(2026, 3, 3)})
    found = due_times(MONDAY, RUNGS, (somebody(known), somebody(known, "li")))
    (note,) = found.notes
    assert "2026-03-03" in note.zh


def test_a_duration_of_whole_days_means_working_days_and_a_finer_one_plain_time() -> None:
    assert Rung.of(REMIND, dt.timedelta(days=2)) == RUNGS[0]
    soon = Rung.of(EXPIRE, dt.timedelta(seconds=5))
    found = due_times(MONDAY, (soon,), (somebody(away=(0, 9)),))
    assert found.at(EXPIRE) == MONDAY + dt.timedelta(seconds=5)


def test_a_wait_for_nobody_counts_weekdays() -> None:
    assert day_of((), REMIND) == "03-04 09:00"


def test_rungs_come_back_from_json_as_they_were() -> None:
    for rung in (*RUNGS, Rung(name="soon", wait=dt.timedelta(hours=36))):
        assert Rung.model_validate_json(rung.model_dump_json()) == rung


PEOPLE = st.lists(
    st.builds(
        somebody,
        st.sampled_from((SHANGHAI, BERLIN)),
        st.sampled_from(("wang", "tom")),
        st.none() | st.tuples(st.integers(0, 20), st.integers(1, 300)),
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None)
@given(PEOPLE, st.lists(st.integers(0, 30), min_size=2, max_size=4))
def test_rungs_keep_their_order_and_nobody_loses_time(
    people: list[Answering], waits: list[int]
) -> None:
    waits = sorted(waits)
    found = due_times(MONDAY, [Rung(name=str(n), wait=n) for n in waits], people).rungs
    assert [one.at for one in found] == sorted(one.at for one in found)
    for wait, rung in zip(waits, found, strict=True):
        assert all(rung.at >= add_working_days(MONDAY, wait, p.calendar) for p in people)
