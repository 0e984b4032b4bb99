"""What `accord team` reads: a request, and the people it is about."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from activities.files import DOCUMENT_LIMIT, MIB
from activities.people import read_people
from cli.text_file import read_text
from cli.yaml_lines import Finding, Located, checked, read_with_lines, refuse
from domain.directory import Directory
from domain.errors import BadInputError
from domain.problems import Problem, problems, shown
from domain.team_names import strangers
from domain.team_request import TeamRequest
from domain.text import Bilingual

_LIMIT = 64 * MIB
"""Of JSON, which is read fast; of YAML, whose every line is remembered, `DOCUMENT_LIMIT`."""
_NOBODY = Problem(
    location=("people",),
    sentence=Bilingual(
        en="is missing or empty: list people, or name a file of people as directory",
        zh="缺少或为空：请列出 people，或以 directory 指定人员名录文件",
    ),
)


def read_request(file: Path) -> TeamRequest:
    """Read a request and its people; a directory is a CSV, YAML or JSON file beside the request.

    Raises:
        BadInputError: something cannot be read or used; names the file, its line and field.
    """
    located, request = _read(file)
    if request.directory:
        request = request.among(people_beside(file, request.directory))
    found = [_NOBODY] if not request.people else [*strangers(request)]
    if not found:
        return request
    located = located or _with_lines(file)
    refuse([located.finding(one) for one in found])
    return request


def people_beside(file: Path, directory: str) -> Directory:
    """Read the people that a request or a matrix names, from a file beside it.

    Raises BadInputError.
    """
    name, said = shown(file, 200), shown(directory, 200)
    if Path(directory).is_absolute() or ".." in Path(directory).parts:
        raise BadInputError(
            f"{name}: directory: must be a file beside this one, not “{said}”.",
            f"{name}：directory：应为与本文件放在一起的文件，而不是「{said}」。",
        )
    if not (file.parent / directory).exists():
        raise BadInputError(
            f"{name}: directory: there is no file “{said}” beside this one.",
            f"{name}：directory：本文件旁边没有「{said}」这个文件。",
        )
    return read_people(file.parent, directory)


def _read(file: Path) -> tuple[Located | None, TeamRequest]:
    if file.suffix.lower() == ".json":
        try:
            return None, TeamRequest.model_validate(
                json.loads(read_text(file, _LIMIT), object_pairs_hook=_once)
            )
        except (ValueError, RecursionError) as error:  # told with lines, where it is short enough
            located = None if _is_long(file) else read_with_lines(file, DOCUMENT_LIMIT)
            broken = isinstance(error, json.JSONDecodeError) and located and located.broken
            if located is None or broken:
                raise _long(file, error) from None
            return located, checked(located, TeamRequest)
    if _is_long(file):
        raise _too_long(file)
    located = read_with_lines(file, DOCUMENT_LIMIT)
    return located, checked(located, TeamRequest)


def _with_lines(file: Path) -> Located:
    """Return the lines of a request; of a long one none, for they take long to find."""
    if _is_long(file):
        return Located(shown(file, 200), None, {})
    return read_with_lines(file, DOCUMENT_LIMIT)


def _is_long(file: Path) -> bool:
    return file.is_file() and file.stat().st_size > DOCUMENT_LIMIT


def _too_long(file: Path) -> BadInputError:
    name, size = shown(file, 200), f"{file.stat().st_size / MIB:,.1f} MiB"
    most, yaml = _LIMIT // MIB, DOCUMENT_LIMIT // MIB
    return BadInputError(
        f"{name}: the file has {size}; at most {yaml} MiB of YAML are read, and {most} of JSON.",
        f"{name}：文件大小为 {size}，YAML 最多读取 {yaml} MiB，JSON 最多 {most} MiB。",
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field stands twice")
    return found


def _long(file: Path, error: Exception) -> BadInputError:
    name = shown(file, 200)
    if isinstance(error, ValidationError):
        first = problems(error, TeamRequest)[0]
        told = Finding(name, None, first.path, first.sentence)
        return BadInputError(told.within("en"), told.within("zh"))
    line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
    what = Bilingual(en="is not valid JSON", zh="不是有效的 JSON")
    if str(error) == "a field stands twice":
        what = Bilingual(en="a field stands twice", zh="有字段重复出现")
    return BadInputError(f"{name}{line}: {what.en}.", f"{name}{line}：{what.zh}。")
