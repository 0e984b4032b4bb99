"""`accord leave`: somebody leaves; who takes over what they hold is put before people."""

from typing import Annotated

import typer

from api.arriving import send_and_follow
from api.connection import Connection
from api.sending import new_id
from cli.asked import (
    Actor,
    CollaborationId,
    DecisionId,
    read_account,
    read_collaboration,
    read_update_id,
)
from cli.connection import reached
from cli.output import Json, Lang, print_json, say
from domain.text import Bilingual


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("leave", help="Report that somebody leaves · 报告人员离开")(leave)


async def _report(
    opened: Connection, name: str, given: dict[str, str], update_id: str
) -> str | None:
    told = given | {"surface": opened.surface}
    return await send_and_follow(opened, name, "report_departure", told, update_id)


def leave(
    collaboration: CollaborationId,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Who leaves · 离开者账号")],
    actor: Actor,
    comment: Annotated[
        str, typer.Option("--comment", metavar="TEXT", help="Why, and when · 原因与时间")
    ] = "",
    decision_id: DecisionId = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Report it, as who leaves, the head of their department or of the lead's, or the sponsor."""
    name, leaving = read_collaboration(collaboration), read_account(account, "ACCOUNT")
    given = {"actor": read_account(actor), "account": leaving, "comment": comment}
    update_id = read_update_id(decision_id) or new_id()
    came = reached(lambda opened: _report(opened, name, given, update_id))
    if as_json:
        document = {"ok": True, "collaboration": name, "decision_id": update_id}
        print_json(document | {"suggestion": came})
    elif came:
        say(
            Bilingual(
                en=f"Who takes over from {leaving} is decided in {came}.",
                zh=f"{leaving} 的接任安排已提交，建议稿编号 {came}。",
            )
        )
    else:
        say(Bilingual(en=f"Reported; see: accord show {name}", zh=f"已报告；见 accord show {name}"))
