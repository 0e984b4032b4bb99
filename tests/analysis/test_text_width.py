import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text_width import ems, fitted, shortened, wrapped


def test_a_chinese_character_is_one_em_and_a_latin_letter_less() -> None:
    assert ems("法务部") == 3.0
    assert 2.5 < ems("Legal") < 4.0
    assert ems("é") == ems("e\u0301")


@given(st.text(max_size=60), st.floats(2.0, 20.0))
def test_what_is_fitted_fits_and_begins_as_it_did(text: str, most: float) -> None:
    found = fitted(text, most)
    assert ems(found) <= most + 1e-9
    assert found == text or text.startswith(found.removesuffix("…"))


@given(st.text(max_size=60), st.floats(4.0, 20.0))
def test_what_is_shortened_fits(text: str, most: float) -> None:
    assert ems(shortened(text, most)) <= most + 1e-9


def test_names_that_begin_alike_are_told_apart_by_their_ends() -> None:
    names = ["供应链与物流运营中心（华东大区）一部", "供应链与物流运营中心（华东大区）二部"]
    found = [shortened(name, 12.0) for name in names]
    assert found == ["供应链与物流…大区）一部", "供应链与物流…大区）二部"]


@pytest.mark.parametrize("text", ["案件在哪里等待，" * 20, "where cases wait " * 20, "x" * 300])
def test_lines_are_short_enough_and_nothing_is_lost(text: str) -> None:
    lines = wrapped(text, 30.0)
    assert all(ems(line) <= 31.0 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_line_does_not_begin_with_a_full_stop() -> None:
    assert wrapped("一二三四五。六", 5.0) == ["一二三四五。", "六"]
