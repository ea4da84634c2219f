"""Does a study of very many classes end well? 1,000 classes of 5 images by default.

    python -m benchmarks.many_classes [--classes 1000] [--images 5] [--side 64] [--variants 2] [--keep FOLDER]

Draws pictures of noise into a temporary folder, runs download, preprocess, split, compare and track on them,
each in a process of its own, and prints their seconds and peaks of memory, then the sizes of what is shown.
Nothing is trained: between split and compare it makes up what variants of two seeds would have answered.
"""

import argparse
import os
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import yaml

from benchmarks import usage
from tests.synthetic.study import write_params, write_results
from tests.test_tracking.made_up import set_key

SEEDS = (0, 1)
SHOWN = ("data/split/*.png", "data/report/*.png", "data/report/report.html", "mlruns/artifacts/*/*/*.png")


def main() -> None:
    """Draw, run the stages, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--classes", type=int, default=1000)
    parser.add_argument("--images", type=int, default=5)
    parser.add_argument("--side", type=int, default=64)
    parser.add_argument("--variants", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="an empty folder for the study, else it is removed")
    asked = parser.parse_args()
    variants = {
        f"net_{number:02d}_augmented": 0.8 - 0.5 * number / asked.variants for number in range(asked.variants)
    }
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name)
        draw(folder / "pictures", asked.classes, asked.images, asked.side)
        describe(folder, asked.side, variants)
        for stage in ("download", "preprocess", "split"):
            report(stage, folder)
        make_up(folder / "data", variants)
        for stage in ("compare", "track"):
            report(stage, folder)
        for pattern in SHOWN:
            for path in sorted(folder.glob(pattern)):
                print(f"{path.name}: {path.stat().st_size / 1000:,.0f} kB{size(path)}")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def draw(folder: Path, classes: int, images: int, side: int) -> None:
    """Write `images` pictures a class; no two are near-duplicates."""
    random = np.random.default_rng(0)
    for number in range(classes):
        place = folder / f"class_{number:04d}"
        place.mkdir(parents=True)
        for image in range(images):
            cv2.imwrite(str(place / f"{image}.png"), noise(side, random))


def noise(side: int, random: np.random.Generator) -> np.ndarray:
    """Return a picture as rich in detail as a photo: octaves of noise whose amplitude halves (uint8, RGB)."""
    total = np.zeros((side, side, 3))
    for octave in range(6):
        grid = random.normal(size=(4 << octave, 4 << octave, 3)) * 60 / 2**octave
        total += cv2.resize(grid, (side, side), interpolation=cv2.INTER_CUBIC)
    return np.asarray((128 + total).clip(0, 255), np.uint8)


def describe(folder: Path, side: int, variants: dict[str, float]) -> None:
    """Write a params.yaml that names the pictures."""
    write_params(folder, variants, SEEDS, {})
    path = folder / "params.yaml"
    content = yaml.safe_load(path.read_text())
    content["dataset"] = {"source": "folder", "path": "pictures", "watch": "pictures", "max_per_class": None}
    content["images"] = {"height": side, "width": side}
    path.write_text(yaml.safe_dump(content, sort_keys=False))


def make_up(data: Path, variants: dict[str, float]) -> None:
    """Write what train and evaluate would have left, without models."""
    split = pd.read_parquet(data / "split/split.parquet")
    write_results(data, split, variants, SEEDS, 0.01, np.random.default_rng(0))
    for one in data.glob("models/*/[0-9]*"):
        set_key(one, "first")
        (one / "model.keras").write_bytes(b"a model, unread by track")


def report(stage: str, folder: Path) -> None:
    """Run a stage and print what it took."""
    taken = usage.of_stage(stage, folder)
    print(f"{stage}: {taken.seconds:.1f} s, peak {taken.mebibytes:,.0f} MiB", flush=True)


def size(path: Path) -> str:
    """Return a picture's width and height in words, '' for another file."""
    picture = cv2.imread(str(path)) if path.suffix == ".png" else None
    return "" if picture is None else f", {picture.shape[1]} x {picture.shape[0]} pixels"


if __name__ == "__main__":
    main()
