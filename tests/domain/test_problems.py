import datetime as dt
import string
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.brief import Brief, Deadlines, Objective
from domain.conflict import Conflict, Option, Position
from domain.directory import Absence, Person
from domain.items import KeyResult, Member
from domain.problem_words import FORMS, GENERAL, WORDS
from domain.problems import Problem, path, problems, shown
from domain.records import FeedbackItem, MeasurePoint
from domain.shape import fields_at, nearest
from domain.suggestion import DraftItem, Suggestion
from domain.team_rule import TeamRule

MODELS: tuple[type[BaseModel], ...] = (
    *(Brief, Conflict, Person, FeedbackItem, MeasurePoint, DraftItem, Suggestion),
)


def found(model: type[BaseModel], given_value: object) -> tuple[Problem, ...]:
    with pytest.raises(ValidationError) as raised:
        model.model_validate(given_value)
    return problems(raised.value, model)


def only(model: type[BaseModel], given_value: object) -> Problem:
    (problem,) = found(model, given_value)
    return problem


KEY_RESULT: dict[str, Any] = {
    "text": "x",
    "measure": "m",
    "unit": "d",
    "better": "lower",
    "baseline": "1",
    "target": "1",
    "current": "1",
    "weight": 1,
    "due": "2026-01-01",
    "owner": "a",
    "source": "s",
    "affects": ["A"],
}
PERSON = {"account": "li.wei", "name": "李伟", "department": "法务部"}


@pytest.mark.parametrize(
    ("model", "value", "at", "en", "zh"),
    [
        (Objective, {"id": "O1"}, "text", "is missing", "缺少此项"),
        (Objective, {"id": "O1", "text": " "}, "text", "is empty", "不能为空"),
        (
            Objective,
            {"id": "O1", "text": 2026},
            "text",
            "must be text, not the number 2026; put it in quotation marks if it is meant as text",
            "应为文字，而不是数字 2026；如确为文字，请加引号",
        ),
        (
            Objective,
            {"id": "O1", "text": ["a"]},
            "text",
            "must be text, not a list",
            "应为文字，而不是一个列表",
        ),
        (
            Objective,
            {"id": "O 1", "text": "x"},
            "id",
            "“O 1” must be at most 32 letters, digits, hyphens and underscores, such as O1",
            "「O 1」应为不超过 32 个英文字母、数字、连字符和下划线，例如 O1",
        ),
        (TeamRule, {"size_min": 1}, "size_min", "must be at least 2, not 1", "不得小于 2，现为 1"),
        (TeamRule, {"hours": 41}, "hours", "must be at most 40, not 41", "不得大于 40，现为 41"),
        (
            TeamRule,
            {"hours": "four"},
            "hours",
            "must be a whole number in digits, not “four”",
            "应为阿拉伯数字的整数，而不是「four」",
        ),
        (
            TeamRule,
            {"skills": {"法务": {"level": 9}}},
            "skills.法务.level",
            "must be at most 5, not 9",
            "不得大于 5，现为 9",
        ),
        (
            TeamRule,
            {"size_min": 7, "size_max": 3},
            "size_max",
            "3 is below size_min, which is 7",
            "3 小于人数下限 size_min（7）",
        ),
        (
            Deadlines,
            {"decide": "five days"},
            "decide",
            "must be a duration like P2D (two days) or PT8H (eight hours), not “five days”",
            "应为 P2D（两天）、PT8H（八小时）这样的时长，而不是「five days」",
        ),
        (
            Deadlines,
            {"remind": "P6D"},
            "remind",
            "the reminder must come before the deadline in decide",
            "催办时间必须早于 decide 规定的审批期限",
        ),
        (
            Absence,
            {"start": "2026-02-30", "end": dt.date(2026, 3, 1)},
            "start",
            "must be a date like 2026-09-30, not “2026-02-30”",
            "应为 2026-09-30 这样的日期，而不是「2026-02-30」",
        ),
        (
            Person,
            PERSON | {"language": "fr"},
            "language",
            "must be zh or en, not “fr”",
            "应为 zh、en 之一，而不是「fr」",
        ),
        (
            Person,
            PERSON | {"head": "maybe"},
            "head",
            "must be true or false, not “maybe”",
            "应为 true 或 false，而不是「maybe」",
        ),
        (
            KeyResult,
            KEY_RESULT | {"target": Decimal("1.23456")},
            "target",
            "has more than 4 decimal places",
            "小数位数超过 4 位",
        ),
        (
            KeyResult,
            KEY_RESULT | {"affects": []},
            "affects",
            "needs at least 1, has 0",
            "至少需要 1 项，现有 0 项",
        ),
        (
            Option,
            {"id": "A", "text": "x", "serves": {"I1": 101}},
            "serves.I1",
            "101 does not lie between 0 and 100",
            "101 不在 0 到 100 之间",
        ),
        (
            Position,
            {
                "department": "法务部",
                "position": "x",
                "interests": [{"id": "I1", "text": "x", "weight": 60}],
            },
            "interests",
            "the weights of 法务部 sum to 60, not 100",
            "法务部各项权重之和为 60，应为 100",
        ),
    ],
)
def test_each_sort_of_problem_has_its_sentence_in_both_languages(
    model: type[BaseModel], value: object, at: str, en: str, zh: str
) -> None:
    problem = only(model, value)
    assert (problem.path, problem.sentence.en, problem.sentence.zh) == (at, en, zh)


