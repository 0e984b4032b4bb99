"""What is wrong with what a person wrote: every problem, where it is, in both languages."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from domain.errors import WrongValueError
from domain.problem_words import FORMS, GENERAL, WORDS
from domain.shape import fields_at, nearest
from domain.text import Bilingual, Frozen, clean

Location = tuple[str | int, ...]

SHOWN = 60
"""How many characters of an offending value are shown."""


class Problem(Frozen):
    """One thing that is wrong, and the place it is at, from the outermost field inwards."""

    location: Location
    sentence: Bilingual

    @property
    def path(self) -> str:
        """Return the place as people write it: ``objectives[2].id``; empty for the whole."""
        return path(self.location)


def problems(error: ValidationError, model: type[BaseModel] | None = None) -> tuple[Problem, ...]:
    """Return what `error` found, in its order; `model` lets an unknown field get its nearest name.

    No sentence repeats more than 60 characters of what was given.
    """
    return problems_of(error.errors(include_url=False), model)


def problems_of(
    found: Sequence[ErrorDetails], model: type[BaseModel] | None = None
) -> tuple[Problem, ...]:
    """Return the same of errors that somebody else has collected, such as FastAPI."""
    return tuple(_problem(one, model) for one in found if not _echo(one))


def path(location: Location) -> str:
    """Write a location as people do: names joined by dots, positions in brackets."""
    written = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return shown(written.removeprefix("."), 3 * SHOWN)


def shown(value: object, limit: int = SHOWN) -> str:
    """Return `value` for a sentence: on one line, cleaned, and cut with … after `limit`."""
    # Cut before cleaning too: a value may be megabytes, and nobody reads them.
    whole = isinstance(value, dict | list | tuple | set | bytes)
    text = type(value).__name__ if whole else _plain(value)
    line = " ".join(clean(text[: 4 * limit]).split())
    return line if len(line) <= limit else f"{line[:limit]}…"


def _plain(value: object) -> str:
    try:
        return str(value)
    except ValueError:  # Python writes out no number of more than 4,300 digits
        return "…"


def _echo(found: ErrorDetails) -> bool:
    """Tell whether a list only counts as too short because entries of it are wrong themselves."""
    given, least = found["input"], found.get("ctx", {}).get("min_length", 0)
    return found["type"] == "too_short" and isinstance(given, list | tuple) and len(given) >= least


def _problem(found: ErrorDetails, model: type[BaseModel] | None) -> Problem:
    context: Mapping[str, Any] = found.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, WrongValueError):
        return Problem(location=(*found["loc"], *cause.at), sentence=cause.sentence)
    if found["type"] == "extra_forbidden":
        return Problem(location=found["loc"], sentence=_unknown(found["loc"], model))
    if found["type"] == "string_pattern_mismatch" and context.get("pattern") in FORMS:
        sentence = _filled(FORMS[context["pattern"]], found)
        return Problem(location=found["loc"], sentence=sentence)
    return Problem(
        location=found["loc"], sentence=_filled(WORDS.get(found["type"], GENERAL), found)
    )


def _filled(words: Bilingual, found: ErrorDetails) -> Bilingual:
    context: Mapping[str, Any] = found.get("ctx", {})
    given, sort = found["input"], _sort(found["input"])
    values = {name: shown(value, 2 * SHOWN) for name, value in context.items()}
    values |= {"value": shown(given), "error_type": found["type"]}
    values |= {"sort_en": sort.en, "sort_zh": sort.zh}
    if isinstance(given, list | tuple):  # pydantic counts only the entries that are right
        values["actual_length"] = str(len(given))
    quotable = isinstance(given, bool | int | float | dt.date)  # YAML took text for something else
    values["quote_en"] = "; put it in quotation marks if it is meant as text" if quotable else ""
    values["quote_zh"] = "；如确为文字，请加引号" if quotable else ""
    if expected := context.get("expected"):
        choices = re.findall(r"'([^']*)'", str(expected)) or [str(expected)]
        values["choices_en"] = ("one of " if len(choices) > 2 else "") + (
            ", ".join(choices) if len(choices) > 2 else " or ".join(choices)
        )
        values["choices_zh"] = "、".join(choices) + (" 之一" if len(choices) > 1 else "")
    return Bilingual(en=words.en.format_map(values), zh=words.zh.format_map(values))


def _unknown(location: Location, model: type[BaseModel] | None) -> Bilingual:
    written = str(location[-1])
    allowed = fields_at(model, location[:-1]) if model else ()
    if near := nearest(written, allowed):
        return Bilingual(
            en=f"unknown field; did you mean “{near}”?", zh=f"未知字段；是不是「{near}」？"
        )
    if allowed:
        return Bilingual(
            en=f"unknown field; allowed here: {', '.join(allowed)}",
            zh=f"未知字段；此处可用：{'、'.join(allowed)}",
        )
    return Bilingual(en="unknown field", zh="未知字段")


def _sort(value: object) -> Bilingual:
    """Say what sort of thing a value is, in a business person's words."""
    match value:
        case None:
            return Bilingual(en="nothing", zh="空值")
        case bool():
            return Bilingual(en="yes/no", zh="是/否值")
        case str():
            return Bilingual(en=f"“{shown(value)}”", zh=f"「{shown(value)}」")
        case int() | float():
            return Bilingual(en=f"the number {shown(value)}", zh=f"数字 {shown(value)}")
        case dt.date():
            return Bilingual(en=f"the date {value}", zh=f"日期 {value}")
        case dict():
            return Bilingual(en="a group of fields", zh="一组字段")
        case list() | tuple():
            return Bilingual(en="a list", zh="一个列表")
        case _:
            return Bilingual(en=f"a {type(value).__name__}", zh=f"{type(value).__name__} 类型的值")
