"""Cursors: where a page ended, as text that callers hand back as it is."""

import base64
import binascii
import datetime as dt
import json

from api.problems import ProblemError
from domain.text import Bilingual

_BAD = Bilingual(en="cursor: this is not one that was given here", zh="cursor：不是此处给出的游标")


def cursor(at: dt.datetime, id: str) -> str:
    """Return the cursor behind what has this time and id."""
    return base64.urlsafe_b64encode(json.dumps([at.isoformat(), id]).encode()).decode()


def place(given: str) -> tuple[dt.datetime, str]:
    """Return the time and id of a cursor. Raises ProblemError."""
    try:
        at, id = json.loads(base64.b64decode(given.encode("ascii"), b"-_", validate=True))
        found = dt.datetime.fromisoformat(at)
        if not isinstance(id, str) or found.tzinfo is None:
            raise ValueError(given)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise ProblemError(422, "bad_cursor", _BAD) from None
    return found, id
