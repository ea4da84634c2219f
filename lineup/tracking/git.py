"""What git knows of a project: its commits and DVC's experiments. Nothing where there is no git."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lineup.repository import opened

if TYPE_CHECKING:
    from dulwich.repo import Repo


class Experiment(NamedTuple):
    """A finished experiment as `dvc exp show` lists it: its name, its commit and the one it is based on."""

    name: str
    commit: str
    baseline: str


def first_commit(here: Path) -> str | None:
    """Return the commit that the history began with; None where it is not here (a shallow clone)."""
    with opened(here) as repo:
        if repo is None or repo.get_shallow():
            return None
        try:
            last = repo.head()
        except KeyError:
            return None
        while parents := repo.get_parents(last):
            last = parents[0]
        return str(last.decode())


def origin(here: Path) -> str | None:
    """Return which repository `here` is a clone of, as HOST/PATH: the remote `upstream`, else `origin`.

    A clone of a folder is one of what that is a clone of. None where there is no such remote.
    """
    with opened(here) as repo:
        urls = [remote(repo, name) for name in (b"upstream", b"origin")] if repo else []
    url = next((url for url in urls if url), "")
    if found := re.fullmatch(r"(?:[a-z+]+://)?(?:[^@/]*@)?([^/:]+)(?::\d+)?[:/]+(.+?)(?:\.git)?/*", url):
        host, path = found.groups()
        if len(host) > 1 and not url.startswith((".", "file:")):  # no drive of Windows, and no folder
            return f"{host.lower()}/{path}"
    folder = here / url.removeprefix("file://")
    return origin(folder) if url and folder.is_dir() and folder.resolve() != here.resolve() else None


def remote(repo: "Repo", name: bytes) -> str:
    try:
        return repo.get_config().get((b"remote", name), b"url").decode()
    except KeyError:
        return ""


def inside(here: Path) -> str:
    """Return the path of `here` within its repository, with slashes; '.' at its top, and outside of git."""
    with opened(here) as repo:
        return here.resolve().relative_to(Path(repo.path).resolve()).as_posix() if repo else "."


def experiments(here: Path) -> list[Experiment]:
    from dulwich.refs import Ref

    with opened(here) as repo:
        if repo is None:
            return []
        found = []
        for ref, target in repo.refs.as_dict(Ref(b"refs/exps")).items():
            parts = ref.decode().split("/")
            if len(parts) == 3 and len(parts[0] + parts[1]) == 40:
                found.append(Experiment(parts[2], target.decode(), parts[0] + parts[1]))
        return sorted(found)


def text(here: Path, commit: str, name: str) -> str | None:
    """Return a file beside `here` as a commit has it; None where that has none."""
    from dulwich.object_store import tree_lookup_path
    from dulwich.objects import Commit

    with opened(here) as repo:
        if repo is None:
            return None
        path = (Path(inside(here)) / name).as_posix()
        try:
            found = repo[commit.encode()]
            if not isinstance(found, Commit):
                return None
            _, blob = tree_lookup_path(repo.get_object, found.tree, path.encode())
            return repo[blob].as_raw_string().decode()
        except KeyError:
            return None
