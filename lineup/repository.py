"""Where things are that outlive a stage: the project's own folder, also as seen from an experiment's copy.

And git's repository, with the commit that is checked out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dulwich.repo import Repo

COPIED = ".dvc/commit"  # in a copy without git: the commit that it was made of


def root(here: Path | None = None) -> Path:
    """Return the project's folder in the main repository, given that folder or its like in a copy.

    `dvc exp run --temp` and the experiment queue run stages in copies below MAIN/.dvc/tmp/exps, of the whole
    repository: where the project is a subfolder of it, so it is there.
    """
    here = (here or Path.cwd()).resolve()
    for exps in here.parents:
        if exps.parts[-3:] == (".dvc", "tmp", "exps"):
            own = dvc(here)
            inside = own is not None and own.is_relative_to(exps)
            return exps.parents[2] / (here.relative_to(own.parent) if own and inside else "")
    return here


def dvc(here: Path | None = None) -> Path | None:
    """Return the .dvc folder of the repository that `here` is in; None outside of one."""
    here = (here or Path.cwd()).resolve()
    found = (folder / ".dvc" for folder in (here, *here.parents))
    return next((folder for folder in found if folder.is_dir()), None)


def dvc_or_here() -> Path:
    """Return DVC's own folder, perhaps at the top of a larger repository; .dvc here where there is none."""
    return dvc() or Path(".dvc")


def commit(here: Path) -> str | None:
    """Return the commit that is checked out, or that a copy was made of; None outside of git."""
    found = commit_and_day(here)
    if found is None and (here / COPIED).is_file():
        return (here / COPIED).read_text()
    return found[0] if found else None


def commit_and_day(here: Path) -> tuple[str, str] | None:
    """Return the commit that is checked out and its day in UTC, 2026-11-26; None outside of git."""
    with opened(here) as repo:
        try:
            head = repo.head() if repo else None
        except KeyError:  # before the first commit
            return None
        if repo is None or head is None:
            return None
        seconds = getattr(repo[head], "commit_time", 0)
        return str(head.decode()), datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


@contextmanager
def opened(here: Path) -> "Iterator[Repo | None]":
    """Yield git's repository that `here` is in, None outside of git."""
    from dulwich.errors import NotGitRepository
    from dulwich.repo import Repo

    try:
        repo = Repo.discover(str(here))
    except NotGitRepository:
        yield None
        return
    with repo:
        yield repo
