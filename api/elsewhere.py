"""Whether a browser sent something from a page of ours, or another site had it sent."""

from urllib.parse import urlsplit

from starlette.requests import Request

from domain.text import Bilingual

ELSEWHERE = Bilingual(
    en="this was sent from another site and does not pass",
    zh="请求来自其他网站，不予通过",
)


def from_elsewhere(request: Request, public: str | None = None) -> bool:
    """Say whether a browser tells that another site sent this; SameSite says the same again.

    `public` is the address that people use, where something in front passes on another Host.
    """
    origin = request.headers.get("origin")
    if origin and not _is_ours(origin, request, public):
        return True
    return request.headers.get("sec-fetch-site") in ("cross-site", "same-site")


def from_here(request: Request, public: str | None = None) -> bool:
    """Say whether a browser tells that a page of this very site sent this.

    Every browser says where a POST comes from; what says nothing counts as sent from elsewhere.
    """
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return "sec-fetch-site" in request.headers
    return _is_ours(origin, request, public)


def _is_ours(origin: str, request: Request, public: str | None) -> bool:
    try:
        return origin == public or urlsplit(origin).netloc == request.headers.get("host")
    except ValueError:
        return False
