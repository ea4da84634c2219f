"""How long `compare` takes, and how much memory, on a large study: 20 variants of 3 seeds by default.

    python -m benchmarks.compare_scale [--variants 20] [--seeds 3] [--test-images 10000] [--classes 50]

Makes up the study in a temporary folder (as many validation images as test images, near-duplicates in twos,
probabilities of every image and class), runs `python -m stages.compare` there in a process of its own, prints
its seconds and its peak of memory. A file system of 1 GB of free space is enough.
"""

import argparse
import os
import tempfile
from pathlib import Path

import pandas as pd

from benchmarks import usage
from tests.synthetic import make_study

SECONDS, MEBIBYTES = 60, 2048  # what it may take by default


def main() -> None:
    """Make the study, run compare, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--variants", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--test-images", type=int, default=10_000)
    parser.add_argument("--classes", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_up(folder, asked.variants, asked.seeds, asked.test_images, asked.classes)
        taken = usage.of_stage("compare", folder)
        kilobytes = (folder / "data/report/report.html").stat().st_size / 1000
    print(
        f"{asked.variants} variants x {asked.seeds} seeds x {asked.test_images:,} test images"
        f" x {asked.classes} classes: {taken.seconds:.1f} s (at most {SECONDS}),"
        f" peak {taken.mebibytes:,.0f} MiB (at most {MEBIBYTES:,}), a report of {kilobytes:,.0f} kB;"
        f" load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


def make_up(folder: Path, variants: int, seeds: int, test_images: int, classes: int) -> None:
    """Write the study: accuracies from 60 to 95 %, a fifth of its images test, a fifth validation."""
    accuracies = {f"variant_{k:02d}": 0.95 - 0.35 * k / max(variants - 1, 1) for k in range(variants)}
    make_study(
        folder,
        accuracies,
        seeds=tuple(range(seeds)),
        classes=classes,
        images=5 * test_images,
        size=32,
        leaked=0.1,
    )
    path = folder / "data/split/split.parquet"
    split = pd.read_parquet(path)
    split["group"] = split.groupby(["split", "class_id"]).cumcount() // 2 * classes + split["class_id"]
    split.to_parquet(path)


if __name__ == "__main__":
    main()
