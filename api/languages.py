"""In which language a caller is answered."""

import re

from starlette.requests import Request

from domain.text import Language

_RANGE = re.compile(
    r"(?P<name>zh|en|[*])(?:[-_][a-z0-9_-]*)?"
    r"(?:\s*;\s*q\s*=\s*(?P<weight>0(?:[.]\d*)?|1(?:[.]0*)?))?"
)
"""What asks for one of ours, in any script and of any country, or for whatever there is."""


def language_of(request: Request) -> Language:
    """Return the language that the caller asks for (RFC 9110, 12.5.4): the better of zh and en.

    English where neither is asked for, and where both are as good and none is named first.
    """
    asked: dict[str, float] = {}
    for header in request.headers.getlist("accept-language"):
        for part in header.lower().split(","):
            if found := _RANGE.fullmatch(part.strip()):
                weight = float(found["weight"] or 1)
                asked[found["name"]] = max(weight, asked.get(found["name"], 0.0))
    others = asked.pop("*", 0.0)
    weights = asked | {name: others for name in ("en", "zh") if name not in asked}
    best = max(weights, key=weights.__getitem__)
    return "zh" if best == "zh" and weights[best] > 0 else "en"
