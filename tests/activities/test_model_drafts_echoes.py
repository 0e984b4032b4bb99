"""What a model was told does not come back as its draft: rules, examples, refusals."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from activities.model_drafts.echoes import TOPIC, echoed
from activities.model_drafts.kinds import MODEL_KINDS
from domain.text import Language
from prompts.loading import load

KINDS = (
    "need",
    "need_survey",
    "idea",
    "adjustment",
    "goals",
    "resolution",
    "team",
    "role_gap",
)
LANGUAGES: list[Language] = ["zh", "en"]


def example(kind: str, language: Language) -> str:
    opening = "示例" if language == "zh" else "Example"
    [line] = re.findall(
        rf"^{opening}.*?$(?=\n\n)", load(kind, language).body, re.MULTILINE | re.DOTALL
    )
    return str(line)


def sentences(node: Any) -> Iterator[str]:
    """Every free text of an answer."""
    if isinstance(node, list):
        for part in node:
            yield from [part] if isinstance(part, str) else sentences(part)
    elif isinstance(node, dict):
        for name in ("title", "statement", "next_step", "reason", "text", "gives", "gets"):
            yield from [node[name]] if isinstance(node.get(name), str) else ()
        for name, part in node.items():
            yield from sentences(part) if name not in ("cites", "related", "affects") else ()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_of_a_prompt_has_the_shape_of_an_answer_and_is_known_when_it_comes_back(
    kind: str, language: Language
) -> None:
    line = example(kind, language)
    shown = json.loads(line[line.index("{") :])
    texts = list(sentences(shown))
    assert len(texts) >= 1
    assert all(echoed(text, kind, language, "") for text in texts)
    assert TOPIC.search(line)
    if kind != "goals":  # whose example shows one key result of three
        MODEL_KINDS[kind].shape.model_validate(shown)


@pytest.mark.parametrize("kind", KINDS)
def test_rules_and_refusals_are_known_when_they_come_back(kind: str) -> None:
    assert echoed(load(kind, "zh").body.splitlines()[0], kind, "zh", "")
    assert echoed(load(kind, "en").body.splitlines()[0], kind, "en", "")
    assert echoed("请去掉「火星部」", kind, "zh", "")
    assert echoed("Mars is written like a name", kind, "en", "")


@pytest.mark.parametrize("kind", KINDS)
def test_a_topic_that_the_material_has_itself_is_no_echo(kind: str) -> None:
    assert echoed("等货车的人少了", kind, "zh", "")
    assert not echoed("等货车的人少了", kind, "zh", "货车到得太晚")
    assert not echoed("Wait less for trucks", kind, "en", "Trucks come late")
