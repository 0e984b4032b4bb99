"""Asking a provider: no redirect is followed, nothing large is read, and it is not waited for long.

Whoever calls bounds the whole by `WHOLE` seconds; a single wait ends sooner.
"""

import json
from collections.abc import Mapping
from typing import Any

import httpx2

from domain.errors import BadInputError

MOST_BYTES = 512 * 1024
WHOLE = 15.0
"""Seconds for everything that is asked at once."""
_PATIENCE = httpx2.Timeout(5.0)
_HEADERS = {"accept": "application/json", "accept-encoding": "identity"}


async def document(client: httpx2.AsyncClient, address: str) -> dict[str, Any]:
    """Return the JSON object at an address. Raises BadInputError, httpx2.HTTPError."""
    status, found = await _asked(client, "GET", address, {}, None)
    if status != 200:
        raise BadInputError(f"{address} answers {status}", f"{address} 返回 {status}")
    return found


async def posted(
    client: httpx2.AsyncClient, address: str, form: Mapping[str, str], headers: Mapping[str, str]
) -> tuple[int, dict[str, Any]]:
    """Send a form; return status and JSON object. Raises BadInputError, httpx2.HTTPError."""
    return await _asked(client, "POST", address, headers, form)


async def _asked(
    client: httpx2.AsyncClient,
    method: str,
    address: str,
    headers: Mapping[str, str],
    form: Mapping[str, str] | None,
) -> tuple[int, dict[str, Any]]:
    body = b""
    async with client.stream(
        method,
        address,
        headers=_HEADERS | dict(headers),
        data=form,
        timeout=_PATIENCE,
        follow_redirects=False,
    ) as answer:
        if answer.status_code != 200 and form is None:
            return answer.status_code, {}
        async for piece in answer.aiter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise BadInputError(f"{address} sends too much", f"{address} 返回内容过大")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadInputError(f"{address} is no JSON object", f"{address} 返回的不是 JSON 对象")
    return answer.status_code, found
