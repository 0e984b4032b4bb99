import re

import pytest

from domain import events
from domain.messages import asked_message, asking_of, ended_message, reminder_message
from domain.text import Language
from tests.approvals import NOW, change, does, pending


def test_everybody_who_is_waited_for_is_asked_once_a_revision() -> None:
    state = does(pending("ana", "bo", "cy"), "approve", "bo")
    assert [m.recipient for m in asked_message(state, NOW)] == ["ana", "cy"]
    keys = {m.key for m in asked_message(state, NOW)}
    assert keys == {m.key for m in asked_message(state, NOW)}
    edited = does(state, "edit", "ana", changes=change("role:1", deliverable="all"))
    assert [m.recipient for m in asked_message(edited, NOW)] == ["bo", "cy"]
    assert not keys & {m.key for m in asked_message(edited, NOW)}


def test_a_reminder_is_not_a_question() -> None:
    state = pending("ana")
    (asked,), (reminder,) = asked_message(state, NOW), reminder_message(state, NOW)
    assert asked.key != reminder.key
    assert "Silence is not consent" in reminder.body


def test_a_message_in_chinese_says_by_when_without_a_space_behind_the_bracket() -> None:
    (asked,), (reminder,) = (
        told(pending("ana"), NOW) for told in (asked_message, reminder_message)
    )
    assert re.search(r"请于 20[-0-9]+ [0-9:]+（北京时间）前决定。", asked.words("zh").body)
    assert re.search(r"20[-0-9]+ [0-9:]+（北京时间）到期；", reminder.words("zh").body)


def test_everybody_hears_how_it_ended_also_whose_words_it_was() -> None:
    state = does(pending("ana", "bo", kind="idea", author="dee"), "reject", "bo")
    messages = ended_message(state, NOW)
    assert [m.recipient for m in messages] == ["ana", "bo", "dee"]
    assert len({m.key for m in messages}) == 3
    assert "rejected" in messages[0].body
    assert "bo" in messages[0].body


def test_everybody_hears_why_it_ended_in_the_words_of_who_ended_it() -> None:
    state = does(pending("ana", "bo"), "reject", "bo", comment="Too\n many  meetings.")
    assert {m.body for m in ended_message(state, NOW)} == {
        f"{state.id} r1 · rejected · bo\nToo many meetings."
    }
    long = does(pending("ana"), "reject", "ana", comment="慢" * 5_000)
    assert all(len(m.body) < 500 for m in ended_message(long, NOW))
    approved = does(pending("ana"), "approve", "ana", comment="Fine.")
    assert "\n" not in ended_message(approved, NOW)[0].body


def test_whoever_handed_it_on_or_was_asked_a_question_hears_how_it_ended() -> None:
    state = does(pending("ana", "bo"), "transfer", "ana", to=("cy",))
    state = does(state, "ask", "bo", to=("dee",), comment="Why?")
    ended = ended_message(events.expired(state, NOW), NOW)
    assert {m.recipient for m in ended} == {"ana", "bo", "cy", "dee"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_message_can_be_read_in_either_language(language: Language) -> None:
    state = does(pending("ana", "bo", language=language), "cc", "ana", to=("cy",))
    told = [*asked_message(state, NOW), *reminder_message(state, NOW), *ended_message(state, NOW)]
    assert told
    both: tuple[Language, ...] = ("zh", "en")
    for message in told:
        for wanted in both:
            words = message.words(wanted)
            assert bool(re.search("[一-鿿]", words.subject)) == (wanted == "zh")
        assert message.words(None) == message.words(language)


def test_a_message_of_an_earlier_version_is_read_as_it_is() -> None:
    (message,) = asked_message(pending("ana"), NOW)
    old = message.model_copy(update={"language": None, "other": None})
    assert old.words("zh").subject == message.subject


def test_nobody_is_told_of_a_decision_that_nobody_took() -> None:
    (message,) = ended_message(events.expired(pending("ana"), NOW), NOW)
    assert "expired" in message.subject
    assert message.body.endswith("—")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_messages_speak_the_collaborations_language(language: Language) -> None:
    state = pending("bo", language=language)
    for message in (*asked_message(state, NOW), *reminder_message(state, NOW)):
        assert bool(re.search("[一-鿿]", message.subject)) == (language == "zh")
        assert bool(re.search("[一-鿿]", message.body)) == (language == "zh")
        assert message.collaboration == "onboarding-1"


def test_when_nobody_is_waited_for_nobody_is_bothered() -> None:
    state = does(pending("ana"), "approve", "ana")
    assert asked_message(state, NOW) == ()
    assert reminder_message(state, NOW) == ()


@pytest.mark.parametrize("rollbacks", [0, 2])
def test_the_key_of_a_message_says_who_was_asked_about_what(rollbacks: int) -> None:
    state = pending("ana").model_copy(update={"rollbacks": rollbacks})
    (message,) = asked_message(state, NOW)
    asking = asking_of(message.key)
    assert asking
    assert (asking.suggestion, asking.revision, asking.account) == (state.id, 1, "ana")
    assert (asking.sort, asking.again) == ("asked", rollbacks)


def test_other_keys_ask_nobody() -> None:
    state = pending("ana")
    told = [*reminder_message(state, NOW), *ended_message(state, NOW)]
    assert [asking_of(message.key) for message in told] == [None, None]
    assert asking_of("onboarding-1:roles:1:r0:asked:ana") is None