def test_a_list_of_wrong_entries_is_not_also_called_too_short() -> None:
    wrong = KEY_RESULT | {"affects": [""]}
    assert [problem.path for problem in found(KeyResult, wrong)] == ["affects[0]"]


def test_an_unknown_field_is_told_with_the_nearest_name() -> None:
    assert only(TeamRule, {"hour": 4}).sentence.en == "unknown field; did you mean “hours”?"
    assert only(Member, _member() | {"Lead_": True}).sentence.zh == "未知字段；是不是「lead」？"


def test_an_unknown_field_like_no_other_is_told_with_all_names() -> None:
    problem = only(TeamRule, {"colour": 4})
    names = "size_min, size_max, hours, skills, minimise, split, communication, previous"
    assert problem.sentence.en.endswith(f"allowed here: {names}")


def test_without_a_model_an_unknown_field_is_still_named() -> None:
    with pytest.raises(ValidationError) as raised:
        TeamRule.model_validate({"hour": 4})
    assert [(p.path, p.sentence.en) for p in problems(raised.value)] == [("hour", "unknown field")]


def test_names_are_found_through_lists_and_maps() -> None:
    assert fields_at(Brief, ("objectives", 2)) == ("id", "text", "measure")
    assert fields_at(Brief, ("team", "skills", "法务")) == ("level", "count")
    assert fields_at(Brief, ("title", "x")) == ()


def test_the_nearest_name_overlooks_case_hyphens_and_blanks() -> None:
    assert nearest("Size Min", ("size_min", "size_max")) == "size_min"
    assert nearest("qqq", ("size_min", "size_max")) is None


def test_a_place_is_written_as_people_write_it() -> None:
    assert path(("objectives", 2, "id")) == "objectives[2].id"
    assert path(()) == ""


def test_a_long_or_hidden_value_is_shown_cut_and_cleaned() -> None:
    problem = only(Objective, {"id": "\u200b" + "x" * 2_000_000, "text": "t"})
    assert "x" * 60 + "…" in problem.sentence.en
    assert "x" * 61 not in problem.sentence.en
    assert shown("a\u202e\n b") == "a b"


def test_every_pattern_of_our_models_has_words() -> None:
    patterns = {
        at["pattern"]
        for model in MODELS
        for at in _walk(model.model_json_schema())
        if "pattern" in at
    }
    assert patterns - {r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"} <= set(FORMS)


def test_the_general_sentence_still_names_the_sort() -> None:
    assert "{error_type}" in GENERAL.en
    assert "{error_type}" in GENERAL.zh


def test_both_languages_use_the_same_placeholders() -> None:
    for kind, words in (WORDS | FORMS).items():
        assert _placeholders(words.en) == _placeholders(words.zh), kind


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.text(max_size=100)
    | st.dates()
    | st.sampled_from(["member", "P2D", "zh", "2026-01-01", "1e5", "NaN"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "text", "type", "body", "due", "x"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(st.data(), st.sampled_from(MODELS))
def test_whatever_is_given_each_problem_has_a_short_sentence_of_its_own(
    data: st.DataObject, model: type[BaseModel]
) -> None:
    names = st.sampled_from([*model.model_fields, "unknown"])
    given_value = data.draw(st.dictionaries(names, ANYTHING) | ANYTHING)
    try:
        model.model_validate(given_value)
    except ValidationError as error:
        for problem in problems(error, model):
            for sentence in (problem.sentence.en, problem.sentence.zh):
                assert 0 < len(sentence) < 500
                assert "cannot be used" not in sentence
                assert "\n" not in sentence


def _member() -> dict[str, object]:
    return {"account": "a", "name": "A", "department": "D", "hours": 4}


def _walk(schema: object) -> list[dict[str, Any]]:
    if isinstance(schema, dict):
        return [schema, *(found for part in schema.values() for found in _walk(part))]
    if isinstance(schema, list):
        return [found for part in schema for found in _walk(part)]
    return []


def _placeholders(text: str) -> set[str]:
    names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
    return {name.removesuffix("_en").removesuffix("_zh") for name in names}
