"""Reads and prepares many members of a zip file at once, on all cores, in order, with a bar."""

import sys
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from lineup import zips
from lineup.images.decode import UndecodableError
from lineup.images.endings import is_raw
from lineup.images.kinds import RAW
from lineup.images.prepare import Prepared, attempt
from lineup.processes import cores

Item = TypeVar("Item")
Result = TypeVar("Result")
TOGETHER, AHEAD = 16, 48  # pictures
SIZE_LIMIT = 256 * 1024 * 1024  # bytes of one file


def read_in_order(archive: zipfile.ZipFile, paths: Sequence[str], **how: Any) -> Iterator[Prepared | str]:
    """Yield for each path what `prepare(data, **how)` makes of it, or the reason why it cannot be used."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    silent = not sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), disable=silent) as bar:
        found = in_order(lambda path: read_one(archive, path, **how), paths)
        yield from bar.track(found, total=len(paths))


def read_one(archive: zipfile.ZipFile, path: str, **how: Any) -> Prepared | str:

    def read() -> bytes:
        if is_raw(path):
            raise UndecodableError(RAW)
        refuse_large(archive.getinfo(path).file_size)
        try:
            return archive.read(path)
        except zips.BROKEN as error:
            raise UndecodableError(f"broken in the archive: {error}") from None

    return attempt(read, **how)


def refuse_large(size: int) -> None:
    """Raise UndecodableError where a file has more than SIZE_LIMIT bytes."""
    if size > SIZE_LIMIT:
        raise UndecodableError(f"a file of {size:,} bytes, more than {SIZE_LIMIT:,}")


def in_order(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Yield work(item) in the order of items, on all cores, at most AHEAD of them a core: memory stays flat.

    A thread is handed up to TOGETHER at once: handing over one costs what decoding a small picture does.
    """
    workers = cores()
    size = max(1, min(TOGETHER, len(items) // (4 * workers)))

    def together(start: int) -> list[Result]:
        return [work(item) for item in items[start : start + size]]

    waiting: deque[Future[list[Result]]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for start in range(0, len(items), size):
            waiting.append(pool.submit(together, start))
            if len(waiting) * size >= AHEAD * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
