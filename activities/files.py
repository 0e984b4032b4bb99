"""Files below the data folder: found safely, refused with one sentence that says where."""

import codecs
import errno
import stat
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from domain.errors import BadInputError
from domain.text import clean

MIB = 1024 * 1024
FILE_LIMIT = 200 * MIB
DOCUMENT_LIMIT = 8 * MIB
"""Of lists in YAML or JSON, whose every entry has a line: 30,000 people or so."""


def shown(value: str, limit: int = 60) -> str:
    """Return `value` cleaned, on one line and cut, so that a sentence can quote it."""
    line = " ".join(clean(value[: 4 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


class SpotError(BadInputError):
    """What cannot be used stands at `spot`."""

    def __init__(self, en: str, zh: str, spot: "Spot") -> None:
        super().__init__(en, zh)
        self.spot = spot


@dataclass(frozen=True)
class Spot:
    """Where something is wrong: a file, its line (from 1) and its column, where known."""

    file: str
    line: int | None = None
    column: str | None = None

    def bad(self, en: str, zh: str) -> SpotError:
        """Return the error to raise: the place, then what is wrong (without a full stop)."""
        line_en = f", line {self.line}" if self.line else ""
        line_zh = f" 第 {self.line} 行" if self.line else ""
        column_en = f", column {shown(self.column)}" if self.column else ""
        column_zh = f"「{shown(self.column)}」列" if self.column else ""
        file = shown(self.file, 200) or '""'
        return SpotError(
            f"{file}{line_en}{column_en}: {en}.", f"{file}{line_zh}{column_zh}：{zh}。", self
        )


def locate(root: Path, file: str) -> Path:
    """Return the real path of `file` below `root`; refuse whatever would lead out of it.

    Absolute paths, `..`, and links that leave the folder are refused, also when their
    target exists; so is everything that is not an ordinary file (a pipe would hang a reader).
    """
    spot = Spot(file)
    if not file.strip() or "\0" in file or _leads_out(file):
        raise spot.bad(
            "only a path below the data folder (ACCORD_DATA) may be named",
            "只能填写数据目录（ACCORD_DATA）之下的路径",
        )
    try:
        top = root.resolve(strict=True)
        path = (top / file).resolve()
        inside = path.is_relative_to(top)
        ordinary = inside and stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError, RuntimeError):  # missing, forbidden, too long, link loop
        raise spot.bad(
            "there is no such file below the data folder (ACCORD_DATA)",
            "数据目录（ACCORD_DATA）之下没有这个文件",
        ) from None
    if not inside:
        raise spot.bad(
            "the link leads out of the data folder (ACCORD_DATA)",
            "该链接指向数据目录（ACCORD_DATA）之外",
        )
    if not ordinary:
        raise spot.bad("is not an ordinary file", "不是普通文件")
    return path


def _leads_out(file: str) -> bool:
    windows = PureWindowsPath(file)
    rooted = PurePosixPath(file).is_absolute() or bool(windows.drive or windows.root)
    return rooted or ".." in windows.parts  # Windows paths split at both kinds of slash


def checked(path: Path, file: str, limit: int) -> None:
    """Refuse a file of no bytes or of more than `limit` bytes, before it is read."""
    sized(path.stat().st_size, file, limit)


def sized(size: int, file: str, limit: int) -> None:
    """Refuse so many bytes, as `checked` does."""
    if size == 0:
        raise Spot(file).bad("the file is empty", "文件是空的")
    if size > limit:
        raise Spot(file).bad(
            f"the file has {size / MIB:,.1f} MiB; at most {limit // MIB} MiB are read",
            f"文件大小为 {size / MIB:,.1f} MiB，最多读取 {limit // MIB} MiB",
        )


_UNOPENED = {
    errno.ENOENT: "没有这个文件",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EACCES: "没有读取权限",
}


def unopened(file: str, error: OSError) -> BadInputError:
    """Return what to raise where the system does not open a file."""
    name, why = shown(file, 200), shown(error.strerror or str(error))
    return BadInputError(
        f"{name}: {why}.", f"{name}：{_UNOPENED.get(error.errno or 0, f'无法打开（{why}）')}。"
    )


def encoding_of(path: Path, file: str) -> str:
    """Return `utf-8-sig` or, when the bytes are not UTF-8 but decode cleanly, `gb18030`."""
    try:
        with path.open("rb") as stream:
            return encoding_in(stream, file)
    except OSError:
        raise Spot(file).bad("the file cannot be opened", "文件无法打开") from None


def encoding_in(stream: BinaryIO, file: str) -> str:
    """Do what `encoding_of` does for a file that is open; it stands at its beginning again."""
    for encoding, name in (("utf-8", "utf-8-sig"), ("gb18030", "gb18030")):
        decodes = _decodes(stream, encoding)
        stream.seek(0)
        if decodes:
            return name
    raise Spot(file).bad(
        "is not a text file; save it as text in UTF-8 (or GB18030)",
        "不是文本文件，请另存为 UTF-8（或 GB18030）编码的文本",
    )


def _decodes(stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := stream.read(MIB):
            if block.translate(None, _CONTROLS) != block:
                return False
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


# GB18030 accepts most pairs of bytes; control characters give a picture or an archive away. In
# both encodings such a byte is nothing else: none of a character of more bytes is below 0x30.
_CONTROLS = bytes({*range(0x09), *range(0x0E, 0x1A), *range(0x1C, 0x20)})


def read_text(root: Path, file: str, limit: int = MIB) -> str:
    """Return the whole text of a small file below `root`."""
    path = locate(root, file)
    checked(path, file, limit)
    return path.read_text(encoding=encoding_of(path, file))
