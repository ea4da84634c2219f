"""A layout that params.yaml does not say, and that a folder for each class, the usual reading, gets wrong."""

from collections.abc import Sequence
from pathlib import Path

from lineup.errors import LineupError
from lineup.layouts import nested
from lineup.layouts.contents import Contents, of_folder
from lineup.layouts.found import Found, flow
from lineup.layouts.recognise import recognise

SOURCES = ("folder", "archive", "kaggle", "package")
KEYS = {"training", "validation", "test", "classes"}
PLAIN = '  dataset:\n    training: {folder: ""}'


def applies(source: str, said: set[str]) -> bool:
    """Tell whether the usual reading is taken: of a source without a layout of its own, and not a word of it.

    said: the keys that stand under `dataset`.
    """
    return source in SOURCES and not said & KEYS


def refuse_folder(path: Path, said: set[str], exclude: Sequence[str] = ()) -> None:
    """Raise LineupError where a folder of one's own is laid out otherwise, and no key says so.

    exclude: the folders that are no classes, as `dataset.exclude` has them.
    """
    if applies("folder", said):
        refuse(of_folder(path), f"dataset.path: {path.as_posix()}", exclude)


def refuse(contents: Contents, place: str, exclude: Sequence[str] = ()) -> Found:
    """Return the layout where it is a folder for each class; LineupError with what to write for any other."""
    names = [name for name in contents.names if name.split("/")[0] not in exclude]
    found = recognise(contents._replace(names=names), place)
    said = {key: value for key, value in found.dataset().items() if key != "names"}
    if not said and not found.choice:
        return found
    words = [f"{place} is laid out as {found.kind}, and params.yaml does not say so.", nested.told(found)]
    whose = "" if said else ", where the inner folders are the classes"
    lines = [f"Write into params.yaml{whose}:", "", text(found), ""]
    left_out = (f"Left out: {one.what} ({one.count:,}): {one.why}." for one in found.left_out)
    end = f"Or, where the uppermost folders are the classes:\n\n{PLAIN}"
    raise LineupError("\n".join([" ".join(filter(None, words)), *left_out, *found.notes, *lines, end]))


def text(found: Found) -> str:
    """Return a layout's lines of params.yaml, indented."""
    sections = {"dataset": {key: value for key, value in found.dataset().items() if key != "names"}}
    if not sections["dataset"]:  # the choice is left to a person
        sections["dataset"] = {"training": {"folder": "", "labels": "inner_folder"}}
    if len(found.parts) > 1:
        sections["split"] = found.split()
    lines = []
    for section, keys in sections.items():
        lines += [f"  {section}:", *(f"    {key}: {flow(value)}" for key, value in keys.items())]
    return "\n".join(lines)
