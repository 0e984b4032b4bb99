"""Who is lost: gone, or away for long with nobody there for them."""

import pytest

from domain.departure import Departure
from domain.directory import Directory
from domain.losses import LONG, cause_of, lost
from tests.charters import DIRECTORY, ON, away, changed, charter, without

WEEKS = LONG.days


def test_nobody_is_lost_while_all_are_there() -> None:
    assert lost(charter(), DIRECTORY, ON) == ()


def test_who_has_gone_from_the_directory_is_lost() -> None:
    assert lost(charter(), without("al", "ada"), ON) == (Departure(account="al", cause="gone"),)


@pytest.mark.parametrize(
    ("days", "begins", "cause"),
    [(WEEKS, 0, "away"), (WEEKS - 1, 0, None), (WEEKS + 9, -9, "away"), (2 * WEEKS, 1, None)],
)
def test_only_a_long_absence_that_has_begun_counts(
    days: int, begins: int, cause: str | None
) -> None:
    people = changed("al", absences=away(days, begins))
    assert cause_of("al", people, ON) == cause


def test_a_deputy_who_is_there_covers_an_absence_and_one_who_is_away_does_not() -> None:
    covered = changed("al", absences=away(60), deputy="ada")
    assert cause_of("al", covered, ON) is None
    both = tuple(
        one.model_copy(update={"absences": away(3, 50)}) if one.account == "ada" else one
        for one in covered.people
    )
    assert cause_of("al", Directory(people=both), ON) == "away"


def test_of_an_empty_directory_nobody_is_lost() -> None:
    assert lost(charter(), Directory(people=()), ON) == ()
