"""Which classes take part, and what they are called."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from lineup.errors import LineupError, closest
from lineup.images.members import Member

NUMBER = re.compile(r"[+-]?[\d.]+")


def rename(members: Sequence[Member], names: dict[str, str]) -> list[Member]:
    """Return the members with new names for their classes; several classes may become one.

    Raises LineupError where `names` has a class that no member is of.
    """
    known = {member.label for member in members if member.label}
    for name in names:
        if name not in known:
            raise LineupError(f"dataset.names: no image is of the class '{name}'.{closest(name, known)}")
    return [
        member._replace(label=names.get(member.label, member.label)) if member.label else member
        for member in members
    ]


def choose(
    members: Sequence[Member], classes: list[str] | int | None, exclude: Sequence[str] = ()
) -> tuple[set[str], list[str]]:
    """Return the classes that take part, and those that are skipped: without training images.

    `classes` is a list of names, the number of classes to take (the largest), or None for all, but for those
    of `exclude`. LineupError where `exclude` names a class that no member is of.
    """
    every = {member.label for member in members if member.label}
    for name in exclude:
        if name not in every:
            raise LineupError(f"dataset.exclude: no image is of the class '{name}'.{closest(name, every)}")
    members = [member for member in members if member.label not in exclude]
    counts = Counter(member.label for member in members if member.label and member.part == "train")
    known = sorted(counts)
    if isinstance(classes, list):
        chosen, asked = {name for name in classes if name in counts}, set(classes)
        if not chosen and classes:
            near = closest(classes[0], known)
            raise LineupError(
                f"dataset.classes: none of the {len(asked)} classes is among the training images.{near}"
            )
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
        raise LineupError(few_classes(sorted(chosen)))
    return chosen, sorted(asked - chosen)


def few_classes(chosen: list[str]) -> str:
    """Return the message for a data set in which there is nothing to tell apart."""
    what = f"only one class has training images ({chosen[0]})" if chosen else "no training images were found"
    return (
        f"Two or more classes are needed, but {what}. Set dataset.training.folder in params.yaml to the "
        f"folder inside the archive that holds a subfolder per class, and check dataset.classes and"
        f" dataset.exclude."
    )


def alike(classes: Iterable[str]) -> list[list[str]]:
    """Return the classes whose names differ in case, blanks, dashes or signs that nobody sees alone."""
    by_look: dict[str, list[str]] = {}
    for name in sorted(classes):
        letters = unicodedata.normalize("NFKC", name).casefold()
        look = "".join(one for one in letters if one not in "_-" and unicodedata.category(one)[0] not in "ZC")
        if not NUMBER.fullmatch(letters):  # -1 is no 1
            by_look.setdefault(look, []).append(name)
    return [names for names in by_look.values() if len(names) > 1]


def written_in_two_forms(members: Sequence[Member]) -> list[str]:
    """Return the classes whose folders are written in several normal forms of Unicode."""
    forms: dict[str, set[str]] = {}
    for member in members:
        for folder in member.path.split("/")[:-1] if member.label and not member.path.isascii() else ():
            forms.setdefault(unicodedata.normalize("NFC", folder), set()).add(folder)
    labels = {member.label for member in members}
    return sorted(name for name, written in forms.items() if len(written) > 1 and name in labels)
