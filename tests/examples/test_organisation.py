import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from activities.sources import (
    read_document,
    read_feedback,
    read_measures,
    read_people,
)
from activities.surveys import read_survey
from analysis.fairness import resolution_facts
from analysis.team import team_facts
from analysis.team_choice import Wanted
from domain.brief import Brief
from domain.conflict import Conflict
from domain.text import Language
from examples.organisation import Organisation, main, organisation, write_organisation
from examples.planted import Planted
from examples.vocabulary import SETTINGS
from tests.written_events import read_events

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMITTED: list[tuple[Language, int]] = [("zh", 1), ("en", 2)]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize(("language", "seed"), COMMITTED)
def test_the_committed_files_are_what_the_generator_writes(
    tmp_path: Path, language: Language, seed: int
) -> None:
    write_organisation(tmp_path / language, language, seed, plant=True)
    assert contents(tmp_path / language) == contents(EXAMPLES / language)


def test_the_committed_files_stay_small() -> None:
    sizes = [
        len(content) for folder in LANGUAGES for content in contents(EXAMPLES / folder).values()
    ]
    assert sum(sizes) < 1_500_000


@pytest.mark.parametrize(("language", "seed"), COMMITTED)
def test_every_source_of_the_committed_briefs_reads_as_it_was_made(
    language: Language, seed: int
) -> None:
    made = organisation(language, seed, plant=True, folder=language)
    brief = Brief.model_validate(read_document(EXAMPLES, f"{language}/brief.yaml"))
    assert brief == made.brief
    assert read_people(EXAMPLES, brief.sources.people) == made.directory
    assert brief.sources.events is not None
    assert read_events(EXAMPLES, brief.sources.events) == made.events
    assert read_feedback(EXAMPLES, brief.sources.feedback) == made.feedback
    assert read_measures(EXAMPLES, brief.sources.measures) == (made.points, made.meanings)
    assert read_survey(EXAMPLES / language / "survey.csv") == made.survey
    conflict = Conflict.model_validate(read_document(EXAMPLES, f"{language}/conflict.yaml"))
    assert conflict == made.conflict
    idea = read_document(EXAMPLES, f"{language}/idea.yaml")
    assert idea == made.idea
    assert made.directory.person(idea["author"]) is not None


@pytest.fixture(scope="module", params=[(language, s) for language in LANGUAGES for s in (3, 4, 5)])
def made(request: pytest.FixtureRequest) -> Organisation:
    language, seed = request.param
    return organisation(language, seed, plant=True)


def test_an_organisation_has_the_shape_that_was_promised(made: Organisation) -> None:
    assert 6 <= len(made.brief.departments) <= 8
    assert 36 <= len(made.directory.people) <= 48
    assert 2000 <= len(made.events) <= 4000
    assert 150 <= len(made.feedback) <= 220
    assert 5 <= len(made.meanings) <= 7
    assert Counter(point.measure for point in made.points) == {
        meaning.measure: 12 for meaning in made.meanings
    }
    assert 3 <= len(made.brief.team.skills) <= 4
    assert 2 <= len(made.brief.objectives) <= 3
    assert 4 <= len(made.conflict.options) <= 6


def test_each_department_has_one_head_below_the_sponsor(made: Organisation) -> None:
    sponsor = made.brief.sponsor
    heads = Counter(p.department for p in made.directory.people if p.head)
    assert heads == dict.fromkeys(made.directory.departments, 1)
    for department in made.brief.departments:
        head = made.directory.head_of(department)
        assert head is not None
        assert head.superior == sponsor
        assert head.deputy is not None


def test_each_department_has_a_goal_on_a_known_measure(made: Organisation) -> None:
    measures = {meaning.measure for meaning in made.meanings}
    goals = made.brief.department_goals
    assert tuple(goal.department for goal in goals) == made.brief.departments
    assert {goal.measure for goal in goals} <= measures
    assert not any("{" in goal.text for goal in goals)
    assert {o.measure for o in made.brief.objectives} <= {*measures, None}


