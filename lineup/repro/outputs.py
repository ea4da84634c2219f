"""Where the face's lines go: to a terminal, the newest in the place of the last, or one after the other."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.live import Live
from rich.text import Text

LAST_WORDS = 5.0  # seconds in which errors are read to their end, once the command has ended


class Plain:
    """One line after the other, for files and CI."""

    def say(self, line: str) -> None:
        print(line, flush=True)

    show = say


class Terminal:
    """The newest line at the bottom, replaced in place; those that stay above it."""

    def __init__(self, live: Live) -> None:
        self.live = live

    def say(self, line: str) -> None:
        self.live.console.print(Text(line), soft_wrap=True)

    def show(self, line: str) -> None:
        self.live.update(Text(line, overflow="ellipsis", no_wrap=True))


@contextmanager
def here() -> Iterator[Plain | Terminal]:
    if not sys.stdout.isatty():
        yield Plain()
        return
    with Live(Text(""), transient=True, refresh_per_second=5) as live:
        yield Terminal(live)


@contextmanager
def errors(merged: bool, said: Callable[[str], str | None]) -> Iterator[int]:
    """Yield where a command's errors go: among its lines, or to this process's.

    said: what is said in a line's place, None for nothing. What the command leaves behind may hold the pipe
    open: it is not waited for.
    """
    if merged:
        yield subprocess.STDOUT
        return
    reading, writing = os.pipe()

    def pass_on() -> None:
        with os.fdopen(reading, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if (own := said(line.rstrip("\n"))) is not None:
                    print(own, file=sys.stderr, flush=True)

    thread = threading.Thread(target=pass_on, daemon=True)
    thread.start()
    try:
        yield writing
    finally:
        os.close(writing)
        thread.join(LAST_WORDS)
