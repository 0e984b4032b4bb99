"""Example organisations, made from a seed: brief, people, events, feedback, measures and more.

`python -m examples.organisation --lang zh --seed 7 --plant none --out DIR` writes one.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.brief import Brief
from domain.conflict import Conflict
from domain.directory import Directory
from domain.records import Event, FeedbackItem, MeasureMeaning, MeasurePoint
from domain.survey import Answer
from domain.text import Language
from examples.asking import survey
from examples.cast import cast
from examples.log import log
from examples.numbers import meanings, points
from examples.opinions import opinions
from examples.papers import brief, conflict, idea
from examples.plan import Plan
from examples.plan import plan as planned
from examples.planted import GoalConflict, Minority, Planted
from examples.writing import write


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everything that one seed makes, as values; `write_organisation` puts them into files."""

    brief: Brief
    directory: Directory
    events: list[Event]
    feedback: list[FeedbackItem]
    points: list[MeasurePoint]
    meanings: list[MeasureMeaning]
    conflict: Conflict
    idea: dict[str, str]
    survey: list[Answer]
    planted: Planted


def organisation(
    language: Language, seed: int, plant: bool, folder: str = "example"
) -> Organisation:
    """Return the organisation of `seed`; its brief names files in a folder called `folder`."""
    plan = planned(language, seed, plant)
    directory = cast(plan)
    feedback, complaints = opinions(plan, directory)
    return Organisation(
        brief=brief(plan, directory, folder),
        directory=directory,
        events=log(plan),
        feedback=feedback,
        points=points(plan),
        meanings=meanings(plan),
        conflict=conflict(plan, directory),
        idea=idea(plan, directory),
        survey=survey(plan),
        planted=_planted(plan, complaints),
    )


def write_organisation(folder: Path, language: Language, seed: int, plant: bool) -> Planted:
    """Write the organisation of `seed` into `folder` and return what is hidden in it.

    The brief names the files as `<name of folder>/events.csv`: ACCORD_DATA is the parent of it.
    The same arguments write the same bytes. Without `plant` there is nothing to find.
    """
    made = organisation(language, seed, plant, folder.resolve().name)
    plan = planned(language, seed, plant)
    write(
        folder,
        plan.voice,
        brief=made.brief,
        directory=made.directory,
        events=made.events,
        feedback=made.feedback,
        measures=(made.points, made.meanings),
        conflict=made.conflict,
        idea=made.idea,
        survey=made.survey,
    )
    return made.planted


def _planted(plan: Plan, complaints: tuple[str, ...]) -> Planted:
    tension, grievance = plan.tension, plan.grievance
    return Planted(
        worst_queue=None if plan.worst is None else plan.names[plan.worst],
        goal_conflict=tension
        and GoalConflict(
            measure=tension.measure,
            first=plan.names[tension.lowers[0]],
            second=plan.names[tension.raises[0]],
        ),
        minority=grievance
        and Minority(department=plan.names[grievance.desk], term=grievance.term, items=complaints),
        worsening=plan.worsening,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Write one organisation, and what is hidden in it only where `--planted` says."""
    parser = argparse.ArgumentParser(prog="python -m examples.organisation", description=__doc__)
    parser.add_argument("--lang", choices=("zh", "en"), default="en")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", choices=("all", "none"), default="all")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--planted", type=Path)
    chosen = parser.parse_args(arguments)
    planted = write_organisation(chosen.out, chosen.lang, chosen.seed, chosen.plant == "all")
    if chosen.planted:
        chosen.planted.write_text(planted.model_dump_json(indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
