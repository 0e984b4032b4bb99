"""Who could take over: deputies first, then skills, then hours; the head when nobody else is."""

import pytest

from analysis.successors import role_gap_facts
from domain.directory import Directory
from domain.role_gap_facts import RoleGapFacts
from tests.approvals import brief
from tests.charters import DIRECTORY, GONE, ON, away, changed, charter, without

BRIEF = brief(sponsor="sun", departments=["Sales", "Legal", "Ops"])


def found(people: Directory, account: str = "al", cause: str = "gone") -> RoleGapFacts:
    departure = GONE.model_copy(update={"account": account, "cause": cause})
    return role_gap_facts(charter(), people, departure, BRIEF, ON)


def grounds(facts: RoleGapFacts) -> list[tuple[str, str]]:
    return [(one.account, one.ground) for one in facts.candidates]


def test_colleagues_come_by_the_skills_they_share_and_the_head_when_nobody_else_does() -> None:
    facts = found(without("al"))
    assert grounds(facts) == [("ada", "skills"), ("ana", "head"), ("sun", "sponsor")]
    assert facts.candidates[0].shared == ("python",)
    assert all(gap.candidates[0] == "ada" for gap in facts.gaps)


def test_a_deputy_comes_first_of_whatever_department() -> None:
    facts = found(changed("al", deputy="bea"), cause="reported")
    assert grounds(facts)[:2] == [("bea", "deputy"), ("ada", "skills")]


def test_where_a_department_has_nobody_left_the_head_stands_in_then_the_sponsor() -> None:
    assert grounds(found(without("al", "ada")))[0] == ("ana", "head")
    assert grounds(found(without("al", "ada", "ana"))) == [("sun", "sponsor")]


def test_who_is_lost_too_is_no_candidate() -> None:
    people = changed("ada", absences=away(90))
    assert "ada" not in [account for account, _ in grounds(found(people))]


def test_who_will_be_away_without_a_deputy_is_asked_for_advice_only() -> None:
    facts = found(changed("ada", absences=away(2, 30)))
    heads = {gap.key: gap.candidates[0] for gap in facts.gaps}
    assert heads["role:1:accountable"] == "ana"
    assert heads["role:3:consulted"] == "ada"


def test_who_is_in_the_team_already_comes_after_those_who_are_not() -> None:
    facts = found(changed("al", deputy="bea"))
    team = next(gap for gap in facts.gaps if gap.part == "member")
    assert team.candidates[:2] == ("ada", "ana")


@pytest.mark.parametrize(
    ("key", "departments"),
    [
        ("role:1:accountable", ("Sales",)),
        ("role:2:responsible", ("Sales", "Legal")),
        ("practice:1:owner", ("Sales",)),
    ],
)
def test_a_place_is_decided_by_the_lost_persons_side_and_the_accountables(
    key: str, departments: tuple[str, ...]
) -> None:
    assert found(DIRECTORY).targets[key] == departments


def test_somebody_without_a_place_leaves_no_gap() -> None:
    assert found(DIRECTORY, "ada").gaps == ()
    assert found(DIRECTORY, "ada").candidates == ()


def test_the_name_of_who_has_gone_is_known_from_the_team() -> None:
    assert found(without("al")).lost.name == "Al"
    assert found(without("bo"), "bo").lost.name == "bo"
