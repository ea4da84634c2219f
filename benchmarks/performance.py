"""The tables of docs/performance.md and README.md, made of what `python -m benchmarks` wrote.

    python -m benchmarks.performance benchmarks.json [MORE.json ...]

A later file's cases take the place of an earlier one's, and its date is told with their names. What stands
between a page's marks is replaced; cases of a graphics card go to docs/performance.md alone.
"""

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
MARKS = "<!-- measured -->", "<!-- end of measured -->"
CARD_MARKS = "<!-- measured on a card -->", "<!-- end of measured on a card -->"
NAMES = {
    "training-a4": "training A4, 64 x 64, batches of 64",
    "training-a2": "training A2, 64 x 64, batches of 64",
    "training-a6": "training A6, which is A4 augmented",
    "augmentation": "batches with A6's augmentation",
    "cold": "the default study, cold",
    "cold-small": "two of its variants, two seeds, cold",
    "nothing-to-do": "nothing to do",
    "predict": "`lineup predict`, one picture",
    "predict-500": "`lineup predict`, 500 pictures",
    "serve-1": "`lineup serve`, 1 client",
    "serve-16": "`lineup serve`, 16 clients",
    "decode-originals": "decoding originals",
    "decode-archive": "decoding an archive of small pictures",
    "transfer": "two heads on a frozen backbone, 20 epochs",
    "memory": "an epoch's memory",
    "gpu-a4": "training A4, 64 x 64, batches of 64, on a card",
    "gpu-a2": "training A2, 64 x 64, batches of 64, on a card",
    "gpu-a6": "training A6, which is A4 augmented, on a card",
}

CARD = [name for name in NAMES if name.startswith("gpu-")]


class Aim(NamedTuple):
    """What a side's figure must be at least, or at most; over another side's where one is named."""

    figure: str
    side: str
    other: str | None
    bound: float
    most: bool = False

    def value(self, medians: dict[str, dict[str, float]]) -> float | None:
        """Return the figure, over that of the other side where there is one; None where one was not run."""
        if self.side not in medians or (self.other and self.other not in medians):
            return None
        return medians[self.side][self.figure] / (medians[self.other][self.figure] if self.other else 1)

    def told(self, medians: dict[str, dict[str, float]]) -> str:
        """Return aim, figure and whether it is reached."""
        name = {"images_per_second": "images/s", "mebibytes": "memory"}.get(self.figure, self.figure)
        against = f" of {self.side} to {self.other}" if self.other else f" of {self.side}"
        bound = f"{'at most' if self.most else 'at least'} {self.bound:,g}"
        if (found := self.value(medians)) is None:
            return f"{name}{against} {bound}: not measured"
        reached = found <= self.bound if self.most else found >= self.bound
        return f"{name}{against} {bound}: {found:,.2f}, {'reached' if reached else '**missed**'}"


RATE, TIME, HELD = "images_per_second", "seconds", "mebibytes"
OURS = "ours: features once"
TORCH = [Aim(RATE, "ours", way, 1.2) for way in ("PyTorch, eager", "PyTorch, compile")]
AUGMENTED = [Aim(RATE, "augmented", "without", 0.9)]


def busy(side: str) -> Aim:
    """Return what is asked of a side that takes more than a second: that neither of two cores waits."""
    return Aim("cores", side, None, 1.8)


AIMS = {
    "training-a4": [*TORCH, busy("ours")],
    "training-a2": [*TORCH, busy("ours")],
    "training-a6": [*AUGMENTED, busy("augmented")],
    "augmentation": [Aim(RATE, "ours, A6's augmentation", None, 25_000)],
    "cold": [
        Aim(TIME, "dvc repro", "one Keras script", 1.15, True),
        Aim(TIME, "dvc repro", None, 360, True),
        busy("dvc repro"),
    ],
    "cold-small": [Aim(TIME, "dvc repro", "one Keras script", 1.15, True), busy("dvc repro")],
    "nothing-to-do": [Aim(TIME, "uv run dvc repro", "plain DVC", 1.5, True)],
    "predict": [Aim(TIME, "exported form", None, 1.5, True)],
    "predict-500": [Aim(TIME, "exported form", None, 3, True)],
    "serve-1": [Aim(RATE, "exported form", "Keras", 2)],
    "serve-16": [Aim(RATE, "exported form", "Keras", 2)],
    "decode-originals": [Aim(RATE, "ours", "notebook", 3), Aim(RATE, "ours", "decoding alone", 0.8)],
    "decode-archive": [
        Aim(RATE, "ours", "notebook", 3),
        Aim(RATE, "ours", "decoding alone", 0.8),
        busy("ours"),
    ],
    "transfer": [Aim(TIME, OURS, "the backbone every epoch", 0.1, True), busy(OURS)],
    "memory": [
        Aim(HELD, "ours, 20,000 images", "notebook, 20,000 images", 0.25, True),
        Aim(HELD, "ours, 200,000 images", "ours, 20,000 images", 1.1, True),
        busy("ours, 200,000 images"),
    ],
    "gpu-a4": TORCH,
    "gpu-a2": TORCH,
    "gpu-a6": AUGMENTED,
}


