"""`accord show`: who is waited for, in the first line; then everything else."""

from pathlib import Path
from typing import Annotated

import typer

from api.connection import Connection
from api.first_line import first_line
from api.kept_map import NO_MAP, kept_map
from api.seeing import see
from api.seeing_suggestion import SuggestionSeen, see_suggestion, suggestion_line
from cli.asked import read_collaboration, read_suggestion
from cli.connection import reached
from cli.needs_map import Ground, Map, check_map, write_map
from cli.output import Console, Json, Lang, print_json, say
from cli.show_collaboration import lines
from cli.show_suggestion import suggestion_lines
from cli.support_words import say_lines
from domain.errors import BadInputError
from domain.hand_off_map import Theme
from domain.text import Bilingual
from workflows.names import collaboration_id, suggestion_id

Id = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="onboarding-1, or onboarding-1:goals:1 for a suggestion · 协作或建议稿编号",
    ),
]
Revision = Annotated[
    int | None,
    typer.Option(
        "--revision", metavar="N", min=1, help="An earlier text of a suggestion · 更早的版本"
    ),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("show", help="Who is waited for, and how it stands · 在等谁、进展如何")(show)


def show(
    id: Id,
    revision: Revision = None,
    map_to: Map = None,
    theme: Ground = "auto",
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Show a collaboration or a suggestion; draw the hand-off map that the newest need rests on."""
    check_map(map_to)
    if ":" in id.strip().removeprefix("collaboration:"):
        name = read_suggestion(id)
        if map_to is not None:
            raise BadInputError(
                "--map: name a collaboration, such as onboarding-1",
                "--map：请指明协作，例如 onboarding-1",
            )
        reached(lambda connection: _show_suggestion(connection, name, revision, as_json))
    else:
        if revision is not None:
            raise BadInputError(
                "--revision: name a suggestion, such as onboarding-1:goals:1",
                "--revision：请指明建议稿，例如 onboarding-1:goals:1",
            )
        name = read_collaboration(id)
        reached(lambda connection: _whole(connection, name, as_json, map_to, theme))


async def _whole(
    connection: Connection, name: str, as_json: bool, map_to: Path | None, theme: Theme
) -> None:
    drawn = await _draw(connection, name, map_to, theme) if map_to is not None else None
    await _show_collaboration(connection, name, as_json)
    if drawn is not None:
        say(drawn)


async def _show_collaboration(connection: Connection, name: str, as_json: bool) -> None:
    seen = await see(connection, name)
    page = connection.page(collaboration_id(name))
    if as_json:
        told = {"ok": True, "sort": "collaboration", "first_line": first_line(seen).model_dump()}
        print_json(told | {"ui": page} | seen.model_dump(mode="json"))
        return
    say_lines(lines(seen, page, Console.language))


async def _draw(connection: Connection, name: str, file: Path, theme: Theme) -> Bilingual:
    found = await kept_map(connection.needed_store(), name)
    if found is None:
        await see(connection, name)  # what is not there at all is told as ever
        raise BadInputError(NO_MAP.en, NO_MAP.zh)
    return write_map(file, found, theme)


async def _show_suggestion(
    connection: Connection, name: str, revision: int | None, as_json: bool
) -> None:
    seen: SuggestionSeen = await see_suggestion(connection, name, revision)
    page = connection.page(suggestion_id(name))
    if as_json:
        told = {"ok": True, "sort": "suggestion", "first_line": suggestion_line(seen).model_dump()}
        print_json(told | {"ui": page} | seen.model_dump(mode="json"))
        return
    for line in suggestion_lines(seen, page, Console.language):
        say(line)
