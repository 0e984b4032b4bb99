import datetime as dt
from typing import Any

import pytest

from domain import approval, token_rules
from domain.command import Command, read_command
from domain.errors import BadInputError
from domain.signing import ApprovalState
from domain.token import LEEWAY, LONGEST, claims, filled, payload, without
from tests.approvals import NOW, ROLES, ask, does, pending, policy, put, suggestion
from tests.tokens import JTI, said, token, written

STATE = pending("ana", "bo")
START = int(NOW.timestamp())
OTHER = "f" * 12


def _command(verb: str = "approve", state: ApprovalState = STATE, **fields: Any) -> Command:
    return ask(state, verb, "ana", **{"token": token(state, "ana")} | fields)


def _code(command: Command, state: ApprovalState = STATE, now: dt.datetime = NOW) -> str | None:
    found = token_rules.refused(state, command, now)
    return found.code if found else None


def test_a_token_for_this_person_and_text_lets_any_verb_through() -> None:
    for verb in ("approve", "reject", "request_changes", "comment", "edit", "redraft"):
        assert _code(_command(verb)) is None


def test_a_command_without_a_token_is_not_judged_here() -> None:
    assert _code(_command(token=None)) is None


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"sug": "onboarding-1:roles:2"}, "token_suggestion"),
        ({"sub": "bo"}, "token_person"),
        ({"sub": "ANA"}, "token_person"),
        ({"rev": 2}, "token_text"),
        ({"fpr": OTHER}, "token_text"),
        ({"verbs": ["reject"]}, "token_verb"),
        ({"verbs": ["reject", "comment"]}, "token_verb"),
        ({"iat": START + LEEWAY + 1, "exp": START + 900}, "token_early"),
        ({"exp": START + LONGEST + 1}, "token_long"),
        ({"exp": START}, "token_expired"),
        ({"iat": START - 900, "exp": START - 1}, "token_expired"),
        ({"iss": "another"}, "token_claims"),
        ({"rev": "1"}, "token_claims"),
        ({"rev": True}, "token_claims"),
        ({"exp": float(START + 600)}, "token_claims"),
        ({"exp": 2**60}, "token_claims"),
        ({"fpr": "abc"}, "token_claims"),
        ({"verbs": []}, "token_claims"),
        ({"jti": "short"}, "token_claims"),
        ({"aud": "ui-proxy"}, "token_claims"),
        ({"nbf": START}, "token_claims"),
        *(({claim: None}, "token_claims") for claim in said(STATE, "ana")),
    ],
)
def test_a_token_for_anything_else_is_refused(changed: dict[str, Any], code: str) -> None:
    assert _code(_command(token=token(STATE, "ana", **changed))) == code


@pytest.mark.parametrize(
    ("changed", "en", "zh"),
    [
        (
            {"sug": "onboarding-1:roles:2"},
            "is for onboarding-1:roles:2, not for onboarding-1:roles:1",
            "用于 onboarding-1:roles:2，而不是 onboarding-1:roles:1",
        ),
        ({"sub": "bo"}, "was made out to bo;", "由 bo 专用"),
        ({"rev": 2}, "(revision 2); read revision 1", "（第 2 版）；请阅读第 1 版"),
        ({"verbs": ["reject", "comment"]}, "only: reject, comment", "以下动作：reject, comment"),
    ],
)
def test_a_refused_token_is_told_what_it_is_for(changed: dict[str, Any], en: str, zh: str) -> None:
    found = token_rules.refused(STATE, _command(token=token(STATE, "ana", **changed)), NOW)
    assert found
    assert en in found.sentence.en
    assert zh in found.sentence.zh


def test_a_token_may_be_good_for_the_longest_time_and_no_second_more() -> None:
    longest = token(STATE, "ana", exp=START + LONGEST)
    assert _code(_command(token=longest)) is None
    assert _code(_command(token=token(STATE, "ana", exp=START + LONGEST + 1))) == "token_long"


def test_a_token_is_good_to_the_last_second_of_its_time() -> None:
    last = NOW + dt.timedelta(seconds=599)
    assert _code(_command(), now=last) is None
    assert _code(_command(), now=last + dt.timedelta(seconds=1)) == "token_expired"


def test_a_clock_that_is_a_little_ahead_is_forgiven() -> None:
    ahead = token(STATE, "ana", iat=START + LEEWAY, exp=START + 600)
    assert _code(_command(token=ahead)) is None


