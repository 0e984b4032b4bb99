import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.model_drafts.plain import plain, says_nothing, shortened
from domain.tracing import numbers


@pytest.mark.parametrize(
    ("text", "days", "kept"),
    [
        ("每周例会过进展", 7, "每周例会过进展"),
        ("每周例会过进展", 14, ""),
        ("双周例会过进展", 14, "双周例会过进展"),
        ("双周例会过进展", 7, ""),
        ("每周三过进展", 7, ""),
        ("周一鸣和客服 2 组带来事项", None, "周一鸣和客服 2 组带来事项"),
        ("统一一个口径，进一步对齐日期", None, "统一一个口径，进一步对齐日期"),
        ("例会前一天更新", None, "例会前一天更新"),
        ("两个工作日内答复", None, ""),
        ("由客服 2 组答复，三天内", None, "由客服 2 组答复"),
        ("已完成九成", None, ""),
    ],
)
def test_spelled_numbers_and_times_are_found_and_names_are_left_alone(
    text: str, days: int | None, kept: str
) -> None:
    names = ("周一鸣", "客服 2 组")
    assert plain(text, "zh", names, days) == kept
    assert shortened(text, names, days) == (kept != text)


@pytest.mark.parametrize(
    ("text", "days", "kept"),
    [
        ("Weekly look at files", 7, "Weekly look at files"),
        ("Weekly look at files", 14, ""),
        ("Team 2 and May Weekly come first", None, "Team 2 and May Weekly come first"),
        ("Answer within two working days", None, ""),
        ("Answer first, in half an hour", None, "Answer first"),
        ("Agree on behalf of Team 2, daily", None, "Agree on behalf of Team 2"),
        ("Say it the day before", None, "Say it the day before"),
        ("\ue000 \ue001 forged signs", None, "forged signs"),
    ],
)
def test_english_words_for_numbers_are_found_too(text: str, days: int | None, kept: str) -> None:
    assert plain(text, "en", ("Team 2", "May Weekly"), days) == kept


_ANY = st.text(max_size=80) | st.text("每三天周一十点 0９9.,，。;at ten dayA-\ue000", max_size=80)


@given(_ANY, st.sampled_from([None, 7, 14]))
def test_no_text_keeps_a_number_and_what_is_kept_is_verbatim(text: str, days: int | None) -> None:
    kept = plain(text, "zh", (), days)
    assert not numbers(kept)
    seen = re.sub("[\ue000-\uf8ff]", "", text)
    assert all(part in seen for part in kept.split("。"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "好的",
        "……",
        "负责人TBD，写明用途",
        "由<部门>带来事项",
        "某XX部门带来事项",
        "To do: [name] asks",
    ],
)
def test_a_placeholder_says_nothing(text: str) -> None:
    assert says_nothing(text)
    assert not says_nothing("法务部带来卡住的合同")
    assert not says_nothing("Sales asks")
