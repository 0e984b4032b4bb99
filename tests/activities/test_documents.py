import datetime as dt
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from activities.documents import parse_document, read_document
from activities.files import MIB
from domain.errors import BadInputError


def test_yaml_and_json_are_read_and_cleaned(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("title: 一\u200b起\ndue: 2027-02-26\nlist: [1, yes]\n")
    (tmp_path / "a.json").write_text('{"title": "一\u200b起", "n": 1.5}')
    assert read_document(tmp_path, "a.yaml") == {
        "title": "一起",
        "due": dt.date(2027, 2, 26),
        "list": [1, "yes"],
    }
    assert read_document(tmp_path, "a.json") == {"title": "一起", "n": 1.5}


def test_a_document_above_one_mebibyte_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("#" * (MIB + 1))
    with pytest.raises(BadInputError, match="at most 1 MiB"):
        read_document(tmp_path, "a.yaml")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: &x [1, 2]\nb: [*x, *x]\n", "a.yaml, line 1: anchors and aliases"),
        ("a: 1\nb: *x\n", "a.yaml, line 2: anchors and aliases"),
        ("a: [1\nb: 2\n", "a.yaml, line "),
        ("a: 1\na: 2\n", "a.yaml, line 2: is not valid YAML"),
        ("a: !!python/object/apply:os.system ['true']\n", "a.yaml, line 1: is not valid YAML"),
        ("a: !!binary aGVsbG8=\n", "holds something other than text"),
        ("a: !!set {b}\n", "holds something other than text"),
        ("a: .nan\n", "a.yaml: nan is not a number"),
        ("a: -.inf\n", "a.yaml: -inf is not a number"),
        ("a: 2026-02-31\n", "a.yaml: is not valid YAML"),
        ("2026: a\n", 'the key "2026" is not text of its own'),
        ("a: 1\n---\na: 2\n", "is not valid YAML"),
        ("# nothing\n", "a.yaml: the file holds nothing"),
        ("- " * 60 + "a\n", "is nested more than 40 levels deep"),
        ("[" * 5000, "is nested more than 40 levels deep"),
        ("a: " + "x" * 20_001 + "\n", "a text has 20,001 characters"),
        ("a\u200b: 1\na: 2\n", 'the key "a" is not text of its own'),
    ],
)
def test_a_yaml_trap_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadInputError) as caught:
        parse_document(text, "a.yaml")
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"a": 1,\n}', "a.json, line 2: is not valid JSON"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": 1e999}', "inf is not a number"),
        ('{"a": 1, "a": 2}', 'the key "a" stands twice'),
        ("9" * 5000, "is not valid JSON"),
        ("[" * 100_000, "is nested more than 40 levels deep"),
        ("[" * 60 + "]" * 60, "is nested more than 40 levels deep"),
        ("null", "the file holds nothing"),
    ],
)
def test_a_json_trap_is_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadInputError) as caught:
        parse_document(text, "a.json")
    assert sentence in str(caught.value)


@given(
    text=st.text(alphabet=st.sampled_from("ab:-?!&*|>%@`{}[],#'\"\n \t09.~<=é\u0085"), max_size=40)
)
@example("%YAML 1.1\n---\na: 1e3\n")
@example("%YAML 9.9\n---\na: 1\n")
@example("? [a]\n: b\n")
@example("<<: {a: 1}\n")
@example("=")
def test_whatever_the_text_there_is_a_sentence_or_a_document(text: str) -> None:
    refused = ""
    try:
        parse_document(text, "a.yaml")
    except BadInputError as error:
        refused = str(error)
    assert not refused or refused.startswith("a.yaml")
