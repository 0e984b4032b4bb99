import hashlib
import re

import pytest
from pydantic import ValidationError

from activities.model_drafts.kinds import MODEL_KINDS
from domain.text import Language
from prompts.loading import FOLDER, Prompt, load

NAMES = sorted(path.parent.name for path in FOLDER.glob("*/en.md"))
LANGUAGES: list[Language] = ["zh", "en"]


def test_every_prompt_folder_holds_both_languages_and_nothing_else() -> None:
    folders = [p for p in FOLDER.iterdir() if p.is_dir() and not p.name.startswith("__")]
    assert sorted(folder.name for folder in folders) == NAMES
    assert all(sorted(p.name for p in f.iterdir()) == ["en.md", "zh.md"] for f in folders)
    assert sorted(MODEL_KINDS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_agree(name: str) -> None:
    zh, en = load(name, "zh"), load(name, "en")
    assert (zh.version, zh.output) == (en.version, en.output)
    assert set(zh.variables) == set(en.variables)
    assert zh.output == MODEL_KINDS[name].shape.__name__


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_renders_and_keeps_its_safeguards(name: str, language: Language) -> None:
    prompt = load(name, language)
    values = {variable: f"<{variable}>" for variable in prompt.variables}
    text = prompt.render(values)
    assert "$" not in text
    assert all(value in text for value in values.values())
    system, user = prompt.messages(values)
    assert [system["role"], user["role"]] == ["system", "user"]
    assert prompt.output in system["content"]
    assert re.search("由.+决定" if language == "zh" else "only draft; .+ decide", system["content"])
    assert ("普通文字" if language == "zh" else "plain text") in system["content"]
    assert user["content"].count("<fence>") == 3
    assert "<problem>" not in user["content"]
    assert "why" in prompt.correction("why")


@pytest.mark.parametrize("name", NAMES)
def test_each_prompt_is_in_its_language(name: str) -> None:
    assert not re.search("[一-鿿]", load(name, "en").body)
    assert not re.search("[一-鿿] *[,;:?]", load(name, "zh").body)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_prompt_shows_exactly_the_fields_of_its_answer(name: str, language: Language) -> None:
    schema = MODEL_KINDS[name].shape.model_json_schema()
    fields = set(schema["properties"])
    for part in schema.get("$defs", {}).values():
        fields |= set(part["properties"])
    [shown] = re.findall(r"^\{.*\}$", load(name, language).body, re.MULTILINE)
    assert set(re.findall(r'"(\w+)"', shown)) == fields


def test_a_missing_value_is_an_error_and_values_are_not_expanded_again() -> None:
    prompt = load("goals", "zh")
    values = dict.fromkeys(prompt.variables, "$fence")
    assert "$fence" in prompt.render(values)
    del values["evidence"]
    with pytest.raises(KeyError, match="evidence"):
        prompt.messages(values)


def test_the_fingerprint_is_of_the_body() -> None:
    prompt = load("goals", "en")
    assert prompt.fingerprint == hashlib.sha256(prompt.body.encode()).hexdigest()[:12]
    every = {load(name, language).fingerprint for name in NAMES for language in LANGUAGES}
    assert len(every) == 2 * len(NAMES)


@pytest.mark.parametrize(
    "body", ["one part", "a\n---\nb", "a $variable\n---\nb\n---\nc", "a\n---\nb\n---\nc\n---\nd"]
)
def test_a_body_has_three_parts_and_instructions_that_never_change(body: str) -> None:
    with pytest.raises(ValidationError):
        Prompt(name="x", language="en", version=1, output="X", body=body)


def test_unknown_front_matter_is_refused() -> None:
    with pytest.raises(ValidationError):
        Prompt.model_validate(
            {
                "name": "x",
                "language": "en",
                "version": 1,
                "output": "X",
                "body": "a\n---\nb\n---\nc",
                "temperature": 1,
            }
        )
