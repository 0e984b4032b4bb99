import pytest

from analysis.event_table import table_of
from analysis.feedback import digest_facts
from analysis.goals import goal_conflicts
from analysis.measures import readings
from analysis.need_facts import need_facts
from analysis.survey import survey_report
from domain.digest_facts import DigestFacts
from domain.text import Language
from examples.organisation import Organisation, organisation
from examples.planted import Planted

SEEDS: list[tuple[Language, int]] = [
    *(("zh", seed) for seed in range(1, 11)),
    *(("en", seed) for seed in range(1, 11)),
]
QUEUE = "events.csv"


def worst(made: Organisation) -> str | None:
    found = need_facts(table_of(made.events), QUEUE, None, made.brief.departments).worst
    return found.department if found else None


def digest(made: Organisation) -> DigestFacts:
    asked = len(made.directory.people)
    return digest_facts(made.feedback, 1, asked, made.brief.departments)


@pytest.mark.parametrize(("language", "seed"), SEEDS)
def test_what_was_planted_is_found_and_nothing_else(language: Language, seed: int) -> None:
    made = organisation(language, seed, plant=True)
    planted = made.planted
    assert planted.goal_conflict is not None
    assert planted.minority is not None

    assert worst(made) == planted.worst_queue
    (conflict,) = goal_conflicts(made.brief.department_goals, made.meanings)
    assert conflict.measure == planted.goal_conflict.measure
    assert {conflict.first.department, conflict.second.department} == {
        planted.goal_conflict.first,
        planted.goal_conflict.second,
    }
    (concern,) = digest(made).concerns
    assert concern.minority
    assert concern.department == planted.minority.department
    assert planted.minority.term in concern.terms
    assert set(concern.items) == set(planted.minority.items)


@pytest.mark.parametrize(("language", "seed"), SEEDS)
def test_where_nothing_was_planted_nothing_is_found(language: Language, seed: int) -> None:
    made = organisation(language, seed, plant=False)
    assert made.planted == Planted()
    assert worst(made) is None
    assert goal_conflicts(made.brief.department_goals, made.meanings) == ()
    assert digest(made).concerns == ()


@pytest.mark.parametrize(("language", "seed"), SEEDS)
def test_the_survey_says_where_it_hurts_and_who_says_nothing(language: Language, seed: int) -> None:
    made = organisation(language, seed, plant=True)
    report = survey_report(made.survey)
    assert report.needs[0].groups[0] == made.planted.worst_queue
    assert report.needs[0].backed
    answered = {one.department for one in made.survey}
    assert len(answered) == len(made.brief.departments) - 1
    assert {one.group for one in report.silent} <= {*made.brief.departments} - answered


def test_the_minority_is_small_and_quiet() -> None:
    for language, seed in SEEDS:
        made = organisation(language, seed, plant=True)
        assert made.planted.minority is not None
        department = made.planted.minority.department
        people = sum(p.department == department for p in made.directory.people)
        items = sum(item.department == department for item in made.feedback)
        assert people <= 4
        assert items / len(made.feedback) < people / len(made.directory.people)


def test_only_the_planted_measure_gets_worse_by_more_than_noise() -> None:
    for plant in (True, False):
        made = organisation("zh", 1, plant)
        worse = [
            reading.measure
            for reading in readings(made.points, made.meanings)
            if abs(reading.latest / reading.baseline - 1) > 0.08
        ]
        assert worse == ([made.planted.worsening] if plant else [])
