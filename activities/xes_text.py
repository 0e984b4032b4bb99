"""The text of an XML document, block by block: known to be well-formed, and cut between its tags.

Entities and document types are refused: no log needs one, and ten lines of them unfold to
gigabytes. What is kept of a document has no comments, instructions, CDATA or prefixes of names.
"""

import codecs
import contextlib
import re
from collections.abc import Iterable, Iterator
from typing import Any
from xml.parsers import expat

from activities.files import MIB, Spot, shown

LONGEST = 8 * MIB  # of one piece of markup, which is held in memory
AT_ONCE = 4 * MIB
_DECLARED = re.compile(
    rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)"""
)
_ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_PREFIX = re.compile(rb"(</?)[^\s<>\"'=/]*:")


class XmlText:
    """Reads a document whose root is to be called `root`; tells on which line it stands."""

    def __init__(self, blocks: Iterable[bytes], file: str, root: str) -> None:
        self._blocks, self._file, self._wanted = blocks, file, root
        self._parser: Any = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._root
        self._parser.StartDoctypeDeclHandler = self._parser.EntityDeclHandler = self._refuse
        self._fed = 0
        self._prefixed = False

    @property
    def spot(self) -> Spot:
        """Return where the reading stands."""
        return Spot(self._file, self._parser.CurrentLineNumber)

    def __iter__(self) -> Iterator[str]:
        """Yield the document in pieces that begin with a tag. Raises BadInputError."""
        rest = bytearray()
        for block in _in_utf8(self._blocks, self._file):
            self._check(block)
            rest += block
            if len(rest) >= AT_ONCE:
                yield self._cut(rest)
        self._check(b"", last=True)
        yield self._plain(_without_asides(bytes(rest)))

    def _check(self, block: bytes, last: bool = False) -> None:
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as error:
            raise Spot(self._file, error.lineno).bad(
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

    def _cut(self, rest: bytearray) -> str:
        """Take what stands before the last tag, or the last aside: those may not be whole yet."""
        text = _without_asides(bytes(rest))
        marks = [at for mark in (b"<!", b"<?") if (at := text.find(mark)) >= 0]
        end = max(min(marks, default=text.rfind(b"<")), 0)
        rest[:] = text[end:]
        return self._plain(text[:end])

    def _plain(self, text: bytes) -> str:
        self._prefixed = self._prefixed or b"xmlns:" in text
        return (_PREFIX.sub(rb"\1", text) if self._prefixed else text).decode()


def _without_asides(text: bytes) -> bytes:
    return _ASIDE.sub(b"", text) if b"<!" in text or b"<?" in text else text


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
