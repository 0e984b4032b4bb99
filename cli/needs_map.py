"""`--map` of `accord needs` and `accord show`: the hand-off map, written to a file."""

from pathlib import Path
from typing import Annotated

import typer

from analysis.map_svg import drawn
from cli.output import Console
from domain.errors import BadInputError
from domain.hand_off_map import HandOffMap, Theme
from domain.problems import shown
from domain.text import Bilingual

Map = Annotated[
    Path | None,
    typer.Option("--map", metavar="FILE.svg", help="Draw the hand-off map · 输出交接图"),
]
Ground = Annotated[
    Theme, typer.Option("--theme", help="Of the map: light, dark or auto · 交接图的明暗配色")
]


def check_map(file: Path | None) -> None:
    """Refuse a name that is not an SVG's, before a log is read: it could be the log's own."""
    if file is not None and file.suffix.lower() != ".svg":
        raise BadInputError(
            f"--map: “{shown(file)}” should end in .svg", f"--map：「{shown(file)}」应以 .svg 结尾"
        )


def write_map(file: Path, found: HandOffMap, theme: Theme) -> Bilingual:
    """Draw the map in the reader's language; return where it is, to be said. Raises BadInputError.

    It comes before anything is printed: where it fails, the failure is the one document.
    """
    picture = drawn(found, Console.language, theme)
    try:
        file.write_text(picture, encoding="utf-8", newline="\n")
    except OSError as error:
        why = shown(error.strerror or str(error))
        raise BadInputError(
            f"--map: {shown(file, 200)}: {why}.", f"--map：{shown(file, 200)}：无法写入（{why}）。"
        ) from None
    return Bilingual(en=f"Map: {shown(file, 200)}", zh=f"交接图：{shown(file, 200)}")
