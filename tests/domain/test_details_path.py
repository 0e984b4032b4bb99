import re

import pytest

from domain.asking import Colleague, Step
from domain.details import details
from domain.signing import ApprovalState, Mode
from domain.text import Language
from tests.approvals import WHY, asks, does, drafting, pending, policy, put, suggestion


def rows(state: ApprovalState) -> list[str]:
    """Return the rows of the path."""
    return re.findall(r"^\* .*\*\*(?:Step|第) .*$", details(state), re.MULTILINE)


@pytest.mark.parametrize(
    ("mode", "percent", "en", "zh"),
    [
        ("all", None, "all of them must approve", "会签"),
        ("any", None, "one of them is enough", "或签"),
        ("sequence", None, "one after the other", "依次审批"),
        ("ratio", 60, "at least 2 of 3 must approve (60 %)", "按比例会签：3 人中至少 2 人"),
    ],
)
def test_each_step_says_in_words_how_it_is_decided(
    mode: Mode, percent: int | None, en: str, zh: str
) -> None:
    languages: tuple[tuple[Language, str], ...] = (("en", en), ("zh", zh))
    for language, words in languages:
        state = pending("ana", "bo", "cy", mode=mode, percent=percent, language=language)
        (row,) = rows(state)
        assert words in row


def test_who_signed_is_told_from_who_is_asked_and_who_will_be() -> None:
    state = pending("ana", "bo", "cy", mode="sequence")
    assert rows(state) == [
        "* → **Step 1 · one after the other, in this order** 安娜: asked now; Bo Lin; Cy Moor"
    ]
    (row,) = rows(does(state, "approve", "ana"))
    assert "安娜: approved; Bo Lin: asked now; Cy Moor" in row


def test_a_no_in_a_step_by_ratio_is_shown_and_a_veto_is_named() -> None:
    state = pending("ana", "bo", "cy", mode="ratio", percent=60, veto=["ana"])
    (row,) = rows(does(state, "reject", "bo"))
    assert "Bo Lin: said no" in row
    assert row.endswith("; a no of ana ends it")


def steps(*groups: tuple[str, ...]) -> ApprovalState:
    asked = tuple(Step(mode="all", approvers=tuple(map(asks, group))) for group in groups)
    return put(drafting(), suggestion(), policy("ana").model_copy(update={"steps": asked}))


def test_the_path_says_which_step_of_how_many_is_reached() -> None:
    state = steps(("ana", "bo"), ("cy",))
    assert "**Path: step 1 of 2**" in details(state)
    state = does(does(state, "approve", "ana"), "approve", "bo")
    assert "**Path: step 2 of 2**" in details(state)
    assert [row[:4] for row in rows(state)] == ["* ✓ ", "* → "]
    assert rows(state)[1] == "* → **Step 2 · must approve** Cy Moor: asked now"
    state = does(state, "approve", "cy")
    assert [row[:4] for row in rows(state)] == ["* ✓ ", "* ✓ "]
    assert "**Path**" in details(state)


def test_delegates_stand_ins_and_added_approvers_are_named() -> None:
    cy = Colleague(account="cy", name="Cy Moor", why=WHY)
    stands = asks("bo").model_copy(update={"stand_ins": (cy,)})
    (row,) = rows(pending("ana", stands))
    assert "Bo Lin: asked now (Cy Moor may sign instead)" in row
    (row,) = rows(does(pending("ana", "bo"), "delegate", "ana", to="dee"))
    assert "安娜: asked now (opinion asked of Dee Roy)" in row
    added = does(pending("ana", "bo"), "add_approver", "ana", to="cy", place="parallel")
    assert any("Cy Moor: asked now (added by ana)" in row for row in rows(added))


def test_questions_and_answers_are_shown_and_that_the_deadline_stands_still() -> None:
    state = does(pending(), "ask", "ana", to="dee", comment="which *year*?")
    page = details(state)
    assert "* `q1` 安娜 asked Dee Roy: which \\*year\\*? → **open; the deadline" in page
    assert "(stands still)" in page
    page = details(does(state, "answer", "dee", comment="this one"))
    assert "which \\*year\\*? → this one" in page
    assert "(stands still)" not in page


def test_the_page_links_to_what_else_waits() -> None:
    page = details(pending("ana"))
    assert "%60AccordApprovers%60%3D%22ana%22" in page
    assert "%60AccordCollaboration%60%3D%22onboarding-1%22" in page
    assert page.count("/namespaces/{namespace}/workflows?query=") == 2
