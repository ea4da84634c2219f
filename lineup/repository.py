"""Where things are that outlive a stage: the repository's root, also from within a DVC experiment's copy.

And the commit that is checked out.
"""

from pathlib import Path


def root(here: Path | None = None) -> Path:
    """Return the main repository's root, given a working directory that is the root of it or of a copy.

    `dvc exp run --temp` and the experiment queue run stages in copies below MAIN/.dvc/tmp/exps.
    """
    here = (here or Path.cwd()).resolve()
    for parent in here.parents:
        if parent.parts[-3:] == (".dvc", "tmp", "exps"):
            return parent.parents[2]
    return here


def commit(here: Path) -> str | None:
    """Return the commit that is checked out, None outside of git."""
    from dulwich.errors import NotGitRepository
    from dulwich.repo import Repo

    try:
        with Repo.discover(str(here)) as repo:
            return str(repo.head().decode())
    except (NotGitRepository, KeyError):
        return None
