"""What a person sent, read as what it should be, or refused in one sentence."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from domain.errors import BadInputError
from domain.problems import problems
from domain.text import Bilingual

Model = TypeVar("Model", bound=BaseModel)

_NAMES: tuple[tuple[type | tuple[type, ...], Bilingual], ...] = (
    (type(None), Bilingual(en="nothing", zh="空内容")),
    (str, Bilingual(en="a text", zh="一段文字")),
    ((list, tuple), Bilingual(en="an array", zh="数组")),
    (bool, Bilingual(en="true or false", zh="布尔值")),
    ((int, float), Bilingual(en="a number", zh="数字")),
)
_ELSE = Bilingual(en="something else", zh="其他内容")


def read_object(given: Any, wanted: Bilingual) -> dict[str, Any]:
    """Return the JSON object in `given`, also when it was sent as text. Raises BadInputError."""
    if isinstance(given, str) and given.lstrip().startswith("{"):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            raise BadInputError(
                f"this is not valid JSON; send one JSON object with {wanted.en}",
                f"不是有效的 JSON；请发送一个 JSON 对象，写明{wanted.zh}",
            ) from None
    if not isinstance(given, dict):
        what = next((name for kind, name in _NAMES if isinstance(given, kind)), _ELSE)
        raise BadInputError(
            f"send one JSON object with {wanted.en}, not {what.en}",
            f"请发送一个 JSON 对象，写明{wanted.zh}；收到的是{what.zh}",
        )
    return {str(key): value for key, value in given.items()}


def read_as(model: type[Model], given: dict[str, Any]) -> Model:
    """Return `given` as `model`. Raises BadInputError naming the first field that is wrong."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise first_problem(error, model) from None


def first_problem(error: ValidationError, model: type[BaseModel] | None = None) -> BadInputError:
    """Return the first problem as an error that names its field."""
    first = problems(error, model)[0]
    en, zh = first.sentence.en, first.sentence.zh
    if first.path:
        en, zh = f"{first.path}: {en}", f"{first.path}：{zh}"
    return BadInputError(en, zh)
