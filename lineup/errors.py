"""The one exception that a user can mend, and how a stage ends on it: one message, exit status 1."""

import difflib
import errno
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path


class LineupError(Exception):
    """A mistake that a user can mend; its text says what happened, what was expected, what to do."""


def closest(name: str, known: Iterable[str]) -> str:
    """Return ' Closest: X.' for the known name most like `name`, or '' where none is near."""
    match = nearest(name, known)
    return f" Closest: {match}." if match else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)), None)


def alternatives(name: str, known: Iterable[str], most: int = 24) -> str:
    """Return ' Closest: X.' where a known name is like `name`, else ' There are: X, Y.', at most so many."""
    names = list(known)
    listed = ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
    return closest(name, names) or (f" There are: {listed}." if names else "")


def argument(names: Iterable[str], parts: Sequence[str] = ()) -> str:
    """Return the command's argument, of `names`, which one of `parts` may follow; LineupError otherwise."""
    names = list(names)
    if len(sys.argv) != 2 and sys.argv[2:] not in [[part] for part in parts]:
        raise LineupError(f"Give one name. params.yaml has: {', '.join(names)}.")
    if sys.argv[1] not in names:
        raise LineupError(
            f"params.yaml has no '{sys.argv[1]}'. It has: {', '.join(names)}.{closest(sys.argv[1], names)}"
        )
    return sys.argv[1]


def run(main: Callable[[], None]) -> None:
    """Call `main`; a LineupError is printed as one message and ends the process with status 1.

    So is a file of data/ that is missing: the stage that makes it has not run. And so are a place that the
    system refuses and a full disk.
    """
    try:
        main()
    except LineupError as error:
        say(str(error))
        sys.exit(1)
    except Exception as error:
        if mistake := missing(error) or refused(error):
            say(mistake)
            sys.exit(1)
        reason = no_space(error)
        if reason is None:
            raise
        say(full(reason))
        os._exit(1)  # a library's half-written file would raise once more when it is collected


def say(mistake: str) -> None:
    """Print the one message, after all that was printed before it."""
    sys.stdout.flush()
    print(f"error: {mistake}", file=sys.stderr, flush=True)


def missing(error: Exception) -> str | None:
    """Return what to say where the absence of a file of the project's data/ led to `error`; else None.

    Arrow and HDF5 name the file in the text alone, as Keras does, which raises a ValueError.
    """
    if not isinstance(error, FileNotFoundError) and not str(error).startswith("File not found"):
        return None
    text = str(getattr(error, "filename", None) or error).replace("\\", "/")
    found = re.search(r"(?<![^\s'=])data/[^\s',]+", text.replace(f"{Path.cwd().as_posix()}/", ""))
    file = found[0].rstrip(".") if found else ""
    return (
        f"{file} is missing. Run `dvc repro`, which makes it." if file and not Path(file).exists() else None
    )


REFUSED = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG),
    errno.EEXIST,  # a file where a folder is to be
)


UNLOCKED = (
    "The file system of this folder locks no files ({reason}): without locks two processes would write over"
    " each other. Have its lock service mended (NFS 4 needs none beside it), or work on another disk."
)


def refused(error: Exception) -> str | None:
    """Return what to say where the system refuses a place that `error` names, or any lock; else None."""
    if isinstance(error, OSError) and error.errno == errno.ENOLCK:
        return UNLOCKED.format(reason=error.strerror)
    if not isinstance(error, OSError) or error.errno not in REFUSED or not error.filename:
        return None
    what = f"'{error.filename}' cannot be used: {error.strerror}"
    return f"{what}. Give another place, or mend its owner and rights."


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def full(reason: str) -> str:
    return (
        f"A file could not be written: {reason}. Nothing that was finished is lost."
        " Make space (`lineup clean` lists what nothing needs) and run it again: it goes on."
    )


def no_space(error: BaseException | None) -> str | None:
    """Return why nothing more can be written, where that is what led to `error`; else None.

    HDF5 gives the reason in its text alone, and closing its file raises another error on top.
    """
    while error is not None:
        for number in FULL:
            if getattr(error, "errno", None) == number or os.strerror(number) in str(error):
                return os.strerror(number)
        error = error.__cause__ or error.__context__
    return None
