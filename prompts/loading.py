"""Words for the model: one folder per prompt, one Markdown file per language.

A body has three parts, separated by a line of three dashes: the instructions, equal in every call
so that a provider can cache them; the request, which carries the fenced material; the correction,
which is added when an answer was refused.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template

from pydantic import Field, model_validator

from domain.text import Frozen, Language

FOLDER = Path(__file__).parent
_SEPARATOR = "\n---\n"


class Prompt(Frozen):
    """One prompt in one language. `output` names the class that the answer must have."""

    name: str
    language: Language
    version: int = Field(ge=1)
    output: str
    body: str

    @model_validator(mode="after")
    def _three_parts(self) -> "Prompt":
        parts = self.body.split(_SEPARATOR)
        if len(parts) != 3:
            raise ValueError(f"{self.name}/{self.language}: {len(parts)} parts instead of three")
        if Template(parts[0]).get_identifiers():
            raise ValueError(f"{self.name}/{self.language}: the instructions hold a variable")
        return self

    @property
    def variables(self) -> tuple[str, ...]:
        """Return the names that `render` needs, in order of first appearance."""
        return tuple(Template(self.body).get_identifiers())

    @property
    def fingerprint(self) -> str:
        """Return the first 12 characters of the SHA-256 of the body."""
        return hashlib.sha256(self.body.encode()).hexdigest()[:12]

    def render(self, values: Mapping[str, str]) -> str:
        """Return the whole body with `values` put in; a missing name is a KeyError."""
        return Template(self.body).substitute(values)

    def messages(self, values: Mapping[str, str]) -> list[dict[str, str]]:
        """Return the instructions as system message and the filled request as user message."""
        instructions, request, _ = self.body.split(_SEPARATOR)
        return [
            {"role": "system", "content": Template(instructions).substitute().strip()},
            {"role": "user", "content": Template(request).substitute(values).strip()},
        ]

    def correction(self, problem: str) -> str:
        """Return what is added to the request after an answer was refused for `problem`."""
        return Template(self.body.split(_SEPARATOR)[2]).substitute(problem=problem).strip()


@cache
def load(name: str, language: Language) -> Prompt:
    """Read ``prompts/<name>/<language>.md``."""
    text = (FOLDER / name / f"{language}.md").read_text(encoding="utf-8")
    _, head, body = text.split("+++\n", maxsplit=2)
    return Prompt(name=name, language=language, body=body.strip(), **tomllib.loads(head))
