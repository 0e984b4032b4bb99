"""`accord evaluate`: read the measures now, instead of at the next scheduled time."""

import typer

from api.evaluating import trigger
from cli.asked import CollaborationId, read_collaboration
from cli.connection import reached
from cli.output import Json, Lang, print_json, say
from domain.text import Bilingual
from workflows.names import evaluation_id


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate", help="Evaluate now · 立即评估")(evaluate)


def evaluate(collaboration: CollaborationId, as_json: Json = False, lang: Lang = None) -> None:
    """Trigger the evaluation schedule of a collaboration."""
    name = read_collaboration(collaboration)
    reached(lambda connection: trigger(connection, name))
    if as_json:
        print_json({"ok": True, "collaboration": name, "schedule": evaluation_id(name)})
    else:
        say(
            Bilingual(
                en=f"An evaluation was started; its outcome: accord show {name}",
                zh=f"已开始一次评估；结果见：accord show {name}",
            )
        )
