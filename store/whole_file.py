"""Write a file whole or not at all: nobody ever reads a half-written one."""

import os
import uuid
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_whole(
    file: Path, pieces: Iterable[bytes], *, replace: bool = False, mode: int = 0o666
) -> None:
    """Write `pieces` to `file`, with the permissions `mode` that the umask leaves.

    Raises FileExistsError when the file is there and not to be replaced, also when somebody else
    wrote it this very moment; any other OSError as it comes.
    """
    temporary = file.with_name(f".{uuid.uuid4().hex}.part")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
        if replace:
            os.replace(temporary, file)
        else:
            os.link(temporary, file)  # unlike a rename, it fails where there is a file already
    finally:
        with suppress(OSError):
            temporary.unlink()
