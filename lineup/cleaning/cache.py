"""DVC's cache, asked and freed by DVC itself, under its lock.

`dvc gc` alone would keep what dvc.lock names, here and in git's history, and throw away what only the run
cache names: the results of every study but the active one. So what the studies name is handed to it as well.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from lineup.cleaning import named
from lineup.cleaning.holding import NONE, Holding, amount, size
from lineup.errors import LineupError
from lineup.files import read_json


class Cache:
    """The open cache; `used` holds DVC's hashes of all that is named."""

    def __init__(self, repo: Any, project: Path) -> None:
        self.repo = repo
        cache, ours = Path(repo.cache.local.path).resolve(), (project / ".dvc").resolve()
        self.shared = not cache.is_relative_to(ours)  # of a larger repository, others' too
        self.folders = list(dict.fromkeys(odb for _, odb in repo.cache.by_scheme() if odb))
        found = [(entry.key, entry.value) for entry in named_entries(repo, project)]
        in_git = not repo.config["core"].get("no_scm", False)
        objects = repo.used_objs(all_commits=in_git, all_experiments=in_git, force=True, used_run_cache=found)
        self.used = set().union(*objects.values())

    def holding(self) -> Holding:
        """Return how much is named; the rest can be freed, unless other projects may share the cache."""
        hashes = {item.value for item in self.used}
        sizes: dict[bool, list[int]] = {True: [], False: []}
        for odb in self.folders:
            for one in odb.all():
                sizes[one in hashes].append(size(Path(odb.oid_to_path(one))))
        named, rest = amount(sizes[True]), amount(sizes[False])
        waiting, free = (rest, NONE) if self.shared else (NONE, rest)
        return Holding("DVC's cache, files", named, waiting, free)

    def training_keys(self) -> set[str]:
        """Return the keys of the trainings that are named: each is in a training.json."""
        keys = set()
        for item in self.used:
            if Path(item.obj_name or "").name == "training.json":
                for odb in self.folders:
                    path = Path(odb.oid_to_path(item.value))
                    if path.exists():
                        keys.add(read_json(path)["training_key"])
        return keys

    def free(self) -> None:
        from dvc_data.hashfile.gc import gc

        for odb in () if self.shared else self.folders:
            gc(odb, self.used)


@contextmanager
def opened(project: Path, lock: bool) -> Iterator[Cache]:
    """Give the project's cache; LineupError where DVC cannot tell.

    `lock` keeps other DVC commands out. They give up after seconds, so it is for freeing alone.
    """
    from dvc.exceptions import DvcException
    from dvc.repo import Repo

    logging.getLogger("dvc").setLevel(logging.ERROR)
    try:
        with Repo(str(project)) as repo, repo.lock if lock else nullcontext():
            yield Cache(repo, project)
    except DvcException as error:
        reason = str(error).strip() + (f" ({error.__cause__})" if error.__cause__ else "")
        raise LineupError(
            f"DVC cannot say what is still named, so nothing is freed: {reason}."
            " Mend that, or let another DVC command end first."
        ) from None


def named_entries(repo: Any, project: Path) -> list[named.Entry]:
    from dvc.utils.serialize import load_yaml

    files = (project / "params.yaml", *sorted((project / "studies").glob("*.yaml")))
    studies = [load_yaml(str(path)) for path in files]
    lock = project / "dvc.lock"
    stages = load_yaml(str(lock)).get("stages", {}) if lock.exists() else {}
    results = [
        (out["path"], out.get("md5", "")) for stage in stages.values() for out in stage.get("outs", ())
    ]

    def inside(output: named.File) -> list[named.File]:
        path, md5 = output
        listed = Path(repo.cache.local.oid_to_path(md5)) if md5.endswith(".dir") else Path()
        files = read_json(listed) if listed.is_file() else []
        return [(f"{path}/{file['relpath']}", file["md5"]) for file in files]

    return named.entries(entries(Path(repo.stage_cache.cache_dir)), studies, results, inside)


def entries(folder: Path) -> Iterator[named.Entry]:
    """Yield what the run cache holds, .dvc/cache/runs/KE/KEY/VALUE; unreadable entries restore nothing."""
    from dvc.utils.serialize import YAMLFileCorruptedError, load_yaml

    for path in sorted(folder.glob("*/*/*")):
        try:
            yield named.Entry(path.parent.name, path.name, load_yaml(str(path)))
        except YAMLFileCorruptedError:
            continue
