"""Where people reach the API: the address in every link that leads to it."""

import contextlib
from collections.abc import Mapping
from urllib.parse import urlsplit

from domain.errors import BadInputError
from domain.problems import shown


def base_from(environ: Mapping[str, str]) -> str | None:
    """Read ACCORD_URL, the address of the API in links. Raises BadInputError."""
    named = environ.get("ACCORD_URL", "").strip()
    if not named:
        return None
    with contextlib.suppress(ValueError):
        place = urlsplit(named)
        plain = named.isascii() and named.isprintable() and not set(named) & set(" <>()[]@?#{}\\`")
        if plain and place.scheme in ("http", "https") and place.hostname:
            return named.rstrip("/")
    raise BadInputError(
        f"ACCORD_URL: “{shown(named)}” is not an address such as https://accord.example",
        f"ACCORD_URL：「{shown(named)}」不是 https://accord.example 这样的地址",
    )
