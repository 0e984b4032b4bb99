"""`accord evaluate`: read the measures now, instead of at the next scheduled time."""

import typer
from temporalio.service import RPCError, RPCStatusCode

from cli.asked import CollaborationId, read_collaboration
from cli.connection import RPC, Connection, reached
from cli.output import Json, Lang, RefusedError, print_json, say
from cli.sending import exists, unknown
from domain.text import Bilingual
from workflows.names import collaboration_id, evaluation_id


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate", help="Evaluate now · 立即评估")(evaluate)


def evaluate(collaboration: CollaborationId, as_json: Json = False, lang: Lang = None) -> None:
    """Trigger the evaluation schedule of a collaboration."""
    name = read_collaboration(collaboration)
    reached(lambda connection: _trigger(connection, name))
    if as_json:
        print_json({"ok": True, "collaboration": name, "schedule": evaluation_id(name)})
    else:
        say(
            Bilingual(
                en=f"An evaluation was started; its outcome: accord show {name}",
                zh=f"已开始一次评估；结果见：accord show {name}",
            )
        )


async def _trigger(connection: Connection, name: str) -> None:
    if not await exists(connection, collaboration_id(name)):
        raise unknown(name)
    schedule = connection.client.get_schedule_handle(evaluation_id(name))
    try:
        await schedule.trigger(rpc_timeout=RPC)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise RefusedError(
            Bilingual(
                en=f"{name} has no evaluations: they begin with its last stage and end when it "
                "is closed",
                zh=f"{name} 尚无评估日程：评估从最后阶段开始，协作结束后停止",
            ),
            code="no_schedule",
        ) from None
