"""The answer of the need prompt: closed, bounded, every field required."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from activities.model_drafts.claims import sentences
from activities.model_drafts.shapes import Cites, Words
from domain.text import Frozen


def _one_each(value: object) -> object:
    """Return a statement sentence by sentence, also if it came as one text."""
    texts = [value] if isinstance(value, str) else value
    if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
        return tuple(one for text in texts for one in sentences(text))
    return value


class NeedDraft(Frozen):
    """The need in the model's words; which queue it is, and every figure, are not its own."""

    title: Words
    statement: Annotated[
        tuple[Words, ...], BeforeValidator(_one_each), Field(min_length=1, max_length=12)
    ]
    cites: Cites
