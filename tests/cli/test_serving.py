"""How the API and the proxy listen."""

import socket

from cli.serving import listening


def test_the_second_piece_of_an_answer_does_not_wait_for_the_first_to_be_acknowledged() -> None:
    with listening("127.0.0.1", 0) as plug, socket.create_connection(plug.getsockname()):
        accepted, _ = plug.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0
