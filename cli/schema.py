"""`accord schema`: the JSON Schema of what a person writes."""

from typing import Annotated

import typer

from api.schemas import SchemaName, schema_of
from cli.output import Json, Lang, print_json


def register(app: typer.Typer) -> None:
    """Add the command `schema`."""
    app.command("schema", help="Print a JSON Schema · 输出 JSON Schema")(schema)


def schema(
    name: Annotated[
        SchemaName,
        typer.Argument(metavar="NAME", help="brief, conflict, policy, team, roles · 名称"),
    ],
    as_json: Json = True,
    lang: Lang = None,
) -> None:
    """Print the JSON Schema of a brief, a conflict, a policy, a team request or a role matrix."""
    print_json(schema_of(name))
