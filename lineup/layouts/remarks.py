"""What a person should know of pictures that are taken: masks among them, grounds without objects."""

import re
from collections.abc import Collection, Sequence
from pathlib import PurePosixPath

from lineup.layouts import aside, part_names
from lineup.layouts.found import flow
from lineup.words import joined

MASK = re.compile(r"(.+)[_-](mask|masks|seg|segmentation|gt|groundtruth|trimap|label)(_\d+)?", re.IGNORECASE)
NO_CLASS = {*aside.STATES, *part_names.UNLABELLED, "pred", "predict", "prediction", "predictions"}
STATED = {*NO_CLASS, *part_names.OTHERS}
TWICE = 10  # of so many names one has several endings, at least
MONTH = re.compile(r"(19|20)\d\d/(0?[1-9]|1[0-2])")
GROUNDS = {"background", "clutter", "backgroundgoogle"}


def of(pictures: Sequence[str], classes: Collection[str], folder: str) -> list[str]:
    """Return a sentence on masks that lie among their pictures, and one on classes of anything else.

    folder: of training.
    """
    notes = []
    named = [path for path in pictures if MASK.fullmatch(PurePosixPath(path).stem)]
    stems = {str(PurePosixPath(path).with_suffix("")) for path in pictures} if named else set()
    masks = [path for path in named if is_mask(path, stems)]
    if masks:
        notes.append(
            f"{len(masks):,} pictures are named as masks of others ({masks[0]}), and are taken for pictures."
            " If they are masks, move them out of this folder, and run this once more."
        )
    endings: dict[PurePosixPath, list[str]] = {}
    for path in pictures:
        endings.setdefault(PurePosixPath(path).with_suffix(""), []).append(path)
    twice = [own for own in endings.values() if len(own) > 1]
    if TWICE * len(twice) > len(endings):
        notes.append(
            f"{len(twice):,} names differ in their endings alone ({joined(twice[0])}): all are taken for"
            " pictures. If some are masks or copies, move them out of this folder, and run this once more."
        )
    grounds = [name for name in classes if GROUNDS & set(part_names.words(name))]
    if grounds:
        notes.append(doubtful(grounds, "pictures of anything"))
    stated = [
        name for name in classes if (own := set(part_names.words(name))) and own <= STATED and own & NO_CLASS
    ]
    if stated:
        notes.append(doubtful(stated, "no class, by its name"))
    if dates := [name for name in classes if dated(name, folder)]:
        notes.append(f"{joined(dates)} are dates, by their names, and are taken for classes.")
    counted = [name for name in classes if aside.COUNTED.fullmatch(name) and not name.isdecimal()]
    if len(counted) == len(classes):
        notes.append(f"{joined(counted, 8)} are numbered, by their names, and are taken for classes.")
    return notes


def dated(name: str, folder: str) -> bool:
    """Tell whether a class is called as a date, or as a month (05) in a year's folder."""
    return bool(part_names.DATE.fullmatch(name) or MONTH.fullmatch(f"{PurePosixPath(folder).name}/{name}"))


def doubtful(names: list[str], what: str) -> str:
    return (
        f"{joined([repr(name) for name in names])} may be {what}, and is taken for a class. If it is none:"
        f" `exclude: {flow(names)}` under `dataset` in params.yaml."
    )


def parts_in_names(pictures: Sequence[str]) -> list[str]:
    """Return a sentence where names begin with parts, train_1.png and test_1.png, beside a table."""
    parts: dict[str | None, str] = {}
    for picture in pictures:
        match = re.match("[A-Za-z]+", PurePosixPath(picture).name)
        parts.setdefault(part_names.part_of(match[0]) if match else None, picture)
    if None in parts or "training" not in parts or len(parts) < 2:
        return []
    return [
        f"Names tell parts ({joined(sorted(parts.values()))}), which a table of classes does not say: all are"
        " mixed and split anew. To keep them, add a column 'split' to the table."
    ]


def is_mask(path: str, stems: set[str]) -> bool:
    """Tell whether a picture is named as the mask of another beside it: 1_mask.png and 1.png."""
    whole = PurePosixPath(path)
    match = MASK.fullmatch(whole.stem)
    return match is not None and str(whole.with_name(match[1])) in stems
