"""A brief filled up with values that are right, to try the rules before everything is there."""

from collections.abc import Mapping
from typing import Any

FILES = {
    "people": "people.csv",
    "events": "events.csv",
    "feedback": "feedback.csv",
    "measures": "measures.csv",
}
"""What the four source files are called unless somebody says otherwise."""


def filled(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return `answers`, and for each field that they lack a value that breaks no rule."""
    departments = answers.get("departments") or ["A", "B"]
    return {
        "id": "x",
        "title": "x",
        "language": "en",
        "departments": departments,
        "lead": departments[0],
        "sponsor": "x",
        "objectives": [{"id": "O1", "text": "x"}],
        "due": "2030-01-01",
        "sources": FILES | {"events": {"file": FILES["events"]}},
        **answers,
    }
