"""Drafts that rules made because a model failed: it may be asked again later."""

from domain.signing import MAX_ROUNDS, ApprovalState
from domain.suggestion import Provenance
from domain.text import Bilingual

NO_MODEL: dict[str, Bilingual] = {
    "LLMNotConfigured": Bilingual(en="No model endpoint is configured.", zh="没有配置模型端点。"),
    "LLMForbidden": Bilingual(
        en="The brief does not allow a model.", zh="立项申请规定不使用模型。"
    ),
    "LLMNotLocal": Bilingual(
        en="The brief allows a model on this machine only; the configured one is elsewhere.",
        zh="立项申请只允许使用本机模型，而配置的模型端点不在本机。",
    ),
    "LLMNothing": Bilingual(
        en="The evidence leaves nothing for a model to word.", zh="现有证据不足以让模型起草。"
    ),
}
"""Why no model was to draft at all: it did not fail, and would not do better later."""


def model_failed(provenance: Provenance) -> bool:
    """Say whether rules drafted only because a model failed."""
    by_design = [words.within(provenance.language) for words in NO_MODEL.values()]
    wanted = provenance.drafted_by == "rules" and bool(provenance.reason)
    return wanted and provenance.reason not in by_design


def redraft_line(suggestion: str, options: str, indent: str = "") -> Bilingual:
    """Say what to type to have the model draft this anew."""
    command = f"accord decide {suggestion} redraft {options}"
    return Bilingual(
        en=f"{indent}When the model answers again, have it drafted anew: {command}",
        zh=f"{indent}模型恢复后，可重新起草：{command}",
    )


def worth_redrafting(state: ApprovalState) -> bool:
    """Say whether people are told that the model may draft this anew."""
    open_ = state.status == "pending" and state.rounds < MAX_ROUNDS
    return open_ and state.suggestion is not None and model_failed(state.suggestion.provenance)
