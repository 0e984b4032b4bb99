"""Forms of our own pages: read narrowly, and only when a page of ours sent them."""

import hmac
from urllib.parse import parse_qs

from starlette.requests import Request

from api.callers import Caller
from api.elsewhere import ELSEWHERE, from_here
from api.problems import ProblemError
from domain.text import Bilingual

_MOST_BYTES = 256 * 1024
_MOST_FIELDS = 50
_FORM = "application/x-www-form-urlencoded"
_UNREADABLE = Bilingual(en="this form cannot be read", zh="无法读取该表单")
STALE = Bilingual(
    en="this page is from an earlier sign-in; load it again", zh="该页面来自较早的登录，请重新打开"
)


async def read_form(
    request: Request, public: str | None = None, most: int = _MOST_FIELDS
) -> dict[str, str]:
    """Return the fields of a form; of one that comes twice, the first is not taken either.

    `most` is how many fields it may have.

    Raises:
        ProblemError: a page of another site sent it, or it is no such form.
    """
    if not from_here(request, public):
        raise ProblemError(403, "elsewhere", ELSEWHERE)
    sort = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST_BYTES:
            raise ProblemError(413, "too_large", _UNREADABLE)
    try:
        fields = parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=most,
            errors="strict",
        )
    except ValueError:
        raise ProblemError(400, "bad_form", _UNREADABLE) from None
    if sort != _FORM or any(len(values) > 1 for values in fields.values()):
        raise ProblemError(400, "bad_form", _UNREADABLE)
    return {name: values[0] for name, values in fields.items()}


def is_own_form(caller: Caller, given: str | None) -> bool:
    """Say whether a form repeats what the forms of this session carry; without one, nothing."""
    return hmac.compare_digest(
        (caller.csrf or "").encode(), (given or "").encode("utf-8", "surrogatepass")
    )


def require_csrf(caller: Caller, given: str | None) -> None:
    """Let pass what the forms of this session repeat. Raises ProblemError."""
    if caller.csrf is None or not is_own_form(caller, given):
        raise ProblemError(403, "stale_form", STALE)
