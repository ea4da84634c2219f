"""Why images cannot be split as asked: the cause, class by class, and what to do."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from lineup.errors import LineupError, nearest
from lineup.words import joined

NAMED = 10  # classes or reasons that a message names


@contextmanager
def told_of_subjects(there: bool) -> Iterator[None]:
    """Add to a LineupError that pictures of one subject stay together, where there are subjects."""
    try:
        yield
    except LineupError as error:
        if not there:
            raise
        raise LineupError(
            f"{error}\nPictures of one subject stay together too, as `group` under `dataset` says. Leave that"
            " out to part them (figures are then too good)."
        ) from None


def refuse_empty(
    parts: np.ndarray,
    groups: np.ndarray,
    brought: Collection[str],
    skipped: Sequence[str],
    rejected: Mapping[str, str],
    classes: Collection[str],
    needed: Sequence[str] = ("train", "validation", "test"),
) -> None:
    """Raise LineupError where a part that is needed has no image.

    parts: str (n,); groups: int (n,), of near-duplicates that stay together; brought: parts that the source
    brings and that are kept as they are; skipped: classes without training images; rejected: reason by path.
    """
    for part in needed:
        if (parts == part).any():
            continue
        if part in brought:
            raise LineupError(unusable(part, skipped, rejected, classes))
        if (alike := len(parts) - len(np.unique(groups))) > 0:
            raise LineupError(
                f"No image is left for {part}: {alike:,} of the {len(parts):,} images cannot be told apart"
                f" from others, and near-duplicates stay together, so that {len(np.unique(groups)):,}"
                " different picture(s) are left for all parts. Add pictures of other scenes, or set"
                " split.grouped to false to split near-duplicates too (their figures are then too good)."
            )
        raise LineupError(
            f"No image is left for {part}: the {len(set(classes)):,} classes are too small for three parts"
            f" ({len(parts):,} images). Add pictures, or raise split.{part}."
        )


def unusable(part: str, skipped: Sequence[str], rejected: Mapping[str, str], classes: Collection[str]) -> str:
    key = "training" if part == "train" else part
    lines = [f"No image is left for {part}: none of those that dataset.{key} names can be used."]
    if skipped:
        own = joined(sorted(classes), NAMED)
        lines.append(f"  Classes without training images: {joined(skipped, NAMED)}. Training has: {own}.")
    for reason, count in Counter(rejected.values()).most_common(NAMED):
        first = min(path for path, why in rejected.items() if why == reason)
        lines.append(f"  {count:,} file(s) {reason}; the first is {first}.")
    near = {name: match for name in skipped if (match := nearest(name, classes))}
    example = ", ".join(f"{name}: {match}" for name, match in list(near.items())[:NAMED])
    lines.append(
        f"Give its classes the names that training has (dataset.names{f': {{{example}}}' if near else ''}),"
        f" say what names their class (dataset.{key}.labels), or leave dataset.{key} out and set split.{key}"
        " above 0."
    )
    return "\n".join(lines)


def refuse_small_classes(
    labels: np.ndarray, parts: np.ndarray, groups: np.ndarray, brought: Collection[str], aside: str = ""
) -> None:
    """Raise LineupError where a class has no image for training, or none for a validation part of ours.

    aside: what is tested meanwhile, for the message: ' while fold 3 is tested'.
    """
    needed = [part for part in ("train", "validation") if part not in brought]
    lacking = []
    for label in np.unique(labels):
        own = labels == label
        if all((parts[own] == part).any() for part in needed):
            continue
        count, different = int(own.sum()), len(np.unique(groups[own]))
        alike = "" if different == count else f", {different:,} of them different"
        lacking.append(f"  {label}: {count:,} image(s){alike}")
    if lacking:
        raise LineupError(
            f"{len(lacking):,} class(es) cannot be split into training and validation{aside}, since"
            " near-duplicates stay together and each part needs at least one image:\n"
            + "\n".join(lacking)
            + "\nAdd pictures to them, leave them out (dataset.exclude), or set split.grouped to false."
        )
