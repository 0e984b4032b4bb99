"""Where somebody wanted to go before they signed in: an address of this site, and of no other."""

import re
from typing import Annotated

from fastapi import Query

HOME = "/"
_OWN = re.compile(r"/(?![/\\])[!-\[\]-~]{0,500}")
"""An address of this site: one slash, then nothing that a browser would read as another host."""
Next = Annotated[str, Query(max_length=1000)]


def own(address: str) -> str:
    """Return the address if it is one of this site, else where everybody starts."""
    return address if _OWN.fullmatch(address) else HOME
