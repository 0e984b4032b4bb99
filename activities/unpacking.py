"""Files packed by gzip: unpacked block by block, and never to more than is read here."""

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from activities.files import MIB, Spot

MOST_UNPACKED = 2048 * MIB
_BLOCK = MIB


def blocks(stream: BinaryIO, file: str, packed: bool) -> Iterator[bytes]:
    """Return the content of an open file, unpacked where it is `packed`.

    Raises BadInputError for what is broken or unfolds to too much.
    """
    source = gzip.GzipFile(fileobj=stream) if packed else stream
    total = 0
    while block := _block(source, file):
        total += len(block)
        if total > MOST_UNPACKED:
            raise Spot(file).bad(
                f"unfolds to more than {MOST_UNPACKED // MIB:,} MiB; take a shorter time",
                f"解压后超过 {MOST_UNPACKED // MIB:,} MiB，请缩短时间范围",
            )
        yield block


def _block(source: BinaryIO | gzip.GzipFile, file: str) -> bytes:
    try:
        return source.read(_BLOCK)
    except (EOFError, OSError, zlib.error):
        raise Spot(file).bad(
            "is broken: it is not gzip, or was cut off; get it again",
            "文件已损坏：不是 gzip 格式或不完整，请重新获取",
        ) from None
