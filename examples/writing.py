"""Example organisations as files: the same values, the same bytes."""

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from domain.brief import Brief
from domain.conflict import Conflict
from domain.directory import Directory, Person
from domain.records import Event, FeedbackItem, MeasureMeaning, MeasurePoint
from domain.survey import Answer
from domain.survey_columns import SURVEY_ROLES, ZH_NAMES
from domain.survey_words import Period
from domain.text import Language
from examples.setting import Voice

_MISSING = ("", "-", "N/A")
_PER_ZH: dict[Period, str] = {
    "day": "天",
    "week": "周",
    "month": "月",
    "quarter": "季度",
    "year": "年",
}


def write(
    folder: Path,
    voice: Voice,
    *,
    brief: Brief,
    directory: Directory,
    events: Sequence[Event],
    feedback: Sequence[FeedbackItem],
    measures: tuple[Sequence[MeasurePoint], Sequence[MeasureMeaning]],
    conflict: Conflict,
    idea: dict[str, str],
    survey: Sequence[Answer],
) -> None:
    """Write all files of one organisation into `folder`, which is made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    _yaml(folder / "brief.yaml", _brief(brief))
    _yaml(folder / "conflict.yaml", conflict.model_dump(mode="json", exclude_defaults=True))
    _yaml(folder / "idea.yaml", idea)
    _people(folder / Path(brief.sources.people).name, directory)
    _csv(folder / "events.csv", voice.columns, _event_rows(voice, events))
    _csv(
        folder / "feedback.csv",
        ("id", "account", "department", "text", "rating"),
        ((f.id, f.account, f.department, f.text, f.rating) for f in feedback),
    )
    _csv(
        folder / "measures.csv",
        ("measure", "label", "unit", "better", "source", "date", "value"),
        _measure_rows(*measures),
    )
    roles = [role for role in SURVEY_ROLES if role != "per"]
    header = [ZH_NAMES[role] if brief.language == "zh" else role for role in roles]
    _csv(folder / "survey.csv", header, (_survey_row(brief.language, one) for one in survey))


def _yaml(path: Path, content: Any) -> None:
    yaml = YAML()
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        yaml.dump(content, stream)


def _brief(brief: Brief) -> dict[str, Any]:
    """Write out what a reader would like to see and change; other defaults are left out."""
    skills = {skill: demand.model_dump() for skill, demand in brief.team.skills.items()}
    content: dict[str, Any] = brief.model_dump(mode="json", exclude_defaults=True)
    unused = {"log", "start", "end", "resource", "calendars"}
    if brief.sources.events:
        content["sources"]["events"] = brief.sources.events.model_dump(exclude=unused)
    told = {"size_min", "size_max", "hours"}
    rule = brief.team.model_dump(mode="json", include=told)
    content["team"] = rule | brief.team.model_dump(mode="json", exclude_defaults=True)
    content["team"] |= {"skills": skills}
    return content


def _csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _event_rows(voice: Voice, events: Sequence[Event]) -> Iterable[Sequence[object]]:
    rng = random.Random(len(events))
    for event in events:
        department = event.department or rng.choice(_MISSING)
        at = event.at.isoformat(timespec="minutes")
        yield event.case, at, department, event.activity, voice.states[event.state]


def _measure_rows(
    points: Sequence[MeasurePoint], meanings: Sequence[MeasureMeaning]
) -> Iterable[Sequence[object]]:
    known = {meaning.measure: meaning for meaning in meanings}
    for point in points:
        meaning = known[point.measure]
        yield (
            *(meaning.measure, meaning.label, meaning.unit, meaning.better, meaning.source),
            *(point.at.isoformat(), point.value),
        )


def _people(path: Path, directory: Directory) -> None:
    if path.suffix == ".yaml":
        _yaml(path, [p.model_dump(mode="json", exclude_defaults=True) for p in directory.people])
        return
    header = [field for field in Person.model_fields if field != "calendar"]  # their zones say it
    _csv(path, header, (_person_row(person) for person in directory.people))


def _person_row(person: Person) -> Sequence[object]:
    return (
        *(person.account, person.name, person.department, "yes" if person.head else "no"),
        *(person.superior or "", ";".join(person.groups), person.language, person.time_zone),
        ";".join(f"{skill}:{level}" for skill, level in person.skills.items()),
        person.hours,
        ";".join(f"{absence.start}/{absence.end}" for absence in person.absences),
        person.deputy or "",
    )


def _survey_row(language: Language, one: Answer) -> Sequence[object]:
    """Write an answer as people do: one that names nothing leaves the rest of its row empty."""
    if not one.process:
        return (one.department, "", "", "", "", "")
    said = {True: ("yes", "是"), False: ("no", "否"), None: ("", "")}[one.confirmed]
    often = (f"{one.times:g} per {one.per}", f"每{_PER_ZH[one.per]} {one.times:g} 次")
    zh = language == "zh"
    return one.department, one.process, one.waits_on, often[zh], f"{one.hours:g}", said[zh]
