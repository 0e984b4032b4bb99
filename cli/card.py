"""`accord card`: the cards of departments, shown and written."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from api.cards import require_card
from api.permitting import named
from cli.asked import Actor, Expected, read_account
from cli.connection import in_store
from cli.output import Json, Lang, print_json, say
from cli.yaml_lines import load_checked
from domain.card import Card, CardGiven
from domain.card_words import lines
from domain.errors import BadInputError, WrongValueError
from domain.text import Bilingual, one_line
from store.cards import card, cards, replace_card

group = typer.Typer(no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(group, name="card", help="Department cards · 部门协作名片")


@group.command("show", help="One card, or all · 查看名片")
def show(
    department: Annotated[
        str | None, typer.Argument(metavar="DEPARTMENT", help="Whose; all without · 部门")
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Show the card of a department, or of all departments that have one."""
    if department is None:
        found = in_store(cards)
        if as_json:
            print_json({"ok": True, "cards": [one.model_dump(mode="json") for one in found]})
            return
        _say(found)
        return
    name = _department(department)
    one = in_store(lambda store: card(store, name))
    _tell(one, as_json)


@group.command("set", help="Write the card of a department · 填写名片")
def replace(
    department: Annotated[str, typer.Argument(metavar="DEPARTMENT", help="Whose · 部门")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="YAML or JSON · 名片文件")],
    actor: Actor,
    expected: Expected = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Put the card in a file in the place of the earlier one, as the department's head."""
    account, name = read_account(actor), _department(department)
    given = load_checked(file, CardGiven)

    async def written(store: AsyncEngine) -> Card:
        await require_card(store, await named(store, account), name)
        now = dt.datetime.now(dt.UTC)
        return await replace_card(store, name, given, expected, account, now)

    _tell(in_store(written), as_json)


def _department(given: str) -> str:
    try:
        return one_line(given)
    except WrongValueError as error:
        said = error.sentence
        raise BadInputError(f"DEPARTMENT: {said.en}.", f"DEPARTMENT：{said.zh}。") from None


def _tell(one: Card, as_json: bool) -> None:
    if as_json:
        print_json({"ok": True} | one.model_dump(mode="json"))
        return
    _say([one] if one.card else [])


def _say(found: Sequence[Card]) -> None:
    if not found:
        say(Bilingual(en="There is no card yet.", zh="尚未填写名片。"))
    for one in found:
        for line in lines(one):
            say(line)
