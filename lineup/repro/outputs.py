"""Where the face's lines go: to a terminal, the newest in the place of the last, or one after the other."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text


class Plain:
    """One line after the other, for files and CI."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def say(self, line: str) -> None:
        """Print a line."""
        print(line, flush=True)

    show = say


class Terminal:
    """The newest line at the bottom, replaced in place; those that stay above it."""

    def __init__(self, console: Console | None = None) -> None:
        self.live = Live(Text(""), console=console or Console(), transient=True, refresh_per_second=5)

    def __enter__(self) -> Self:
        self.live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.live.stop()

    def say(self, line: str) -> None:
        """Print a line that stays."""
        self.live.console.print(Text(line), soft_wrap=True)

    def show(self, line: str) -> None:
        """Replace the line at the bottom."""
        self.live.update(Text(line, overflow="ellipsis", no_wrap=True))


def here() -> Plain | Terminal:
    """Return what fits standard output."""
    return Terminal() if sys.stdout.isatty() else Plain()
