"""`accord needs --survey`: what departments say they wait for, where there is no log."""

from pathlib import Path

import typer

from activities.surveys import read_survey
from analysis.survey import survey_report
from cli.output import Console, language_named, print_json, say
from cli.survey_words import lines
from domain.survey_template import template


def survey(file: Path, as_json: bool) -> None:
    """Read a survey, compute who waits on whom, and print it, labelled as self-reported."""
    report = survey_report(read_survey(file))
    if as_json:
        print_json(report.document(Console.language))
        return
    for line in lines(report):
        say(line)


def survey_template(language: str) -> None:
    """Print a survey to send round, as CSV; with ``--json`` too, for it is a file."""
    typer.echo(template(language_named(language, "--survey-template")), nl=False)
