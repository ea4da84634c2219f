"""Which results in DVC's run cache the project's studies name: a study can be switched back to at no cost."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple

File = tuple[str, str]  # path and md5 of a file or a folder, as DVC's lock file has them


class Entry(NamedTuple):
    """One run of a stage, as DVC's run cache keeps it: its key and value there, and its lock entry."""

    key: str
    value: str
    lock: Mapping[str, Any]  # cmd, deps, params and outs as in dvc.lock

    def files(self, kind: str) -> set[File]:
        return {(item["path"], item.get("md5", "")) for item in self.lock.get(kind, ())}


def entries(
    found: Iterable[Entry],
    studies: Iterable[Mapping[str, Any]],
    results: Iterable[File],
    inside: Callable[[File], Iterable[File]] = lambda _: (),
) -> list[Entry]:
    """Return the entries that a study names, whatever code made them.

    An entry is named where one study has all of its params, and what it read of data/ was made by named
    entries or is in `results`, the outputs in dvc.lock. inside: gives the files of an output, a folder's.
    """
    waiting, studies = list(found), list(studies)
    kept: list[Entry] = []
    made = {path for entry in waiting for path, _ in entry.files("outs")}
    known = with_files(results, inside)
    waiting = [entry for entry in waiting if any(agrees(entry, study) for study in studies)]
    while True:
        new = [entry for entry in waiting if reads(entry, made) <= known]
        if not new:
            return kept
        kept += new
        known |= with_files((output for entry in new for output in entry.files("outs")), inside)
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


def with_files(outputs: Iterable[File], inside: Callable[[File], Iterable[File]]) -> set[File]:
    return {file for output in outputs for file in (output, *inside(output))}


def reads(entry: Entry, made: set[str]) -> set[File]:
    """Return the deps that are outputs of other entries, or lie in one."""
    return {dep for dep in entry.files("deps") if made & {dep[0], *map(str, PurePosixPath(dep[0]).parents)}}
