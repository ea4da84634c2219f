"""Two `dvc repro --force` of the params.yaml at hand, checkpoints deleted between: what differs?

`python -m benchmarks.repeat [--params FILE]` works in a fresh clone in a temporary folder and prints every
file of data/ that differs. Exit status 1 where a prediction or a figure that is no time differs.
"""

import argparse
import filecmp
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

TIME = re.compile(r"seconds|latency|images_per_second|duration")  # in the name of a figure


def main() -> None:
    """Clone, run twice, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--params", type=Path, default=Path("params.yaml"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clone, first = Path(folder, "clone"), Path(folder, "first")
        subprocess.run(["git", "clone", "-q", ".", clone], check=True)
        shutil.copy(options.params, clone / "params.yaml")
        repro(clone)
        shutil.copytree(clone / "data", first)
        shutil.rmtree(clone / "checkpoints")
        repro(clone)
        differing = list(different_files(first, clone / "data"))
        figures = [
            line for name in differing for line in different_figures(first / name, clone / "data" / name)
        ]
    print("\n".join(["files that differ:", *(f"  {name}" for name in differing)]))
    print("\n".join(["figures that differ, times left out:", *(f"  {line}" for line in figures)]))
    sys.exit(1 if figures else 0)


def repro(clone: Path) -> None:
    """Run all stages, whatever DVC knows of them; nothing is taken from its run cache."""
    subprocess.run(
        [sys.executable, "-m", "dvc", "repro", "--force", "--no-run-cache", "--quiet"], cwd=clone, check=True
    )


def different_files(first: Path, second: Path) -> Iterator[str]:
    """Yield the relative names of files that one folder lacks or that have other bytes."""
    names = {str(path.relative_to(folder)) for folder in (first, second) for path in folder.rglob("*")}
    for name in sorted(names):
        ours, theirs = first / name, second / name
        if ours.is_dir() and theirs.is_dir():
            continue
        if not (ours.is_file() and theirs.is_file() and filecmp.cmp(ours, theirs, shallow=False)):
            yield name


def different_figures(first: Path, second: Path) -> list[str]:
    """Return a line for every figure of a table or a JSON file that differs and is no time.

    What is neither is told by its name, but for pages and models: pages hold times, and a model.keras holds
    the time at which it was saved; what they say is in the tables and the predictions.
    """
    if not (first.is_file() and second.is_file()):
        return [f"{first.name}: missing in one"]
    if first.suffix in (".html", ".md", ".keras"):
        return []
    ours, theirs = dict(figures(first)), dict(figures(second))
    names = sorted(ours.keys() | theirs.keys())
    if not names:
        return [f"{first.name}: other bytes"]
    return [
        f"{first.parent.name}/{first.name}: {name}: {ours.get(name)} and {theirs.get(name)}"
        for name in names
        if not TIME.search(name) and ours.get(name) != theirs.get(name)
    ]


def figures(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the figures of a CSV, Parquet or JSON file, each with its name."""
    if path.suffix == ".json":
        yield from leaves(json.loads(path.read_text()))
    elif path.suffix in (".csv", ".parquet"):
        table = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
        for name in table:
            for row, value in enumerate(table[name]):
                yield f"{name}[{row}]", repr(value)


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield the figures of a JSON value, named by the way to them."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from leaves(inner, f"{name}.{key}")
    else:
        yield name, repr(value)


if __name__ == "__main__":
    main()
