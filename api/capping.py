"""No more is read of a request than any of ours needs; the answer is a problem like any other."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ProblemError
from domain.text import Bilingual

_TOO_LARGE = Bilingual(en="more was sent than is taken here", zh="发送的内容过大")


class Capped:
    """Stops reading what turns out to be larger: a 413, told by whoever was reading it.

    What is sent to addresses below `files` may be as large as a file.
    """

    def __init__(
        self, app: ASGIApp, most: int, files: tuple[str, ...], most_of_a_file: int
    ) -> None:
        self._app, self._most = app, most
        self._files, self._most_of_a_file = files, most_of_a_file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        heard, is_file = 0, scope["path"].startswith(self._files)
        most = self._most_of_a_file if is_file else self._most

        async def counted() -> Message:
            nonlocal heard
            message = await receive()
            heard += len(message.get("body", b""))
            if heard > most:
                raise ProblemError(413, "too_large", _TOO_LARGE)
            return message

        return await self._app(scope, counted, send)
