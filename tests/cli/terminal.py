"""The screen of a process at a pseudo-terminal, read by the side a person would sit at."""

import os
import select


def read(leader: int, seconds: float = 0.2) -> bytes:
    """What comes on the screen within `seconds`; nothing where nothing came or all have gone.

    Bytes, since a piece may end inside a Chinese character.
    """
    ready, _, _ = select.select([leader], [], [], seconds)
    try:
        return os.read(leader, 65536) if ready else b""
    except OSError:  # Linux's word for the end: no process has this screen open any more
        return b""


def rest(leader: int) -> bytes:
    """All that an ended process left on its screen, which is closed.

    What it wrote last may lie there in several pieces: a screen is read once it says that it has
    ended, and not once something was read. The seconds are for a child that outlives its parent.
    """
    pieces = list(iter(lambda: read(leader, 5), b""))
    os.close(leader)
    return b"".join(pieces)
