"""The tags of an XML document, piece by piece: known to be well-formed.

Entities and document types are refused: no log needs one, and ten lines of them unfold to
gigabytes. What is kept of a document has no comments, instructions, CDATA or prefixes of names.
"""

import codecs
import contextlib
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

import numpy as np
import polars as pl

from activities.files import MIB, Spot, shown
from activities.xes_sound import is_sound, still_open
from activities.xes_tags import Tags, tags_of

LONGEST = 8 * MIB  # of one piece of markup, which is held in memory
AT_ONCE = 2 * MIB
_AT_FIRST = 64 * 1024
_DECLARED = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)"""
)
_ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_PREFIX = re.compile(rb"(</?)[^\s<>\"'=/]*:")


class XmlText:
    """Reads a document whose root is to be called `root`; tells on which line it stands.

    A parser reads the beginning, and each later piece that is not surely sound without it; for
    that it is told which elements are open.
    """

    def __init__(self, blocks: Iterable[bytes], file: str, root: str) -> None:
        self._blocks, self._file, self._wanted = blocks, file, root
        self._open: list[str] = []
        self._lines = self._lines_before = 0  # ended so far, and before what the parser was given
        self._prefixed = False
        self._parser: Any = None
        self._parse_on(b"")

    @property
    def spot(self) -> Spot:
        """Return where the reading stands."""
        if self._parser is None:
            return Spot(self._file, self._lines + 1)
        return Spot(self._file, self._lines_before + self._parser.CurrentLineNumber)

    def __iter__(self) -> Iterator[Tags]:
        """Yield the tags of the document in pieces. Raises BadInputError."""
        rest, enough = bytearray(), 1
        for block in _first_apart(_in_utf8(self._blocks, self._file)):
            self._lines += _line_ends(block)
            if self._parser:
                self._check(block)
            rest += block
            if len(rest) >= enough:
                yield self._piece(rest)
                enough = AT_ONCE
        yield self._piece(rest)
        if self._parser is None:
            self._parse_on(rest)
        self._check(b"", last=True)
        yield tags_of(self._plain(_without_asides(bytes(rest))))

    def _piece(self, rest: bytearray) -> Tags:
        """Take what is whole from the rest: without the parser if that can be."""
        if self._parser is None:
            if (tags := self._sound(rest)) is not None:
                return tags
            self._parse_on(rest)
        read = bytes(rest)
        tags = tags_of(self._cut(rest))
        self._open = still_open(tags, self._open)
        as_written = read.endswith(rest) and not _has_asides(rest)
        if self._open and as_written and not self._prefixed:
            self._parser = None
        return tags

    def _sound(self, rest: bytearray) -> Tags | None:
        """Take what stands before the last tag, if it is surely well-formed."""
        text = bytes(memoryview(rest)[: max(rest.rfind(b"<"), 0)])
        with contextlib.suppress(pl.exceptions.PolarsError):  # it is not in UTF-8
            tags = tags_of(text)
            if text and is_sound(text, tags, self._open):
                self._open = still_open(tags, self._open)
                del rest[: len(text)]
                return tags
        return None

    def _parse_on(self, rest: bytes | bytearray) -> None:
        """Let a parser go on, which has read nothing but what began the elements that are open."""
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartDoctypeDeclHandler = self._parser.EntityDeclHandler = self._refuse
        self._parser.StartElementHandler = None if self._open else self._root
        self._lines_before, self._fed = self._lines - _line_ends(rest), 0
        self._check("".join(f"<{name}>" for name in self._open).encode())
        self._check(bytes(rest))

    def _check(self, block: bytes, last: bool = False) -> None:
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as error:
            raise Spot(self._file, self._lines_before + error.lineno).bad(
                f"is not well-formed XML ({expat.ErrorString(error.code)})",
                f"不是格式正确的 XML（{expat.ErrorString(error.code)}）",
            ) from None
        self._fed += len(block)
        if not last and self._fed - self._parser.CurrentByteIndex > LONGEST:
            raise self.spot.bad(
                f"one piece of markup has more than {LONGEST // MIB} MiB",
                f"单个标记超过 {LONGEST // MIB} MiB",
            )

    def _root(self, name: str, _: object) -> None:
        if name.rpartition(":")[2] != self._wanted:
            raise self.spot.bad(
                f"is not XES: its root is <{shown(name, 30)}>, not <{self._wanted}>",
                f"不是 XES：根元素是 <{shown(name, 30)}>，应为 <{self._wanted}>",
            )
        self._parser.StartElementHandler = None

    def _refuse(self, *_: object) -> None:
        raise self.spot.bad(
            "declares a document type or entities, which no event log needs",
            "含有事件日志不需要的文档类型或实体声明",
        )

    def _cut(self, rest: bytearray) -> bytes:
        """Take what stands before the last tag, or the last aside: those may not be whole yet."""
        text = _without_asides(bytes(rest))
        marks = [at for mark in (b"<!", b"<?") if (at := text.find(mark)) >= 0]
        end = max(min(marks, default=text.rfind(b"<")), 0)
        rest[:] = text[end:]
        return self._plain(text[:end])

    def _plain(self, text: bytes) -> bytes:
        self._prefixed = self._prefixed or b"xmlns:" in text
        return _PREFIX.sub(rb"\1", text) if self._prefixed else text


def _first_apart(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the blocks, the beginning of the first by itself."""
    for number, block in enumerate(blocks):
        if number:
            yield block
        else:
            yield block[:_AT_FIRST]
            yield block[_AT_FIRST:]


def _line_ends(text: bytes | bytearray) -> int:
    return int(np.count_nonzero(np.frombuffer(text, np.uint8) == 0x0A))


def _has_asides(text: bytes | bytearray) -> bool:
    return b"<!" in text or b"<?" in text


def _without_asides(text: bytes) -> bytes:
    return _ASIDE.sub(b"", text) if _has_asides(text) else text


def _in_utf8(blocks: Iterable[bytes], file: str) -> Iterator[bytes]:
    """Yield blocks in UTF-8, whatever the document says that it is in. Raises BadInputError."""
    decoder: codecs.IncrementalDecoder | None = None
    for number, block in enumerate(blocks):
        if not number:
            name = _encoding(block)
            decoder = _decoder(name, file) if name else None
        yield _decoded(decoder, block, file) if decoder else block
    if decoder:
        yield _decoded(decoder, b"", file, last=True)


def _encoding(start: bytes) -> str | None:
    """Return the encoding that a document says it has, None for UTF-8."""
    if start.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return "utf-16"
    declared = _DECLARED.match(start)
    name = declared[1].decode().lower() if declared else "utf-8"
    return None if name in ("utf-8", "utf8", "us-ascii", "ascii") else name


def _decoder(name: str, file: str) -> codecs.IncrementalDecoder:
    try:
        with contextlib.suppress(UnicodeError):
            b"<<".decode(name)  # refuses what is no encoding of text
        return codecs.getincrementaldecoder(name)()
    except LookupError:
        raise Spot(file, 1).bad(
            f"declares the encoding {shown(name, 30)}, which is not known",
            f"声明的编码 {shown(name, 30)} 无法识别",
        ) from None


def _decoded(
    decoder: codecs.IncrementalDecoder, block: bytes, file: str, last: bool = False
) -> bytes:
    try:
        return decoder.decode(block, last).encode()
    except UnicodeError:
        raise Spot(file).bad(
            "is not in the encoding that it declares", "内容与其声明的编码不符"
        ) from None
