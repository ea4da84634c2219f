"""Mistakes in `dataset` and `split`: paths, layouts, a test set too many or too few."""

import itertools
import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from lineup.errors import closest
from lineup.files import is_hidden
from lineup.schema.base import watch_mistakes
from lineup.schema.dataset import Folder, Source, is_pattern
from lineup.schema.params import Params, Split

READ_WITH = {  # keys of a layout: the `labels` with which they are read, and what to do with others
    "column": (("list",), ""),
    "parts": (("list",), " Give the same path as `list`."),
    "named": (("folder", "file_name"), ""),
}


def dataset_mistakes(study: Params) -> list[str]:
    """Return what is wrong with the data set and its split, as far as params.yaml alone shows it."""
    dataset = study.dataset
    mistakes = watch_mistakes("dataset.watch", dataset.watch)
    if dataset.source == "folder":
        mistakes += folder_mistakes(dataset)
    if dataset.source == "archive":
        entries = [("dataset", dataset), *((f"dataset.more.{n}", one) for n, one in enumerate(dataset.more))]
        mistakes += [
            f"{key}.address: '{entry.address}' lies in data/, which DVC owns. Move the archive."
            for key, entry in entries
            if "://" not in entry.address and in_data(entry.address)
        ]
    mistakes += layout_mistakes(dataset)
    mistakes += share_mistakes("validation", bool(dataset.validation), study.split)
    if study.split.folds:
        return mistakes + fold_mistakes(study)
    if study.split.repeats > 1:
        mistakes.append("split.repeats: is read only where split.folds says into how many folds.")
    return mistakes + share_mistakes("test", bool(dataset.test), study.split)


def share_mistakes(part: str, brought: bool, split: Split) -> list[str]:
    share, kept = getattr(split, part), getattr(split, f"use_official_{part}")
    if brought and kept and share > 0:
        return [
            f"split.{part}: the data set brings its own {part} set. Set split.{part} to 0,"
            f" or split.use_official_{part} to false to mix it in and split again."
        ]
    if not brought and share == 0:
        return [f"split.{part}: must be above 0, since the data set brings no {part} set of its own."]
    if brought and not kept and share == 0:
        return [f"split.{part}: must be above 0, since split.use_official_{part} is false."]
    return []


def fold_mistakes(study: Params) -> list[str]:
    split, brought, mistakes = study.split, study.dataset.layouts(), []
    if split.folds == 1:
        mistakes.append(
            "split.folds: 1 fold would be tested by a net that saw no image. Give 2 to 20 (5 is usual), or 0"
            " for one test set."
        )
    if split.test > 0:
        mistakes.append(
            "split.test: must be 0 with split.folds, since each fold is the test set once; train and"
            " validation are shares of the rest, and add up to 1 (0.8 and 0.2)."
        )
    kept = [one for one in ("validation", "test") if one in brought and getattr(split, f"use_official_{one}")]
    mistakes += [
        f"split.folds: the data set brings its own {part} set, which folds would take apart. Set"
        f" split.use_official_{part} to false to mix it in, or leave split.folds out."
        for part in kept
    ]
    if not split.grouped:
        mistakes.append(
            "split.folds: needs split.grouped: true, since a near-duplicate in another fold would be trained"
            " on."
        )
    removing = ["split.leaks"] if split.leaks == "remove_from_training" else []
    removing += [f"variants.{name}.leaks" for name, variant in study.variants.items() if variant.leaks]
    return mistakes + [
        f"{key}: removes nothing with split.folds, where near-duplicates are in one fold. Leave it out."
        for key in removing
    ]


