"""Everything that is wrong with a brief: its form, then what it points at in the data folder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from activities.event_logs import read_brief_log
from activities.sources import read_feedback, read_measures, read_people
from activities.surveys import read_survey_below
from cli.brief_filled import filled
from cli.yaml_lines import Finding, findings_of, read_with_lines
from domain.brief import Brief
from domain.directory import Directory
from domain.errors import BadInputError
from domain.policy_names import unknown_names
from domain.policy_rules import Policies
from domain.problems import Location, Problem, problems, shown
from domain.shape import nearest
from domain.sources import Sources
from domain.team_rule import TeamRule
from domain.team_strangers import strangers_in_rule
from domain.text import Bilingual

STORE = "store"
"""What a source says when its rows were imported instead of lying in a file."""


def data_folder(given: Path | None) -> Path | None:
    """Return the data folder: `given`, else ``ACCORD_DATA``, else ``./data`` if there is one.

    Raises:
        BadInputError: a folder was named that does not exist.
    """
    named = given or (Path(os.environ["ACCORD_DATA"]) if os.environ.get("ACCORD_DATA") else None)
    if named is None:
        return Path("data") if Path("data").is_dir() else None
    if not named.is_dir():
        name = shown(named, 200)
        raise BadInputError(f"{name}: there is no such data folder.", f"{name}：没有这个数据目录。")
    return named


def check_brief(file: Path, folder: Path | None) -> tuple[Finding, ...]:
    """Return every problem of the brief in `file`; its sources too, where `folder` is known.

    Raises:
        BadInputError: the file cannot be read at all.
    """
    located = read_with_lines(file)
    found = list(findings_of(located, Brief))
    if not located.broken:
        found += map(located.finding, rules_over_fields(located.value))
    if folder is not None and not located.broken:
        found += map(located.finding, source_problems(located.value, folder))
    return tuple(sorted(found, key=lambda finding: finding.line or 0))


def rules_over_fields(written: object) -> tuple[Problem, ...]:
    """Return what breaks a rule over several fields and is hidden by faults in single fields.

    Pydantic tries such rules only when every field is right; so the faulty ones are filled in.
    """
    if not isinstance(written, dict):
        return ()
    try:
        Brief.model_validate(written)
    except ValidationError as error:
        faulty = {str(problem.location[0]) for problem in problems(error) if problem.location}
    else:
        return ()
    right = {name: value for name, value in written.items() if name not in faulty}
    if "departments" in faulty:
        right = {name: right[name] for name in right if name not in ("lead", "department_goals")}
    try:
        Brief.model_validate(filled(right))
    except ValidationError as error:
        found = problems(error, Brief)
        return tuple(problem for problem in found if problem.location[0] not in faulty)
    return ()


def source_problems(written: object, folder: Path) -> Iterator[Problem]:
    """Say which sources cannot be read below `folder`, and who is not in the people file.

    `written` is a brief as it was read, right or not: what is well-formed in it is checked.
    """
    fields = written if isinstance(written, dict) else {}
    try:
        sources = Sources.model_validate(fields.get("sources"))
    except ValidationError:  # told already, with the form
        return
    yield from _unreadable(sources, folder)
    if sources.people == STORE:
        return
    try:
        directory = read_people(folder, sources.people)
    except BadInputError as error:
        yield Problem(location=("sources", "people"), sentence=_without_stop(error))
        return
    yield from _strangers(fields, directory, sources.people)
    yield from _strangers_in_policies(fields, directory)
    yield from _strangers_in_team(fields, directory)


def _unreadable(sources: Sources, folder: Path) -> Iterator[Problem]:
    feedback, measures = sources.feedback, sources.measures
    readers: tuple[tuple[Location, str, Callable[[], object]], ...] = (
        _of_waiting(sources, folder),
        (("sources", "feedback"), feedback, lambda: read_feedback(folder, feedback)),
        (("sources", "measures"), measures, lambda: read_measures(folder, measures)),
    )
    for location, file, read in readers:
        if file == STORE:
            continue
        try:
            read()
        except BadInputError as error:
            yield Problem(location=location, sentence=_without_stop(error))


def _of_waiting(sources: Sources, folder: Path) -> tuple[Location, str, Callable[[], object]]:
    """Return how the one that tells where work waits is read: the event log, or the survey."""
    if (events := sources.events) is None:
        survey = sources.survey or ""
        return ("sources", "survey"), survey, lambda: read_survey_below(folder, survey)
    file = STORE if events.log else events.source
    return ("sources", "events", "file"), file, lambda: read_brief_log(folder, events)


def _strangers(fields: dict[str, object], directory: Directory, people: str) -> Iterator[Problem]:
    accounts = [person.account for person in directory.people]
    sponsor = fields.get("sponsor")
    if isinstance(sponsor, str) and sponsor not in accounts:
        yield _stranger(("sponsor",), sponsor, people, accounts)
    departments = fields.get("departments")
    for place, department in enumerate(departments if isinstance(departments, list) else ()):
        if not isinstance(department, str):
            continue
        location: Location = ("departments", place)
        if department not in directory.departments:
            yield _stranger(location, department, people, directory.departments)
        elif directory.head_of(department) is None:
            yield Problem(location=location, sentence=_headless(department, people))


def _strangers_in_team(fields: dict[str, object], directory: Directory) -> Iterator[Problem]:
    try:
        rule = TeamRule.model_validate(fields.get("team", {}))
    except ValidationError:  # told already, with the form
        return
    yield from strangers_in_rule(rule, directory)


def _strangers_in_policies(fields: dict[str, object], directory: Directory) -> Iterator[Problem]:
    try:
        policies = TypeAdapter(Policies).validate_python(fields.get("policies", {}))
    except ValidationError:  # told already, with the form
        return
    yield from unknown_names(policies, directory)


def _stranger(
    location: Location, name: str, people: str, known: tuple[str, ...] | list[str]
) -> Problem:
    what_en, what_zh = ("account", "账号") if location == ("sponsor",) else ("department", "部门")
    near = nearest(name, known)
    hint = Bilingual(
        en=f"; did you mean “{near}”?" if near else "", zh=f"，是不是「{near}」？" if near else ""
    )
    name, people = shown(name), shown(people)
    return Problem(
        location=location,
        sentence=Bilingual(
            en=f"nobody in {people} has the {what_en} “{name}”{hint.en}",
            zh=f"{people} 中没有{what_zh}「{name}」{hint.zh}",
        ),
    )


def _headless(department: str, people: str) -> Bilingual:
    return Bilingual(
        en=f"“{shown(department)}” has no head in {shown(people)}, so nobody could decide for it",
        zh=f"「{shown(department)}」在 {shown(people)} 中没有部门负责人，无人可代表该部门作决定",
    )


def _without_stop(error: BadInputError) -> Bilingual:
    """Return the sentence without its full stop: in a list each problem is one line."""
    sentence = error.sentence
    return Bilingual(en=sentence.en.removesuffix("."), zh=sentence.zh.removesuffix("。"))
