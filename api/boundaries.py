"""What a form says, whatever stands between its parts: each client draws that anew each time."""

from python_multipart.multipart import parse_options_header


class Sifted:
    """Leaves the mark between the parts of a form out of what is read, a piece at a time.

    Of anything that is no form, nothing is left out.
    """

    def __init__(self, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        is_form = kind == b"multipart/form-data"
        self._mark = options.get(b"boundary", b"") if is_form else b""
        self._left = b""

    def __call__(self, piece: bytes) -> bytes:
        """Return what is left; the end of it waits, since a mark may begin there."""
        if not self._mark:
            return piece
        text = (self._left + piece).replace(self._mark, b"")
        whole = max(0, len(text) - len(self._mark) + 1)
        self._left = text[whole:]
        return text[:whole]

    def rest(self) -> bytes:
        """Return what waited, when all has been read."""
        left, self._left = self._left, b""
        return left
