"""Pictures over HTTP: SVG that does nothing, known again by its tag."""

import hashlib

from starlette.responses import Response

from analysis.map_svg import drawn
from domain.hand_off_map import HandOffMap, Theme
from domain.text import Language

_HEADERS = {
    # Opened by itself an SVG is a page: this one may do nothing, and nobody may frame it.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-cache",
}


class Picture(Response):
    """An answer that is an SVG."""

    media_type = "image/svg+xml"


def picture(
    given: HandOffMap, language: Language, theme: Theme, known: str | None = None
) -> Response:
    """Return the map drawn; only that it is the same to whoever has it (`known`: If-None-Match)."""
    content = drawn(given, language, theme).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = _HEADERS | {"etag": tag, "content-language": language}
    if known is not None and _same(known, tag):
        return Response(None, 304, headers)
    return Picture(content, headers=headers)


def _same(known: str, tag: str) -> bool:
    """Say whether a header names this tag (RFC 9110, 13.1.2)."""
    named = [one.strip().removeprefix("W/") for one in known.split(",")]
    return "*" in named or tag in named