def layout_mistakes(dataset: Source) -> list[str]:
    mistakes, parts = [], dataset.layouts()
    for name, layout in parts.items():
        key = f"dataset.{name}"
        if layout.labels == "list" and not layout.list:
            mistakes.append(
                f"{key}.labels: is 'list', but there is no {key}.list. Set it to the path,"
                " inside the archive, of the text file that names the images and their classes."
            )
        mistakes += [
            f"{key}.{option}: is read only where {key}.labels is {' or '.join(map(repr, known))},"
            f" but that is '{layout.labels}'.{instead}"
            for option, (known, instead) in READ_WITH.items()
            if getattr(layout, option) is not None and layout.labels not in known
        ]
        if layout.rows is not None and not layout.list:
            mistakes.append(f"{key}.rows: is read only where there is a list, but there is no {key}.list.")
        if layout.group is not None and not layout.list and not is_pattern(layout.group):
            mistakes.append(
                f"{key}.group: '{layout.group}' would be a column of a table, but there is no {key}.list."
                " Give the table's path, or what names are like, with GROUP for who or what is on a picture"
                " and * for anything: GROUP_*, or */GROUP/* for folders."
            )
    for one, other in itertools.combinations(parts, 2):
        if parts[one] == parts[other]:
            purpose = "train on" if one == "training" else "choose by"
            mistakes.append(
                f"dataset.{other}: is the same as dataset.{one}, so that nothing would be left to {purpose}."
                f" Give another folder or list, or leave dataset.{other} out."
            )
    return mistakes


def folder_mistakes(dataset: Folder) -> list[str]:
    path, mistakes = Path(dataset.path), []
    if path.is_file():
        mistakes.append(
            f"dataset.path: '{dataset.path}' is a file. Give a folder; of an archive, `lineup init --pictures"
            f" {dataset.path}` writes the section."
        )
    elif not path.is_dir():
        mistakes.append(
            f"dataset.path: there is no folder '{dataset.path}'. Give one with a subfolder per class."
        )
    mistakes += unreadable(path) or class_mistakes(dataset) if path.is_dir() else []
    if in_data(dataset.path):
        mistakes.append(f"dataset.path: '{dataset.path}' lies in data/, which DVC owns. Move the pictures.")
    if path.resolve() == Path.cwd():
        mistakes.append("dataset.path: is the project itself. Move the pictures to a folder of their own.")
    if Path(dataset.watch) != path and not dataset.watch.startswith("~"):
        mistakes.append(
            f"dataset.watch: is '{dataset.watch}', but must be dataset.path ('{dataset.path}'),"
            " so that DVC notices new pictures."
        )
    return mistakes


def class_mistakes(dataset: Folder) -> list[str]:
    """Return the classes that params.yaml names and that no folder has, where folders are the classes."""
    parts = dataset.layouts().values()
    if any(part.labels != "folder" or part.named for part in parts):
        return []
    places = [place for part in parts if (place := Path(dataset.path, part.folder)).is_dir()]
    found = {unicodedata.normalize("NFC", one.name) for place in places for one in place.iterdir()}
    new = {dataset.names.get(name, name) for name in found}
    chosen = dataset.classes if isinstance(dataset.classes, list) else []
    return [
        f"dataset.{key}: no folder of {dataset.path} is called '{name}'.{closest(name, known)}"
        for key, names, known in (
            ("names", dataset.names, found),
            ("exclude", dataset.exclude, new),
            ("classes", chosen, new),
        )
        for name in names
        if name not in known
    ]


def in_data(path: str) -> bool:
    return Path("data").resolve() in (Path(path).resolve(), *Path(path).resolve().parents)


def unreadable(folder: Path, key: str = "dataset.path") -> list[str]:
    """Return what DVC cannot hash in a user's folder, and would end or hang on: at most ten paths."""
    closed: list[OSError] = []
    found = (what for path in entries(folder, closed) if (what := amiss(path)))
    mistakes = [f"{key}: {what}." for what in itertools.islice(found, 10)]
    return mistakes + [
        f"{key}: cannot read {error.filename}: {error.strerror}. Mend its rights, or move it away."
        for error in closed[:10]
    ]


def entries(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    """Yield what lies below a folder; errors of the user's folders that cannot be read go to `closed`."""
    for here, folders, members in os.walk(folder, onerror=lambda error: closed.append(error)):
        yield from (Path(here, name) for name in (*folders, *members))
        folders[:] = [name for name in folders if not is_hidden([name])]


def amiss(path: Path) -> str | None:
    """Return what keeps DVC from hashing a file, None where nothing does, or it has gone meanwhile."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode) and not path.exists():
        return f"'{path}' is a link to nothing. Delete or rename it"
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
        return f"'{path}' is no file. Delete or rename it"
    if any("\udc80" <= letter <= "\udcff" for letter in path.name):
        return f"{os.fsencode(path)!r} has a name that is not UTF-8. Delete or rename it"
    if path.is_file() and not os.access(path, os.R_OK):
        return f"'{path}' cannot be read. Mend its rights"
    return None
