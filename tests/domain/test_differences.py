import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.differences import MOST_PAIRS, differences, words

text = st.text(alphabet="ab 同意書,.\n", max_size=40) | st.text(max_size=40)


def marked(before: str, after: str) -> str:
    """Return the differences as a line: [-taken out-] and {+put in+}."""
    marks = {"kept": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    return "".join(marks[span.what].format(span.text) for span in differences(before, after))


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        ("one hour", "one hour", "one hour"),
        ("one hour a week", "two hours a week", "[-one hour-]{+two hours+} a week"),
        ("owner Ana", "owner Bo Lin", "owner [-Ana-]{+Bo Lin+}"),
        ("from 42.5 to 30%", "from 42.5 to 28%", "from 42.5 to [-30-]{+28+}%"),
        ("due 2026-11-24", "due 2026-12-01", "due [-2026-11-24-]{+2026-12-01+}"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("每周开会一次", "每两周开会一次", "每{+两+}周开会一次"),
        ("由安娜负责，周五前完成。", "由博林负责，周四前完成。", None),
        ("使用CRM系统", "使用ERP系统", "使用[-CRM-]{+ERP+}系统"),
    ],
)
def test_changes_are_read_word_by_word_and_chinese_by_character(
    before: str, after: str, seen: str | None
) -> None:
    wanted = seen or "由[-安娜-]{+博林+}负责，周[-五-]{+四+}前完成。"
    assert marked(before, after) == wanted


@given(text, text)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    spans = differences(before, after)
    assert "".join(s.text for s in spans if s.what != "in") == before
    assert "".join(s.text for s in spans if s.what != "out") == after
    assert all(span.text for span in spans)
    assert (before == after) == all(span.what == "kept" for span in spans)


@given(text)
def test_words_joined_are_the_text(one: str) -> None:
    assert "".join(words(one)) == one


@pytest.mark.parametrize(
    ("before", "after"), [("同意" * 9_000, "意书" * 9_000), ("a b " * 5_000, "b a " * 5_000)]
)
def test_very_long_texts_are_compared_as_a_whole(before: str, after: str) -> None:
    assert [span.what for span in differences(before, after)] == ["out", "in"]


def test_the_most_repetitive_text_that_is_compared_word_by_word_takes_no_time() -> None:
    half = int((MOST_PAIRS / 2) ** 0.5)
    began = time.process_time()
    assert len(differences("同意" * half, "意同" * half)) > 2
    assert time.process_time() - began < 1.5