def test_a_token_of_an_earlier_text_does_not_decide_on_the_new_one() -> None:
    changed = suggestion((*ROLES[:2],), revision=2)
    after = put(does(STATE, "request_changes", "bo"), changed, policy("ana", "bo"))
    assert after.revision == 2
    old = token(STATE, "ana")
    assert _code(ask(after, "approve", "ana", token=old), after) == "token_text"
    assert _code(ask(after, "approve", "ana", token=old, revision=1), after) == "token_text"
    both = ask(
        after, "approve", "ana", token=old, **{k: said(STATE, "ana")[v] for k, v in _BOUND.items()}
    )
    assert _code(both, after) is None
    refused = approval.decide(after, both, NOW)
    assert refused is not None
    assert refused.code == "stale"


_BOUND = {"revision": "rev", "fingerprint": "fpr"}


def test_a_token_that_names_a_text_that_never_was_is_refused_whatever_the_command_says() -> None:
    command = _command(token=token(STATE, "ana", fpr=OTHER), fingerprint=OTHER)
    assert _code(command) == "token_text"


def test_a_comment_needs_no_text_but_its_token_is_bound_to_one() -> None:
    assert _code(_command("comment")) is None
    assert _code(_command("comment", token=token(STATE, "ana", rev=7), revision=1)) == "token_text"


def test_a_token_decides_once_and_the_same_decision_again_is_no_second_one() -> None:
    after = does(STATE, "comment", "ana", id="one", token=token(STATE, "ana"))
    assert after.tokens == {JTI: "one"}
    assert _code(ask(after, "comment", "ana", "one", token=token(STATE, "ana")), after) is None
    assert _code(ask(after, "approve", "ana", "two", token=token(STATE, "ana")), after) == (
        "token_used"
    )


def test_a_decision_with_a_token_is_recorded_as_verified_and_one_without_is_not() -> None:
    with_one = does(STATE, "approve", "ana", token=token(STATE, "ana"))
    both = does(with_one, "approve", "bo")
    assert {s.actor: s.verified for s in both.signatures} == {"ana": True, "bo": False}
    assert {e.actor: e.verified for e in both.unrecorded} == {"ana": True, "bo": False}


def test_nothing_that_is_kept_holds_the_token() -> None:
    vouched = token(STATE, "ana")
    after = does(STATE, "approve", "ana", token=vouched)
    kept = after.model_dump_json()
    assert vouched not in kept
    assert vouched.split(".")[1] not in kept


def test_the_same_decision_has_the_same_content_with_a_token_and_without() -> None:
    assert _command().content == _command(token=None).content


def test_what_was_left_out_is_taken_from_the_token() -> None:
    command = read_command("approve", {"token": token(STATE, "ana")}, "one")
    assert (command.actor, command.revision) == ("ana", 1)
    assert command.fingerprint == said(STATE, "ana")["fpr"]
    assert approval.decide(STATE, command, NOW) is None


def test_what_was_said_is_not_overwritten_by_the_token() -> None:
    given = {"actor": "bo", "revision": 3, "token": token(STATE, "ana")}
    assert filled(given)["actor"] == "bo"
    assert filled(given)["revision"] == 3


@pytest.mark.parametrize(
    "rubbish",
    [
        "",
        "x",
        "a.b",
        "a.b.c.d",
        "a.b.c\n",
        "令.牌.的",
        "a." + "b" * 3_000 + ".c",
        7,
        {"a": 1},
        True,
    ],
)
def test_what_is_no_token_is_refused_without_being_repeated(rubbish: Any) -> None:
    with pytest.raises(BadInputError) as raised:
        read_command("approve", {"actor": "ana", "token": rubbish}, "one")
    assert raised.value.sentence.en == "token: is not a decision token"
    assert raised.value.sentence.zh == "token：不是决定令牌"


@pytest.mark.parametrize("claimed", [[], "text", 7, None, {"sub": ["ana"]}, {"sub": "a\nb"}])
def test_claims_that_are_none_say_nothing(claimed: Any) -> None:
    assert claims(written(claimed)) is None
    given = {"token": written(claimed)}
    assert filled(given) == given


def test_a_payload_that_is_not_json_says_nothing() -> None:
    for middle in ("_", "bm90IGpzb24", "gICA", "W1tbW1tbW1tb" * 100):
        assert payload(f"e30.{middle}.c2ln") == {}


def test_what_is_kept_of_an_attempt_has_the_claims_but_not_the_token() -> None:
    given = {"comment": "because", "token": token(STATE, "ana")}
    kept = without(given)
    assert kept["actor"] == "ana"
    assert "token" not in kept
    assert without('{"token": "a.b.c", "actor": "bo"}') == {"actor": "bo"}
    assert without('{"token": "a.b.c"') is None
    assert without("anything else") == "anything else"