def main() -> None:
    """Read the files and put the tables into both pages."""
    read = [json.loads(Path(file).read_text()) for file in sys.argv[1:]]
    on_card = [file for file in read if set(file["cases"]) <= set(CARD)]
    elsewhere = [file for file in read if file not in on_card]
    for marks, files in ((MARKS, elsewhere), (CARD_MARKS, on_card)):
        if files:
            machine, medians, later = together(files)
            put(ROOT / "docs/performance.md", whole(machine, medians, later), marks)
            if marks == MARKS:
                put(ROOT / "README.md", short(machine, medians), marks)


def together(files: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """Return the first file's machine, the cases' medians, and when those of later files were run."""
    first, *more = files
    cases = first["cases"] | {name: case for file in more for name, case in file["cases"].items()}
    later = {name: file["machine"]["date"] for file in more for name in file["cases"]}
    return first["machine"], {name: cases[name]["medians"] for name in NAMES if name in cases}, later


def whole(
    machine: dict[str, Any], cases: dict[str, dict[str, dict[str, float]]], later: dict[str, str]
) -> str:
    """Return every side's medians, and every aim; `later`: when a case was measured that a later file has."""
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    lines = [f"{machine['date']}, {about(machine)}, load {machine['load_before']:.1f} before. {versions}."]
    lines += [
        f"At {date}: {', '.join(NAMES[name] for name in cases if later.get(name) == date)}."
        for date in sorted(set(later.values()))
    ]
    lines.append("")
    lines += ["| case | side | s | processor s | cores | MiB | images/s | images a processor s |"]
    lines += ["|---|---|---|---|---|---|---|---|"]
    lines += [row(name, side, found) for name, sides in cases.items() for side, found in sides.items()]
    lines += ["", "| case | aim and figure |", "|---|---|"]
    lines += [f"| {NAMES[name]} | {aim.told(cases[name])} |" for name in cases for aim in AIMS[name]]
    return "\n".join(lines)


def row(name: str, side: str, found: dict[str, float]) -> str:
    """Return a side as a row of the whole table."""
    rates = [f"{found[key]:,.0f}" if key in found else "" for key in (RATE, "images_per_processor_second")]
    figures = [
        f"{found['seconds']:.2f}", f"{found['processor_seconds']:.2f}", f"{found['cores']:.2f}",
        f"{found['mebibytes']:,.0f}",
    ]  # fmt: skip
    return f"| {' | '.join([NAMES[name], side, *figures, *rates])} |"


def short(machine: dict[str, Any], cases: dict[str, dict[str, dict[str, float]]]) -> str:
    """Return a line a case: its first side's figure, and the others'."""
    lines = [f"| on {about(machine)} | Lineup | instead |", "|---|---|---|"]
    for name, sides in cases.items():
        unit = unit_of(name, sides)
        (_, first), *others = ((side, figure(found, unit)) for side, found in sides.items())
        lines.append(f"| {NAMES[name]} | {first} | {', '.join(f'{side}: {told}' for side, told in others)} |")
    return "\n".join([*lines, "", f"Measured on {machine['date'][:10]}."])


def unit_of(name: str, sides: dict[str, dict[str, float]]) -> str:
    """Return which figure tells most of a case."""
    if name == "memory":
        return HELD
    steady = not name.startswith(("predict", "transfer"))
    return RATE if steady and RATE in next(iter(sides.values())) else TIME


def figure(found: dict[str, float], unit: str) -> str:
    """Return a figure with its unit."""
    if unit == RATE:
        return f"{found[unit]:,.0f} images/s"
    return f"{found[unit]:,.0f} MiB" if unit == HELD else f"{found[unit]:.1f} s"


def about(machine: dict[str, Any]) -> str:
    """Return what the machine is."""
    card = f", {machine['card']}" if machine.get("card") else ""
    return f"{machine['cores']} cores ({machine['processor']}){card}, {machine['system']}"


def put(page: Path, table: str, marks: tuple[str, str]) -> None:
    """Replace what stands between the marks."""
    start, end = marks
    before, _, rest = page.read_text().partition(start)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{start}\n{table}\n{end}{after}")


if __name__ == "__main__":
    main()
