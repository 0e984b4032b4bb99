"""The answer of the digest prompt: closed, bounded, every field required."""

from typing import Annotated

from pydantic import Field

from activities.model_drafts.shapes import Key, Words
from domain.text import Frozen


class QuoteDraft(Frozen):
    """A piece of one feedback item, word for word."""

    item: Key
    text: Words


class SentenceDraft(Frozen):
    """One sentence and the quotations it rests on."""

    quotes: Annotated[tuple[QuoteDraft, ...], Field(min_length=1, max_length=3)]
    text: Words


class DigestDraft(Frozen):
    """The whole answer."""

    sentences: Annotated[tuple[SentenceDraft, ...], Field(min_length=1, max_length=40)]
