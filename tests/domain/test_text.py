from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.text import LIMIT, LINE_LIMIT, Account, Line, Text, clean, fold

TEXT: TypeAdapter[str] = TypeAdapter(Text)
LINE: TypeAdapter[str] = TypeAdapter(Line)
ACCOUNT: TypeAdapter[str] = TypeAdapter(Account)
GROWS = "\u0958"
"""One character that NFC writes as two."""


def refused(adapter: TypeAdapter[Any], text: str) -> bool:
    try:
        adapter.validate_python(text)
    except ValidationError:
        return True
    return False


@given(st.text())
def test_cleaning_again_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    "hidden",
    ["\u200b", "\u202e", "\ufeff", "\u2066", "\U000e0041", "\U000e0100", "\x07", "\x1b", "\xad",
     "\u115f", "\u3164", "\u2800", "\u034f", "\ufe0f", "\ud800", "\u180e", "\U000e0fff"],
)  # fmt: skip
def test_what_a_reader_cannot_see_is_dropped(hidden: str) -> None:
    assert clean(f"a{hidden}b") == "ab"
    assert hidden == "\ud800" or refused(LINE, hidden)


def test_newlines_are_plain_and_tabs_stay() -> None:
    assert clean("a\r\nb\rc\td") == "a\nb\nc\td"
    assert clean("a\r\u200b\nb") == "a\nb"


def test_a_line_is_one_line() -> None:
    assert LINE.validate_python("  a \n b\u2028c ") == "a b c"
    assert refused(LINE, " \n\t ")


@pytest.mark.parametrize(("adapter", "limit"), [(TEXT, LIMIT), (LINE, LINE_LIMIT)])
def test_a_text_is_bounded_by_what_is_kept_of_it(adapter: TypeAdapter[str], limit: int) -> None:
    assert len(adapter.validate_python("字" * limit)) == limit
    assert refused(adapter, "字" * (limit + 1))
    assert refused(adapter, GROWS * limit)
    assert adapter.validate_python("a" + "\u200b" * limit) == "a"


@given(st.text(max_size=320) | st.text(alphabet=GROWS + "a\u200b ", max_size=320))
def test_what_was_kept_once_can_be_read_again(text: str) -> None:
    for adapter in (TEXT, LINE):
        if not refused(adapter, text):
            kept = adapter.validate_python(text)
            assert adapter.validate_python(kept) == kept


@pytest.mark.parametrize("wrong", ["", " a", "a b", "a\n", "王芳", "-a", "a" * 65, "a/b", "a`b"])
def test_what_is_not_an_account_is_refused(wrong: str) -> None:
    assert refused(ACCOUNT, wrong)


@pytest.mark.parametrize("account", ["a", "li.wei", "Li_Wei-2@corp.example", "9" * 64])
def test_an_account_is_taken_as_it_is(account: str) -> None:
    assert ACCOUNT.validate_python(account) == account


def test_folding_forgives_width_case_and_space() -> None:
    assert fold(" ＡＢ\u3000c\n") == fold("ab C")
    assert fold("a b") != fold("ab")
