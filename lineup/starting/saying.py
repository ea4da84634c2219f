"""What `lineup init` prints: what it saw, what it leaves out, what it wrote."""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

from lineup.layouts.found import Found
from lineup.starting.looking import Looks
from lineup.words import duration, joined, several

CLASSES = 20  # that are listed
WIDTH = 11  # of the first column


def seen(place: str, found: Found, looks: Looks, left_out: Sequence[str]) -> str:
    counts = found.counts
    total = sum(sum(own.values()) for own in counts.values())
    classes = several(len(counts), "class", "classes")
    lines = [row("Pictures", f"{place}: {total:,} in {classes}; {found.kind}")]
    lines += [row("", line) for line in table(counts, list(found.parts))]
    lines.append(row("Sizes", sizes(looks)))
    lines += [row("Left out" if number == 0 else "", line) for number, line in enumerate(left_out)]
    lines += [row("Note" if number == 0 else "", note) for number, note in enumerate(found.notes)]
    return "\n".join(lines)


def row(title: str, text: str) -> str:
    return f"{title:{WIDTH}}{text}"


def table(counts: Mapping[str, Mapping[str, int]], parts: Sequence[str]) -> list[str]:
    """Return a line a class, with a column a part where there are several; the rest in a line."""
    shown = list(counts.items())[:CLASSES]
    width = max(len("class"), *(len(label) for label, _ in shown))
    lines = ["".join([f"{'class':{width}}", *(f"{part:>12}" for part in parts)])] if len(parts) > 1 else []
    for label, own in shown:
        lines.append("".join([f"{label:{width}}", *(f"{own.get(part, 0):>12,}" for part in parts)]))
    if len(counts) > CLASSES:
        rest = [sum(own.values()) for own in list(counts.values())[CLASSES:]]
        lines.append(f"and {len(rest):,} more, of {min(rest):,} to {max(rest):,} pictures")
    return lines


def sizes(looks: Looks) -> str:
    widths, heights = ([size[axis] for size in looks.sizes] for axis in (0, 1))
    smallest, largest = min(looks.sizes, key=prod), max(looks.sizes, key=prod)
    if smallest == largest:
        text = f"{largest[0]} x {largest[1]} pixels, all"
    else:
        middle = f"{sorted(widths)[len(widths) // 2]} x {sorted(heights)[len(heights) // 2]}"
        text = f"{middle} pixels in the middle, {smallest[0]} x {smallest[1]} to {largest[0]} x {largest[1]}"
    formats = joined([f"{name} {count:,}" for name, count in looks.formats.items()])
    return f"{text}; {formats} (of {len(looks.sizes) + len(looks.unreadable):,} looked at)"


def study(content: Mapping[str, Any], weights: str, seconds: float, machine: str) -> str:
    images, seeds = content["images"], len(content["seeds"])
    how = {"stretch": "stretched", "fit_pad": "fitted into a square, the rest filled"}[images["resize"]]
    folds = content["split"].get("folds")
    tested = f"; {folds} folds, so that each picture is tested" if folds else ""
    size = f"{images['height']} x {images['width']} pixels, {how}"
    lines = [row("Study", f"{content['study']}: {size}; {seeds} seeds{tested}")]
    for number, (name, variant) in enumerate(content["variants"].items()):
        recipe = f"{variant['epochs']} epochs, batches of {variant['batch_size']}"
        what = f" on {weights}" if variant["input"] != "images" else ""
        lines.append(row("Variants" if number == 0 else "", f"{name}{what}: {recipe}"))
    return "\n".join([*lines, row("Time", f"about {rough(seconds)} here, at the present speed of {machine}")])


def rough(seconds: float) -> str:
    """Return a time as precisely as it can be said: '4 min', '25 min', '2 h 30 min'."""
    minutes = max(1, round(seconds / 60))
    step = 1 if minutes < 10 else 5 if minutes < 60 else 30
    return duration(60 * step * round(minutes / step))
