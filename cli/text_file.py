"""Opening a text file that a person names, and saying in one sentence why it cannot be."""

from pathlib import Path

from activities.files import MIB, checked, encoding_of
from domain.errors import BadInputError
from domain.problems import shown


def read_text(file: Path, limit: int = MIB) -> str:
    """Return the text of `file`, UTF-8 or GB18030.

    Raises:
        BadInputError: it is missing, no file, unreadable, empty, over the limit or not text.
    """
    name = shown(file, 200)
    try:
        if not file.exists():
            raise BadInputError(f"{name}: there is no such file.", f"{name}：没有这个文件。")
        if not file.is_file():
            raise BadInputError(f"{name}: is not a file.", f"{name}：不是文件。")
        checked(file, name, limit)
        return file.read_text(encoding=encoding_of(file, name))
    except (OSError, ValueError):  # no right to look, a name too long, a NUL in the name
        raise BadInputError(f"{name}: cannot be opened.", f"{name}：无法打开。") from None
