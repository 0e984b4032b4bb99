"""Drafts that rules made because a model failed, and how they are drafted anew."""

import pytest

from domain.redrafting import NO_MODEL, model_failed, redraft_line, worth_redrafting
from domain.signing import MAX_ROUNDS, ApprovalState
from domain.suggestion import Provenance
from domain.text import Language
from tests.approvals import does, drafting, pending


def told(reason: str, language: Language = "en", by: str = "rules") -> Provenance:
    named = {"drafted_by": by, "language": language, "reason": reason}
    return Provenance.model_validate(named)


def drafted(provenance: Provenance) -> ApprovalState:
    state = pending()
    assert state.suggestion
    one = state.suggestion.model_copy(update={"provenance": provenance})
    return state.model_copy(update={"suggestion": one})


def test_what_to_type_is_said_in_both_languages() -> None:
    line = redraft_line("onboarding-1:roles:1", "--as ana --revision 1")
    command = "accord decide onboarding-1:roles:1 redraft --as ana --revision 1"
    assert line.en == f"When the model answers again, have it drafted anew: {command}"
    assert line.zh == f"模型恢复后，可重新起草：{command}"
    indented = redraft_line("s", "--as ana", "    ")
    assert indented.en.startswith("    When the model")
    assert indented.zh.startswith("    模型恢复后")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_model_failed_where_rules_drafted_for_any_reason_but_by_design(
    language: Language,
) -> None:
    assert model_failed(told("The model timed out.", language))
    for words in NO_MODEL.values():
        assert not model_failed(told(words.within(language), language))
    for by in ("model", "person"):
        assert not model_failed(told("The model timed out.", language, by))
    assert not model_failed(told("", language))


def test_a_redraft_is_worth_it_while_people_are_asked_and_rounds_are_left() -> None:
    state = drafted(told("The model timed out."))
    assert worth_redrafting(state)
    last = state.model_copy(update={"redrafts": MAX_ROUNDS - 1})
    assert worth_redrafting(last)
    for other in (
        last.model_copy(update={"redrafts": MAX_ROUNDS}),
        does(state, "reject", "ana"),
        does(state, "request_changes", "ana"),
        drafted(told("")),
        drafting(),
        drafting().model_copy(update={"status": "pending"}),
    ):
        assert not worth_redrafting(other)