def test_events_span_twelve_weeks_of_working_time(made: Organisation) -> None:
    times = [event.at for event in made.events]
    assert dt.date(2026, 8, 31) <= min(times).date()
    assert max(times).date() < dt.date(2026, 11, 20)
    assert max(times) - min(times) > dt.timedelta(weeks=11)
    assert times == sorted(times)
    assert all(at.weekday() < 5 for at in times)
    states = Counter(event.state for event in made.events)
    assert min(states[s] for s in ("queued", "working", "parked", "customer")) >= 20
    assert 5 <= sum(event.department is None for event in made.events) <= 100


def test_most_people_speak_and_no_two_departments_share_a_wording_of_their_own(
    made: Organisation,
) -> None:
    asked = [p for p in made.directory.people if p.department in made.brief.departments]
    assert len({item.account for item in made.feedback}) >= 0.7 * len(asked)
    assert len({item.text for item in made.feedback}) >= 0.75 * len(made.feedback)
    for item in made.feedback:
        person = made.directory.person(item.account)
        assert person is not None
        assert person.department == item.department


def test_feedback_holds_what_real_inboxes_hold(made: Organisation) -> None:
    texts = [item.text for item in made.feedback]
    assert {text[0] for text in texts} >= {"=", "+", "-", "@"}
    assert any("🎉" in text for text in texts)
    assert any("gnore previous" in text or "忽略以上" in text for text in texts)


def test_a_team_can_be_formed(made: Organisation) -> None:
    brief = made.brief
    wanted = Wanted(brief.departments, brief.lead, brief.team, dt.date(2026, 12, 1))
    facts = team_facts(made.directory, wanted, "people")
    assert facts.unmet == ()
    assert facts.members


def test_the_conflict_has_options_of_different_worth(made: Organisation) -> None:
    facts = resolution_facts(made.conflict, 1)
    assert facts.chosen is not None
    assert any(not value.feasible for value in facts.values)
    assert any(value.feasible and not value.pareto for value in facts.values)
    assert set(made.conflict.parties) <= set(made.brief.departments)


def test_a_seed_writes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a/x", 7), ("b/x", 7), ("c/x", 8)):
        write_organisation(tmp_path / name, "en", seed, plant=True)
    first, second, other = (contents(tmp_path / name) for name in ("a/x", "b/x", "c/x"))
    assert first == second
    assert all(first[name] != other[name] for name in first)


@pytest.mark.parametrize("language", LANGUAGES)
def test_seeds_make_clearly_different_organisations(language: Language) -> None:
    assert len(SETTINGS[language]) >= 3
    made = [organisation(language, seed, plant=True) for seed in range(1, 10)]
    assert len({o.brief.id for o in made}) == 9
    assert len({o.brief.title for o in made}) >= 8
    assert len({o.brief.departments for o in made}) == 9
    assert len({o.planted.worst_queue for o in made}) >= 5
    assert len({o.planted.minority for o in made}) == 9
    accounts = [{p.account for p in o.directory.people} for o in made]
    assert len(accounts[0] & accounts[3]) < 10


def test_without_a_plant_the_same_people_work_with_nothing_hidden() -> None:
    with_plant = organisation("zh", 5, plant=True)
    without = organisation("zh", 5, plant=False)
    assert without.planted == Planted()
    assert without.directory == with_plant.directory
    assert without.brief.departments == with_plant.brief.departments
    assert without.feedback != with_plant.feedback


def test_the_command_writes_what_is_hidden_only_when_asked(tmp_path: Path) -> None:
    main(["--lang", "zh", "--seed", "7", "--plant", "none", "--out", str(tmp_path / "none")])
    assert not any("planted" in path.name for path in tmp_path.rglob("*"))
    answers = tmp_path / "planted.json"
    main(["--seed", "7", "--out", str(tmp_path / "all"), "--planted", str(answers)])
    planted = Planted.model_validate_json(answers.read_text(encoding="utf-8"))
    assert planted == organisation("en", 7, plant=True).planted
    assert "planted" not in (tmp_path / "all" / "brief.yaml").read_text(encoding="utf-8")
