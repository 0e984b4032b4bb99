"""The answer of the cadence prompt: closed, bounded, every field required."""

from typing import Annotated, Literal

from pydantic import Field

from activities.model_drafts.shapes import Cites, Key
from domain.text import Frozen, Line

Title = Annotated[Line, Field(max_length=60)]
Sentences = Annotated[Line, Field(max_length=300)]


class MeetingDraft(Frozen):
    """The meeting: one of the computed times, how often, how long, and what it is for."""

    slot: Key
    every_days: Literal[7, 14]
    minutes: Literal[30, 45, 60]
    owner: Key
    title: Title
    text: Sentences


class PracticeDraft(Frozen):
    """The check-in or the channel."""

    owner: Key
    title: Title
    text: Sentences


class AgreementDraft(Frozen):
    """One agreement and the evidence that it stands on."""

    cites: Cites
    owner: Key
    title: Title
    text: Sentences


class CadenceDraft(Frozen):
    """The whole answer."""

    meeting: MeetingDraft
    check_in: PracticeDraft
    channel: PracticeDraft
    agreements: Annotated[tuple[AgreementDraft, ...], Field(min_length=2, max_length=4)]
