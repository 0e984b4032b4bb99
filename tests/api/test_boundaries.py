"""The marks between the parts of a form: left out wherever they stand, and nothing else."""

import pytest

from api.boundaries import Sifted

BODY = b"--ab-ab\r\nx: y\r\n\r\nab-a ab\r\n--ab-ab--\r\n"


def sifted(kind: str, *pieces: bytes) -> bytes:
    sift = Sifted(kind)
    return b"".join([*map(sift, pieces), sift.rest()])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 100])
def test_a_mark_is_left_out_however_the_pieces_fall(size: int) -> None:
    pieces = [BODY[n : n + size] for n in range(0, len(BODY), size)]
    found = sifted('multipart/form-data; charset=x; boundary="ab-ab"', *pieces)
    assert found == b"--\r\nx: y\r\n\r\nab-a ab\r\n----\r\n"


@pytest.mark.parametrize(
    "kind",
    ["", "text/csv; boundary=ab-ab", "multipart/form-data", "application/octet-stream", "\x00;;="],
)
def test_of_what_is_no_form_nothing_is_left_out(kind: str) -> None:
    assert sifted(kind, BODY[:9], BODY[9:]) == BODY
