"""An update that no workflow here has: refused in a sentence like any other rubbish, and kept."""

from collections.abc import Sequence
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from domain.problems import shown
from domain.text import Bilingual


def refuse_unknown_updates() -> None:
    """Let the running workflow refuse what it does not know; the SDK shows a stack trace instead.

    Nothing is ever accepted here, so no history can tell whether this was done.
    """
    workflow.set_dynamic_update_handler(_never, validator=_refuse)


def _refuse(name: str, data: Sequence[RawValue]) -> None:
    what = shown(name)
    sentence = Bilingual(
        en=f"{what}: there is no such thing to do here; the list of updates has what there is",
        zh=f"{what}：此处没有这一操作；可用的操作见更新（update）列表",
    )
    told = {"code": "unknown_update", **sentence.model_dump()}
    raise ApplicationError(sentence.both, told, type="BadInput", non_retryable=True)


async def _never(name: str, data: Sequence[RawValue]) -> None:
    _refuse(name, data)


def sent(args: Sequence[Any]) -> Any:
    """Return what a person sent with an update, also with one that is unknown."""
    match args:
        case [str(), [RawValue() as first, *_]]:
            return workflow.payload_converter().from_payload(first.payload)
        case [_, []] | []:
            return None
    return args[0]
