"""The answer of the resource prompt: closed, bounded, every field required."""

from activities.model_drafts.shapes import Words
from domain.text import Frozen


class ResourceDraft(Frozen):
    """The outcome and why departments are needed, as the model words it; no figure is its own."""

    outcome: Words
    reason: Words
