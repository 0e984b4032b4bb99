import pytest

from domain.letter import (
    MOST_BYTES,
    cut,
    disarmed,
    for_mail,
    letter_id,
    page_of,
    suggestion_of,
    title,
    topic_of,
)
from domain.messages import asked_message, ended_message
from tests.approvals import ID, NOW, pending

HOSTILE = (
    '<!channel> @all @everyone <at user_id="all"></at> [pay](https://evil.example) '
    "www.evil.example mailto:x@evil.example `code`\u202e<script>alert(1)</script>"
)


@pytest.mark.parametrize("sign", ["<", ">", "@", "://", "](", "www.", "mailto:", "`", "\u202e"])
def test_no_sign_that_a_chat_acts_on_is_left(sign: str) -> None:
    assert sign in HOSTILE
    assert sign not in disarmed(HOSTILE)


def test_what_is_harmless_reads_as_it_was_written() -> None:
    said = "第 1 版：李娜 & Bo (30%) — see #4, a_b, 2 * 3; e.g. v1.2/x"
    assert disarmed(said) == said
    assert for_mail(said + " a@b <c>") == said + " a@b <c>"


def test_mail_links_nowhere_either() -> None:
    assert "://" not in for_mail(HOSTILE)
    assert "www." not in for_mail(HOSTILE)


@pytest.mark.parametrize("unit", ["a", "会", "😀"])
def test_a_long_message_is_cut_between_characters(unit: str) -> None:
    shorter = cut(unit * 20_000, MOST_BYTES)
    assert MOST_BYTES - 8 <= len(shorter.encode()) <= MOST_BYTES
    assert shorter.rstrip("…").replace(unit, "") == ""
    assert cut(unit, MOST_BYTES) == unit


def test_a_title_is_one_short_line() -> None:
    assert title("a\nb  c") == "a b c"
    assert len(title("x" * 500)) == 140


def test_the_keys_of_our_messages_tell_their_suggestion_and_their_topic() -> None:
    state = pending("ana", "bo")
    for messages in (asked_message(state, NOW), ended_message(state, NOW)):
        assert {suggestion_of(one.key) for one in messages} == {ID}
        assert len({topic_of(one.key, one.recipient) for one in messages}) == 1
        assert len({one.key for one in messages}) == len(messages) > 1


def test_keys_of_something_else_have_no_page() -> None:
    for key in ("onboarding:round:1:opened:ana", "x", "", "onboarding:nothing:1:r1:asked:ana"):
        assert suggestion_of(key) is None
    assert topic_of("a:rana", "ana") == "a:rana"
    assert topic_of("s:r1:asked:ana:2", "ana") == "s:r1:asked:*:2"


def test_the_page_is_below_the_base() -> None:
    assert page_of("https://accord.example/", "a:need:1") == "https://accord.example/d/a:need:1"
    assert page_of(None, "a:need:1") is None
    assert page_of("https://accord.example", None) is None


def test_the_same_message_on_the_same_way_has_the_same_id() -> None:
    assert letter_id("k", "default[0]") == letter_id("k", "default[0]")
    assert len({letter_id("k", "a"), letter_id("k", "b"), letter_id("l", "a")}) == 3
