"""Whether the sponsor stands behind the need: said, and red where it is missing."""

from typing import Any

import pytest

from domain import collaboration_details, lifecycle, steering
from domain.brief import Stage
from domain.collaboration import Arrival, Closing, SteerRedraft
from domain.leadership import RED, leadership
from domain.resolving import resolve
from domain.text import Language
from tests.approvals import DIRECTORY, brief
from tests.domain.test_collaboration import fresh, outcome, started
from tests.domain.test_policy_rules import rules as written
from tests.domain.test_policy_rules import step


@pytest.mark.parametrize(
    ("asked", "skip", "over", "state", "red"),
    [
        ([], (), False, "not yet", False),
        ([("need", "approved")], (), False, "not yet", False),
        ([("resource", "pending")], (), False, "awaited", True),
        ([("resource", "approved")], (), False, "accepted", False),
        ([("resource", "approved"), ("resource", "rejected")], (), False, "accepted", False),
        ([("resource", "approved"), ("resource", "pending")], (), False, "accepted", False),
        ([("resource", "rejected")], (), False, "lacking", True),
        ([("resource", "expired")], (), False, "lacking", True),
        ([("resource", "impossible")], (), False, "lacking", True),
        ([("resource", "rejected"), ("resource", "pending")], (), False, "awaited", True),
        ([("resource", "pending")], (), True, "lacking", True),
        ([], (), True, "lacking", True),
        ([], ("identify",), False, "not yet", False),
        ([], ("identify", "team"), False, "not asked", True),
        ([("resource", "approved")], ("identify", "team"), False, "accepted", False),
    ],
)
def test_how_leadership_stands(
    asked: list[tuple[str, str]], skip: tuple[Stage, ...], over: bool, state: str, red: bool
) -> None:
    found = leadership(asked, skip, over)
    assert (found.state, found.red) == (state, red)
    assert ("缺乏领导支持" in found.said.zh) is red
    assert ("no leadership support" in found.said.en.lower()) is red


def test_while_it_is_awaited_it_says_that_nothing_goes_on() -> None:
    said = leadership([("resource", "pending")], ()).said
    assert "nothing goes past the need before the sponsor accepts" in said.en
    assert "认可之前，协作不会进入下一步" in said.zh


def test_why_it_is_lacking_is_said() -> None:
    assert "expired without a decision" in leadership([("resource", "expired")], ()).said.en
    assert "已拒绝" in leadership([("resource", "rejected")], ()).said.zh


def test_the_page_in_the_temporal_ui_is_red_until_the_sponsor_accepts() -> None:
    state = lifecycle.ended(lifecycle.began(fresh(), started("resource")), outcome("resource"))
    page = collaboration_details.details(state)
    assert f"{RED} **No leadership support (rejected)" in page
    chinese = state.model_copy(update={"brief": brief(language="zh")})
    assert f"{RED} **缺乏领导支持（已拒绝）" in collaboration_details.details(chinese)
    assert RED not in collaboration_details.details(fresh())
    asked = lifecycle.began(fresh(), started("resource"))
    assert f"{RED} **No leadership support yet" in collaboration_details.details(asked)
    taken = lifecycle.ended(asked, outcome("resource", "approved"))
    assert RED not in collaboration_details.details(taken)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_once_accepted_the_temporal_ui_says_where_granted_spent_and_left_stand(
    language: Language,
) -> None:
    asked = lifecycle.began(fresh(brief=brief(language=language)), started("resource"))
    taken = lifecycle.ended(asked, outcome("resource", "approved"))
    words = {"en": "granted, spent and left", "zh": "承诺、已用与剩余"}[language]
    page = collaboration_details.details(taken, "https://accord.example/a")
    assert f"[{words}](https://accord.example/a/c/{taken.id})" in page
    alone = collaboration_details.details(taken)
    assert words in alone
    assert f"`accord show {taken.id}`" in alone
    for before in (asked, fresh(brief=brief(language=language))):
        assert words not in collaboration_details.details(before, "https://accord.example/a")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "What next: bo or ana sends"), ("zh", "接下来：由bo、ana发送")]
)
def test_where_it_is_parked_the_temporal_ui_says_who_goes_on_and_by_which_update(
    language: Language, words: str
) -> None:
    fresh_one = fresh(brief=brief(language=language))
    page = collaboration_details.details(lifecycle.ended(fresh_one, outcome("resource")))
    assert words in page
    assert '`{"actor": "bo", "kind": "resource"}`' in page
    assert "redraft" not in collaboration_details.details(fresh_one)


def test_what_could_not_be_drafted_is_red_too() -> None:
    state = lifecycle.ended(fresh(), outcome("resource", "impossible"))
    assert state.leadership.red


def test_one_that_is_closed_before_anybody_accepted_lacked_it() -> None:
    assert fresh(closing=Closing(by="bo")).leadership.state == "lacking"


def again(**fields: Any) -> bool:
    return steering.asks_again(fresh(**fields), SteerRedraft(actor="bo", kind="resource"))


def test_the_sponsor_is_asked_once_more_only_after_they_accepted_and_once_at_a_time() -> None:
    assert not again()
    assert again(approved=("need", "resource"))
    assert not again(approved=("need", "resource"), suggestions=(started("resource", 2),))
    waiting = (Arrival(key="k", again="resource"),)
    assert not again(approved=("need", "resource"), arrivals=waiting)


def test_a_brief_that_skips_both_stages_can_have_the_sponsor_asked_later() -> None:
    skipping = brief(skip=("identify", "team"))
    assert again(brief=skipping)
    assert not again(brief=brief(skip=("identify",)))


def test_nothing_else_is_drafted_anew_unless_it_is_parked() -> None:
    state = fresh(approved=("need", "resource", "team"))
    assert steering.may_redraft(state, SteerRedraft(actor="bo", kind="resource")) is None
    assert steering.may_redraft(state, SteerRedraft(actor="bo", kind="team")) is not None
    assert steering.may_redraft(state, SteerRedraft(actor="cy", kind="resource")) is not None


@pytest.mark.parametrize(
    "steps",
    [
        [step({"role": "lead_head"})],
        [step({"role": "lead_head"}, {"role": "sponsor"}, mode="any")],
        [step({"role": "lead_head"}, {"role": "sponsor"}, mode="ratio", percent=50)],
    ],
)
def test_no_policy_of_a_brief_lets_a_need_pass_without_the_sponsor(
    steps: list[dict[str, Any]],
) -> None:
    found = resolve(written(*steps), "resource", (), brief(sponsor="cy"), DIRECTORY)
    last = found.steps[-1]
    assert (last.mode, [one.account for one in last.approvers]) == ("all", ["cy"])
    assert len(found.steps) == 2


def test_a_policy_that_asks_the_sponsor_is_taken_as_it_is() -> None:
    rule = written(step({"role": "lead_head"}), step({"role": "sponsor"}))
    found = resolve(rule, "resource", (), brief(sponsor="cy"), DIRECTORY)
    assert [[a.account for a in one.approvers] for one in found.steps] == [["ana"], ["cy"]]
