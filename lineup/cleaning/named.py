"""Which results in DVC's run cache the project's studies name: a study can be switched back to at no cost."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """One run of a stage, as DVC's run cache keeps it: its key and value there, and its lock entry."""

    key: str
    value: str
    lock: Mapping[str, Any]  # cmd, deps, params and outs as in dvc.lock

    def files(self, kind: str) -> set[tuple[str, str]]:
        """Return (path, md5) of its `deps` or `outs`."""
        return {(item["path"], item.get("md5", "")) for item in self.lock.get(kind, ())}


def entries(
    found: Iterable[Entry], studies: Iterable[Mapping[str, Any]], results: Iterable[tuple[str, str]]
) -> list[Entry]:
    """Return the entries that a study names, whatever code made them.

    An entry is named where one study has all of its params, and what it read of data/ was made by named
    entries or is in `results`, (path, md5) of the outputs in dvc.lock.
    """
    waiting, studies = list(found), list(studies)
    kept: list[Entry] = []
    made = {path for entry in waiting for path, _ in entry.files("outs")}
    known = set(results)
    waiting = [entry for entry in waiting if any(agrees(entry, study) for study in studies)]
    while True:
        new = [entry for entry in waiting if reads(entry, made) <= known]
        if not new:
            return kept
        kept += new
        known |= {output for entry in new for output in entry.files("outs")}
        waiting = [entry for entry in waiting if entry not in new]


def agrees(entry: Entry, study: Mapping[str, Any]) -> bool:
    """Say whether a study has every param of an entry, under keys like `variants.cnn`."""
    wanted = entry.lock.get("params", {}).get("params.yaml", {})
    return all(value(study, key) == content for key, content in wanted.items())


def value(study: Mapping[str, Any], key: str) -> Any:
    """Return what stands under a key with dots; None where there is nothing."""
    found: Any = study
    for step in key.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def reads(entry: Entry, made: set[str]) -> set[tuple[str, str]]:
    """Return (path, md5) of the deps that are outputs of other entries."""
    return {dep for dep in entry.files("deps") if dep[0] in made}


def study_files(project: Path) -> list[Path]:
    """Return params.yaml and every file in studies/."""
    return [project / "params.yaml", *sorted((project / "studies").glob("*.yaml"))]
