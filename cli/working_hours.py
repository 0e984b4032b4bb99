"""`--calendars FILE`: who works when, out of a file that a person names."""

from pathlib import Path
from typing import Annotated

import typer

from activities.documents import parse_document
from cli.text_file import read_text
from domain.problems import shown
from domain.working_hours import WorkingHours, working_hours

Calendars = Annotated[
    Path | None,
    typer.Option("--calendars", metavar="FILE", help="Who works when, for causes · 工作时间"),
]


def read_hours(file: Path | None) -> dict[str, WorkingHours] | None:
    """Return who works when; None where no file is named. Raises BadInputError."""
    if file is None:
        return None
    return working_hours(parse_document(read_text(file), file.name), shown(file.name))
