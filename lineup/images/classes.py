"""Which classes take part, and what they are called."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from lineup.errors import LineupError, closest
from lineup.images.members import Member

LOOKS = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u03b1\u03bf\u03c1\u03c5\u03bd\u03b9\u03ba",
    "abekmhopctyxsijaopuvik",
)  # small letters of Cyrillic and Greek, which in one case or the other look as Latin ones
NUMBER = re.compile(r"[+-]?[\d.]+")


def rename(members: Sequence[Member], names: dict[str, str]) -> list[Member]:
    """Return the members with new names for their classes; several classes may become one.

    Raises LineupError where `names` has a class that no member is of.
    """
    known = {member.label for member in members if member.label}
    for name in names:
        if name not in known:
            raise LineupError(f"dataset.names: no image is of the class '{name}'.{closest(name, known)}")
    return [member._replace(label=names.get(member.label or "", member.label)) for member in members]


def choose(
    members: Sequence[Member], classes: list[str] | int | None, exclude: Sequence[str] = ()
) -> tuple[set[str], list[str]]:
    """Return the classes that take part, and those that are skipped: without training images.

    `classes` is a list of names, the number of classes to take (the largest), or None for all, but for those
    of `exclude`. LineupError where `classes` or `exclude` name a class that no member is of.
    """
    every = {member.label for member in members if member.label}
    for key, names in (("exclude", exclude), ("classes", classes if isinstance(classes, list) else [])):
        for name in names:
            if name not in every:
                raise LineupError(f"dataset.{key}: no image is of the class '{name}'.{closest(name, every)}")
    members = [member for member in members if member.label not in exclude]
    counts = Counter(member.label for member in members if member.label and member.part == "train")
    known = sorted(counts)
    if isinstance(classes, list):
        chosen, asked = {name for name in classes if name in counts}, set(classes)
    elif isinstance(classes, int):
        if classes > len(known):
            raise LineupError(
                f"dataset.classes asks for the {classes} largest classes, but there are {len(known)}."
            )
        chosen = set(sorted(known, key=lambda name: (-counts[name], name))[:classes])
        asked = chosen
    else:
        chosen, asked = set(known), {member.label for member in members if member.label}
    if len(chosen) < 2:
        one = f"only one class has training images ({min(chosen, default='')})"
        what = one if chosen else "no training images were found"
        raise LineupError(
            f"Two or more classes are needed, but {what}. Mend dataset.classes, dataset.exclude or"
            " dataset.names in params.yaml, or set dataset.training.folder to the folder that holds a"
            " subfolder per class."
        )
    return chosen, sorted(asked - chosen)


def alike(classes: Iterable[str]) -> list[list[str]]:
    """Return the classes whose names differ in case, blanks, dashes or signs that nobody sees alone.

    So do letters of two alphabets that look the same.
    """
    by_look: dict[str, list[str]] = {}
    for name in sorted(classes):
        letters = unicodedata.normalize("NFKC", name).casefold()
        look = letters.translate(LOOKS)
        look = "".join(one for one in look if one not in "_-" and unicodedata.category(one)[0] not in "ZC")
        if not NUMBER.fullmatch(letters):  # -1 is no 1
            by_look.setdefault(look, []).append(name)
    return [names for names in by_look.values() if len(names) > 1]


def of_two_alphabets(classes: Iterable[str]) -> list[str]:
    """Return the classes with a word of Latin and Cyrillic, or Latin and Greek, letters."""
    found = set()
    for name in classes:
        for word in re.findall(r"[^\W\d_]+", name):
            alphabets = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
            if len(alphabets & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
                found.add(name)
    return sorted(found)


def written_in_two_forms(members: Sequence[Member]) -> list[str]:
    forms: dict[str, set[str]] = {}
    for member in members:
        for folder in member.path.split("/")[:-1] if member.label and not member.path.isascii() else ():
            forms.setdefault(unicodedata.normalize("NFC", folder), set()).add(folder)
    labels = {member.label for member in members}
    return sorted(name for name, written in forms.items() if len(written) > 1 and name in labels)
