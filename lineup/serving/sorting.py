"""Copies of pictures, a folder for each class, those for a person apart; nothing is moved or overwritten."""

import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lineup.errors import LineupError

FOR_A_PERSON = "for a person"
UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]')  # not in names of folders, on one system or another


def refuse(folder: Path, read: Iterable[Path]) -> None:
    """Raise LineupError where the folder for copies is a file, or lies in one that is read."""
    if folder.is_file():
        raise LineupError(f"--copy-to: '{folder}' is a file. Give a folder.")
    for path in read:
        if folder.resolve().is_relative_to(path.resolve()):
            raise LineupError(
                f"--copy-to: '{folder}' lies in '{path}', which is read: the next time the copies would be"
                " read too. Give a folder elsewhere."
            )


def copy(answers: Iterable[Mapping[str, Any]], folder: Path) -> int:
    """Copy each picture that has an answer to FOLDER/CLASS, or FOLDER/for a person/CLASS; return how many.

    answers: as `lineup predict --json` has them. A name that is taken gets a number. Raises LineupError where
    the folder cannot be written.
    """
    copied = 0
    try:
        for answer in answers:
            if "error" in answer:
                continue
            place = folder if answer["accepted"] else folder / FOR_A_PERSON
            place = place / folder_name(answer["top"][0]["label"])
            place.mkdir(parents=True, exist_ok=True)
            picture = Path(answer["path"])
            with picture.open("rb") as source, free(place, picture.name) as target:
                shutil.copyfileobj(source, target)
            copied += 1
    except OSError as error:
        said = f"Pictures cannot be copied to '{folder}': {error.strerror or error}."
        raise LineupError(f"{said} {copied} were. Give another folder.") from None
    return copied


def free(place: Path, name: str) -> Any:
    """Return an open file of that name, with a number where the name is taken."""
    path, number = place / name, 1
    while True:
        try:
            return path.open("xb")
        except FileExistsError:
            number += 1
            path = place / f"{Path(name).stem} ({number}){Path(name).suffix}"


def folder_name(label: str) -> str:
    """Return a class's name as a folder may be called on every system."""
    name = UNSAFE.sub("_", label).strip().rstrip(".")
    return name if name not in ("", FOR_A_PERSON) else f"_{name}"
