"""The model on this machine as a process of its own.

Its memory and its faults are not the worker's, and it is started again when it ends.
"""

import http.client
import logging
import subprocess
import sys
import threading
import time
from pathlib import Path

from cli.engine import free_port
from cli.model_serve import LOOPBACK
from domain.errors import BadInputError
from domain.problems import shown

_PATIENCE_SECONDS = 120.0
_LOOK_SECONDS = 0.2
_STOP_SECONDS = 10.0
_LONGEST_PAUSE = 60.0
_SERVE = "from cli.main import main; main()"


class LocalServer:
    """`accord model serve` as a child, which ends with this process however that ends."""

    def __init__(self, file: Path, log: Path) -> None:
        self.port = free_port()
        self._file = file
        self._log = log
        self._stopping = threading.Event()
        self._watching = threading.Thread(target=self._watch, daemon=True)
        self._process = self._opened()

    def start(self) -> None:
        """Wait until it answers, then keep it running.

        Raises:
            BadInputError: it ended, or does not answer within two minutes.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                name, log = shown(self._file.name, 200), shown(self._log, 200)
                raise BadInputError(
                    f"the model {name} on this machine did not start; see {log}",
                    f"本机模型 {name} 未能启动，请查看 {log}",
                )
            time.sleep(_LOOK_SECONDS)
        self._watching.start()

    def stop(self) -> None:
        """End it, and do not start it again."""
        self._stopping.set()
        if self._watching.is_alive():
            self._watching.join(_STOP_SECONDS)
        self._end()

    def _watch(self) -> None:
        """Start it again whenever it ends, after a pause that grows while it keeps ending."""
        pause, since = 1.0, time.monotonic()
        while not self._stopping.wait(_LOOK_SECONDS):
            if self._process.poll() is None:
                continue
            lasted = time.monotonic() - since
            pause = 1.0 if lasted > _LONGEST_PAUSE else min(2 * pause, _LONGEST_PAUSE)
            logging.getLogger(__name__).warning("the model on this machine ended; restarting it")
            if self._stopping.wait(pause):
                return
            self._end()
            self._process, since = self._opened(), time.monotonic()

    def _opened(self) -> "subprocess.Popen[bytes]":
        """Start it. It ends when the pipe to its standard input does: our end dies with us."""
        words = ["model", "serve", str(self._file), "--port", str(self.port)]
        with self._log.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "-P", "-c", _SERVE, *words, "--with-parent", "--verbose"],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us: the worker stops before its model
            )

    def _answers(self) -> bool:
        asked = http.client.HTTPConnection(LOOPBACK, self.port, timeout=2)
        try:
            asked.request("GET", "/health")
            return asked.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asked.close()

    def _end(self) -> None:
        process = self._process
        process.terminate()
        try:
            process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdin:
            process.stdin.close()
