"""Which pictures of an archive take no part, and why; what cannot be read is not among them."""

from collections.abc import Collection, Mapping, Sequence

from lineup.files import is_hidden
from lineup.images.endings import is_picture
from lineup.images.members import Member, Part, below
from lineup.left_out import HIDDEN
from lineup.words import joined

UNLISTED = "not named in the list of their part"
OUTSIDE = "in no folder that dataset.training, validation or test names"
LIMITED = "more than dataset.max_per_class of a class"


def unclaimed(
    names: Collection[str], found: Sequence[Member], parts: Collection[Part]
) -> list[tuple[str, str]]:
    claimed = {member.path for member in found} | {name for name in names if not is_picture(name)}
    left_out = []
    for name in sorted(set(names) - claimed):
        if is_hidden(name.split("/")):
            if not name.rpartition("/")[2].startswith("._"):  # macOS's own beside a picture
                left_out.append((name, HIDDEN))
        else:
            listed = any(part.listed is not None and below(name, part.folder) for part in parts)
            left_out.append((name, UNLISTED if listed else OUTSIDE))
    return left_out


def not_chosen(
    found: Sequence[Member],
    kept: Collection[Member],
    chosen: Collection[str],
    skipped: Sequence[str],
    exclude: Sequence[str],
) -> list[tuple[str, str]]:
    """Return (path, reason) of the pictures whose class, or which of their class, take no part.

    skipped: classes without training images; exclude: those that dataset.exclude names.
    """
    taken = {member.path for member in kept}
    others = sorted({member.label for member in found if member.label} - {*chosen, *skipped, *exclude})
    reasons: Mapping[str, str] = {
        **{label: f"of classes that dataset.classes leaves out, {joined(others)}" for label in others},
        **{label: f"of classes without training images, {joined(skipped)}" for label in skipped},
        **{label: f"of classes that dataset.exclude names, {joined(exclude)}" for label in exclude},
    }
    return [
        (member.path, reasons.get(member.label, LIMITED))
        for member in found
        if member.label and member.path not in taken
    ]
