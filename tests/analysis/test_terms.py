import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.terms import counts, phrase, terms
from domain.text import fold


def test_english_terms_are_words_and_neighbouring_pairs_without_stop_words() -> None:
    assert terms("The Night shift can't see, and nobody cares!") == {
        "night",
        "shift",
        "night shift",
        "see",
        "cares",
    }


def test_a_pair_never_spans_a_stop_word_or_a_comma() -> None:
    assert "lights bench" not in terms("lights on the bench")
    assert "lights bench" not in terms("lights, bench")
    assert "month-end" in terms("Month-end closing")


def test_chinese_terms_are_twos_and_threes_without_function_characters() -> None:
    assert terms("对账单的格式") == {"对账", "账单", "对账单", "格式"}


def test_words_of_complaint_survive_the_function_characters() -> None:
    found = terms("申请变更不及时，会议要求还款")
    assert {"申请", "变更", "及时", "会议", "要求", "还款"} <= found


def test_mixed_text_gives_terms_of_both_scripts() -> None:
    assert {"erp", "系统"} <= terms("ERP系统卡顿")


def test_numbers_and_single_letters_are_no_terms() -> None:
    assert terms("3 x 2026 ￥") == frozenset()


@given(st.text(alphabet=st.sampled_from("对账单的不上系统 ABc'-,.。Ｔ１ \n"), max_size=40))
def test_every_term_stands_verbatim_in_the_folded_text(text: str) -> None:
    assert all(term in fold(text) for term in terms(text))


@pytest.mark.parametrize(
    ("term", "texts", "expected"),
    [
        ("账单", ["每月对账单太慢", "收到对账单太晚"], "对账单"),
        ("账单", ["对账单出错", "查账单"], "账单"),
        ("照明", ["检验台的照明", "检验台的照明"], "照明"),
        ("night", ["night shift", "night shift"], "night"),
        ("一二三四五六", ["一二三四五六七八九十"], "一二三四五六七八"),
    ],
)
def test_a_phrase_grows_while_all_texts_go_on_alike(
    term: str, texts: list[str], expected: str
) -> None:
    assert phrase(term, texts) == expected


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("last week", True),
        ("week", True),
        ("weekly meeting", False),
        ("一天", True),
        ("上周", True),
        ("周会", False),
    ],
)
def test_numbers_and_days_only_count(term: str, expected: bool) -> None:
    assert counts(term) is expected
