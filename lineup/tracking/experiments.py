"""DVC's experiments: what a run says of the one that it is of, and which runs those that DVC lists hold.

DVC sets DVC_EXP_NAME and DVC_EXP_BASELINE_REV for the stages of `dvc exp run`: in the workspace, with --temp
and from the queue.
"""

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lineup import repository
from lineup.files import read_json
from lineup.tracking import collect, git, recipes

NAME, BASELINE = "dvc_experiment", "dvc_baseline"
VARIABLES = {NAME: "DVC_EXP_NAME", BASELINE: "DVC_EXP_BASELINE_REV"}
RUNNING = 3  # up to this status, DVC counts an experiment as under way (dvc's TaskStatus.SUCCESS)


class Held(NamedTuple):
    """What DVC's experiments and the commits that they are based on hold, as runs' tags name it."""

    marks: frozenset[str]  # training keys, digests of reports, recipes with their seeds
    names: frozenset[str]  # of experiments that are under way, or whose files are not in the cache
    experiments: Mapping[str, frozenset[str]]  # the marks of each that has finished, by its name
    baselines: Mapping[str, str]  # the commit that each of these is based on
    based: frozenset[str]  # the marks of these commits

    def saved(self, marks: Collection[str]) -> dict[str, str]:
        """Return the tags of a run that one experiment alone holds, as after `dvc exp save`."""
        found = [name for name, own in self.experiments.items() if own & frozenset(marks)]
        if len(found) != 1 or self.based & frozenset(marks):
            return {}
        return {NAME: found[0], BASELINE: self.baselines[found[0]]}

    def renamed(self, known: Mapping[str, Collection[frozenset[str]]]) -> dict[str, str]:
        """Return how DVC calls experiments now that runs know by another name: after `dvc exp rename`.

        known: the marks of each run of an experiment, by the name that these runs bear. An experiment is
        another's new name where no run bears that, and it alone holds all that is held of those runs.
        """
        new = {name: marks for name, marks in self.experiments.items() if name not in known}
        found = {}
        for name in known.keys() - self.experiments.keys() - self.names:
            own = [marks for marks in known[name] if marks & self.marks]
            fits = [one for one, marks in new.items() if all(marks & run for run in own)]
            if own and len(fits) == 1:
                found[name] = fits[0]
        return found


def tags() -> dict[str, str]:
    """Return the tags of a run that is made now: the experiment that it is of, if any, and its baseline."""
    return {tag: os.environ[name] for tag, name in VARIABLES.items() if os.environ.get(name)}


def digest(here: Path) -> str:
    listed = json.dumps(git.experiments(repository.root(here)))
    return hashlib.sha256(listed.encode()).hexdigest()


def held(here: Path) -> Held:
    """Return what `dvc exp show` lists beside the workspace: experiments, and what they are based on."""
    root = repository.root(here)
    by_name, names = dict[str, frozenset[str]](), set(under_way(root))
    found = git.experiments(root)
    cached = cache(root) if found else None
    for name, commit in [("", one.baseline) for one in found] + [(one.name, one.commit) for one in found]:
        try:
            marks = frozenset(of_lock(git.text(root, commit, "dvc.lock"), cached) if cached else ())
            by_name[name] = by_name.get(name, frozenset()) | marks
        except OSError:
            names.add(name)
    everything = frozenset[str]().union(*by_name.values())
    based = by_name.pop("", frozenset())
    baselines = {one.name: one.baseline for one in found}
    return Held(everything, frozenset(names - {""}), by_name, baselines, based)


def under_way(root: Path) -> Iterator[str]:
    """Yield the names of experiments that run in copies, or whose copies are left by a kill."""
    own = repository.dvc(root) or root / ".dvc"
    for file in sorted((own / "tmp/exps/run").glob("*/*.run")):
        try:
            said = read_json(file)
        except ValueError:  # just being written
            continue
        copy = Path(said["root_dir"])
        if said["name"] and said["status"] <= RUNNING and repository.root(copy) != copy and copy.exists():
            yield said["name"]


def cache(root: Path) -> Callable[[str], Path] | None:
    """Return a function from DVC's name of a content to its file; None where DVC has not begun."""
    from dvc.exceptions import NotDvcRepoError
    from dvc.repo import Repo

    try:
        with Repo(str(root)) as repo:
            local = repo.cache.local
            return lambda md5: Path(local.oid_to_path(md5))
    except NotDvcRepoError:
        return None


def of_lock(text: str | None, cached: Callable[[str], Path]) -> Iterator[str]:
    """Yield what the results hold that a dvc.lock names; OSError where the cache lacks them."""
    import yaml

    stages = (yaml.safe_load(text) or {}).get("stages", {}) if text else {}
    for out in (out for stage in stages.values() for out in stage.get("outs", ())):
        path = Path(out["path"])
        if path.parent == Path("data/models"):
            seeds = files(out, cached, "training.json")
            yield from of_trainings(path.name, [read_json(file) for file in seeds.values()])
        elif path == Path("data/report"):
            found = {Path(name).name: file for name, file in files(out, cached).items()}
            yield collect.digest(found[name] for name in collect.REPORT_FILES)


def of_trainings(variant: str, facts: list[dict[str, Any]]) -> Iterator[str]:
    yield from (one["training_key"] for one in facts)
    if facts:
        seeds = sorted({one["seed"] for one in facts})
        yield recipes.mark(recipes.name(variant, facts[0]), seeds)


def files(out: dict[str, Any], cached: Callable[[str], Path], last: str = "") -> dict[str, Path]:
    """Return the files of a folder that DVC keeps, by their paths in it; `last` is what those end with."""
    listed = json.loads(cached(out["md5"]).read_text())
    return {one["relpath"]: cached(one["md5"]) for one in listed if one["relpath"].endswith(last)}
