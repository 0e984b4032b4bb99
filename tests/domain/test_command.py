import json
import math
from typing import Any

import pytest

from domain.command import VERBS, read_command
from domain.errors import BadInputError

BOUND = {"actor": "ana", "revision": 1, "fingerprint": "0123abcd"}
HUGE = 10**5000


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


def sentences(verb: str | None, given: Any, id: str = "d1") -> tuple[str, str]:
    with pytest.raises(BadInputError) as found:
        read_command(verb, given, id)
    return found.value.sentence.en, found.value.sentence.zh


def test_what_a_surface_sends_becomes_a_command() -> None:
    command = read_command("approve", BOUND, "d1")
    assert (command.verb, command.actor, command.revision) == ("approve", "ana", 1)
    assert (command.decision_id, command.surface) == ("d1", "temporal")


def test_json_may_be_sent_as_text_as_the_dialog_sometimes_does() -> None:
    assert read_command("approve", f"  {json.dumps(BOUND)}\n", "d1") == read_command(
        "approve", BOUND, "d1"
    )


def test_the_verb_may_be_inside() -> None:
    assert read_command(None, BOUND | {"verb": "approve"}, "d1").verb == "approve"
    assert read_command("approve", BOUND | {"verb": "approve"}, "d1").verb == "approve"


def test_a_verb_that_contradicts_the_update_decides_nothing() -> None:
    en, zh = sentences("approve", BOUND | {"verb": "reject"})
    assert en.startswith("verb: ")
    assert "approve" in zh


def test_nobody_chooses_the_id_of_a_decision_inside_it() -> None:
    assert sentences("approve", BOUND | {"decision_id": "other"})[0].startswith("decision_id: ")


WRONG: list[tuple[str, Any]] = [
    ("nothing", None),
    ("empty text", ""),
    ("words", "approve"),
    ("the word true", "true"),
    ("broken JSON", '{"actor": '),
    ("JSON that is not an object", "[1]"),
    ("an array", []),
    ("a full array", [BOUND]),
    ("a boolean", True),
    ("a number", 7),
    ("a huge number", HUGE),
    ("not a number", math.nan),
    ("an unknown field", BOUND | {"actr": "ana"}),
    ("an unknown verb", BOUND | {"verb": "Approve"}),
    ("a verb of the wrong type", BOUND | {"verb": ["approve"]}),
    ("a revision in quotes", BOUND | {"revision": "1"}),
    ("a revision true", BOUND | {"revision": True}),
    ("a revision 1.0", BOUND | {"revision": 1.0}),
    ("a revision of zero", BOUND | {"revision": 0}),
    ("a negative revision", BOUND | {"revision": -1}),
    ("a revision not a number", BOUND | {"revision": math.nan}),
    ("a revision without end", BOUND | {"revision": math.inf}),
    ("a huge revision", BOUND | {"revision": HUGE}),
    ("an array as revision", BOUND | {"revision": [1]}),
    ("a fingerprint too short", BOUND | {"fingerprint": "0123abc"}),
    ("a fingerprint too long", BOUND | {"fingerprint": "0" * 65}),
    ("a fingerprint in capitals", BOUND | {"fingerprint": "0123ABCD"}),
    ("an empty fingerprint", BOUND | {"fingerprint": ""}),
    ("a fingerprint that is a number", BOUND | {"fingerprint": 12345678}),
    ("an empty actor", BOUND | {"actor": ""}),
    ("an actor with spaces", BOUND | {"actor": " ana "}),
    ("an actor that is an object", BOUND | {"actor": {"name": "ana"}}),
    ("a comment of 2 MiB", BOUND | {"comment": "x" * 2**21}),
    ("a comment that is a number", BOUND | {"comment": 5}),
    ("a comment that is nothing", BOUND | {"comment": None}),
    ("a key of 2 MiB", BOUND | {"k" * 2**21: 1}),
    ("half a character as key", BOUND | {"\ud800": 1}),
    ("changes that are an object", BOUND | {"changes": {"role:1": {}}}),
    ("a change without a body", BOUND | {"changes": [{"id": "role:1"}]}),
    ("a change with an empty body", BOUND | {"changes": [{"id": "role:1", "body": {}}]}),
    ("a change of nothing", BOUND | {"changes": [{"id": "", "body": {"a": 1}}]}),
    ("too many changes", BOUND | {"changes": [{"id": "a", "body": {"a": 1}}] * 201}),
    ("a deep nesting", BOUND | {"changes": [{"id": "a", "body": {"a": nested(100_000)}}]}),
    ("not a number inside", BOUND | {"changes": [{"id": "a", "body": {"a": math.nan}}]}),
    ("half a character inside", BOUND | {"changes": [{"id": "a", "body": {"a": "\ud800"}}]}),
    ("a surface with spaces", BOUND | {"surface": "my page"}),
    ("deep text", '{"a":' * 100_000),
]


@pytest.mark.parametrize(("what", "given"), WRONG, ids=[what for what, _ in WRONG])
def test_rubbish_is_refused_in_one_clear_sentence_in_both_languages(what: str, given: Any) -> None:
    verb = None if isinstance(given, dict) and "verb" in given else "approve"
    for sentence in sentences(verb, given):
        assert 5 < len(sentence) < 500
        assert "\n" not in sentence
        assert "pydantic" not in sentence
        sentence.encode()


def test_a_wrong_field_is_named() -> None:
    for field, value in (("revision", True), ("fingerprint", "12"), ("comment", 5)):
        en, zh = sentences("approve", BOUND | {field: value})
        assert en.startswith(f"{field}: ")
        assert zh.startswith(f"{field}：")


def test_without_a_verb_nothing_is_decided() -> None:
    assert sentences(None, BOUND)[0].startswith("verb: ")


def test_an_update_without_an_id_decides_nothing() -> None:
    assert sentences("approve", BOUND, "")[0].startswith("decision_id: ")


def test_the_same_decision_has_the_same_content_wherever_it_came_from() -> None:
    here = read_command("approve", BOUND, "d1")
    there = read_command(None, BOUND | {"verb": "approve", "surface": "cli"}, "d2")
    assert here.content == there.content


@pytest.mark.parametrize(
    "other",
    [{"actor": "bo"}, {"revision": 2}, {"fingerprint": "9" * 8}, {"comment": "yes"}],
)
def test_another_decision_has_another_content(other: dict[str, Any]) -> None:
    before = read_command("approve", BOUND, "d1").content
    assert read_command("approve", BOUND | other, "d1").content != before
    verbs = {read_command(verb, BOUND, "d1").content for verb in VERBS}
    assert len(verbs) == len(VERBS)
