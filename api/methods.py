"""What HTTP wants of each method: HEAD is GET without its content, and a 405 names all that go."""

from starlette.datastructures import MutableHeaders
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MARK = "accord.head"
_OURS = ("DELETE", "GET", "POST", "PUT")


class Methods:
    """Answers a HEAD as a GET and leaves the content out: monitors and link checkers ask so.

    Not below `streams`, which never end.
    """

    def __init__(self, app: ASGIApp, streams: str) -> None:
        self._app, self._streams = app, streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        is_head = scope["method"] == "HEAD" and self._has_head(scope)
        asked = dict(scope) | {"method": "GET", _MARK: True} if is_head else scope

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 405:
                MutableHeaders(scope=message)["allow"] = ", ".join(self._allowed(scope))
            elif is_head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self._app(asked, receive, told)
        finally:  # by the route, whoever is around this counts
            scope.update({name: asked[name] for name in ("route",) if name in asked})

    def _has_head(self, scope: Scope) -> bool:
        return not scope["path"].startswith(self._streams)

    def _allowed(self, scope: Scope) -> list[str]:
        """Return what this address takes: each of its methods is a route of its own."""
        routes = scope["app"].router.routes
        found = [
            method
            for method in _OURS
            if any(one.matches(dict(scope) | {"method": method})[0] is Match.FULL for one in routes)
        ]
        return sorted([*found, *(["HEAD"] if "GET" in found and self._has_head(scope) else [])])


def is_read(scope: Scope) -> bool:
    """Say whether anybody gets to read what is answered: who only asks for the head does not."""
    return _MARK not in scope
