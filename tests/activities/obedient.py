"""A model that does what its schema says and no more: enums in turn, few items, plain sentences."""

import json
from itertools import count
from typing import Any

from tests.activities.endpoint import Served, answering

_WORDS = {
    "zh": ("双方按约定推进并及时沟通进展", "各部门一起把这件事做好", "负责人跟进并说明结果"),
    "en": ("Both sides keep each other informed", "The departments do this together"),
}


def obeyed(body: dict[str, Any], zh: bool = True) -> dict[str, Any]:
    """Return the smallest answer that the JSON Schema of this request allows."""
    schema = body["response_format"]["json_schema"]["schema"]
    numbers = count()

    def made(node: dict[str, Any], turn: int) -> Any:
        if "$ref" in node:
            return made(schema["$defs"][node["$ref"].rpartition("/")[2]], turn)
        if "anyOf" in node:
            return made(node["anyOf"][turn % len(node["anyOf"])], turn)
        if "enum" in node:
            return node["enum"][turn % len(node["enum"])]
        if node["type"] == "object":
            return {name: made(part, turn) for name, part in node["properties"].items()}
        if node["type"] == "array":
            return [made(node["items"], n) for n in range(max(node.get("minItems", 1), 1))]
        if node["type"] in ("integer", "number"):
            return 10
        words = _WORDS["zh" if zh else "en"]
        number = next(numbers)
        letters = "甲乙丙丁戊己庚辛壬癸" if zh else "abcdefghij"
        return f"{words[number % len(words)]}{'' if zh else ' '}{letters[number % 10]}"

    answer: dict[str, Any] = made(schema, 0)
    return answer


async def obeying(served: Served, writer: Any, zh: bool = True, **more: object) -> None:
    """Answer the last request that reached `served` as its schema says."""
    text = json.dumps(obeyed(served.bodies[-1], zh), ensure_ascii=False)
    await answering(text, **more)(writer)  # type: ignore[arg-type]
