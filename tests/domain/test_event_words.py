import pytest

from domain.event_words import closes, is_placeholder, state_of, states_of


def test_complete_ends_an_activity_among_transitions_and_parks_a_case_among_states() -> None:
    assert states_of(["start", "complete", ""]) == {
        "start": "working",
        "complete": "done",
        "": "unknown",
    }
    assert states_of(["In Progress", "Complete"]) == {
        "In Progress": "working",
        "Complete": "parked",
    }


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Awaiting Assignment", "queued"),
        ("Wait - User", "customer"),
        ("Wait - Vendor", "parked"),
        ("In Call", "parked"),
        ("Selected for Development", "queued"),
        ("In Review", "working"),
        ("待评审", "queued"),
        ("开发中", "working"),
        ("已解决", "parked"),
    ],
)
def test_the_states_of_known_products_are_told(word: str, state: str) -> None:
    assert state_of(word) == state


def test_other_states_beside_start_and_complete_leave_them_what_they_are() -> None:
    assert states_of(["start", "complete", "queued"]) == {
        "start": "working",
        "complete": "done",
        "queued": "queued",
    }


def test_transitions_are_known_in_any_case() -> None:
    assert states_of(["SCHEDULE", "Ate_Abort"]) == {"SCHEDULE": "queued", "Ate_Abort": "parked"}


@pytest.mark.parametrize("name", ["", " ", "EMPTY", "0", "-", "Ｎ/Ａ", "null", "未知", "MISSING"])
def test_a_word_for_nothing_is_a_placeholder(name: str) -> None:
    assert is_placeholder(name)


@pytest.mark.parametrize("name", ["00", "Legal", "无锡分公司", "Empty Nest Support"])
def test_a_name_that_only_holds_such_a_word_is_none(name: str) -> None:
    assert not is_placeholder(name)


@pytest.mark.parametrize("name", ["Close", "auto_close", "Ticket closed", "自动关闭", "归档"])
def test_an_activity_that_closes_is_called_so(name: str) -> None:
    assert closes(name)


@pytest.mark.parametrize("name", ["approve", "disclose", "automobile check", "关键评审", ""])
def test_other_activities_are_not(name: str) -> None:
    assert not closes(name)
