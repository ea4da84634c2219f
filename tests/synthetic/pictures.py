"""The made-up study's pictures, their split and its audit."""

import json
from pathlib import Path

import cv2
import numpy as np
import pandas as pd


def make_split(labels: list[str], images: int, leaked: float, generator: np.random.Generator) -> pd.DataFrame:
    """Return split.parquet's table: classes in turn, splits at random, every test class present."""
    class_id = np.arange(images) % len(labels)
    places = np.arange(images) // len(labels) % 5
    split = np.array(["train", "test", "train", "validation", "train"])[places]
    return pd.DataFrame(
        {
            "row": np.arange(images),
            "path": [f"{labels[c]}/{i:05d}.jpg" for i, c in enumerate(class_id)],
            "label": [labels[c] for c in class_id],
            "class_id": class_id,
            "group": np.arange(images),
            "split": split,
            "leaked": (split == "test") & (generator.random(images) < leaked),
        }
    )


def write_images(folder: Path, split: pd.DataFrame, size: int, generator: np.random.Generator) -> None:
    """Draw a shape per class (colour, number of corners); write images.npy, index.parquet, rejected.csv."""
    folder.mkdir(parents=True)
    pictures = np.empty((len(split), size, size, 3), np.uint8)
    classes = int(split["class_id"].max()) + 1
    for row, class_id in enumerate(split["class_id"]):
        hue = int(180 * class_id / classes)
        background, ink = np.array([[[hue, 40, 225]]], np.uint8), np.array([[[hue, 190, 150]]], np.uint8)
        pictures[row] = cv2.cvtColor(background, cv2.COLOR_HSV2RGB)[0, 0]
        angles = np.linspace(0, 2 * np.pi, class_id % 5 + 4)[:-1] + generator.uniform(0, 2)
        centre = generator.uniform(0.4, 0.6, 2) * size
        corners = centre + size * 0.32 * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        colour = [int(value) for value in cv2.cvtColor(ink, cv2.COLOR_HSV2RGB)[0, 0]]
        cv2.fillPoly(pictures[row], [corners.astype(np.int32)], colour, cv2.LINE_AA)
    np.save(folder / "images.npy", pictures)
    index = split[["path", "label"]].assign(
        official_split=None, width=size, height=size, format="JPEG", sha256="0" * 64
    )
    index.to_parquet(folder / "index.parquet")
    (folder / "rejected.csv").write_text("path,reason\na/broken.jpg,not an image\nb/cut.png,truncated\n")


def write_split(folder: Path, split: pd.DataFrame, labels: list[str]) -> None:
    """Write split.parquet and an audit.json that agrees with it."""
    folder.mkdir(parents=True)
    split.to_parquet(folder / "split.parquet")
    test = split[split["split"] == "test"]
    rows = test.loc[test["leaked"], "row"].to_numpy()
    training = split.loc[split["split"] == "train", ["row", "class_id"]].drop_duplicates("class_id")
    partner = training.set_index("class_id")["row"]
    pairs = [[int(r), int(partner[split["class_id"][r]]), 0.8 + i / 200] for i, r in enumerate(rows[:24])]
    counts = split.groupby(["label", "split"]).size().unstack(fill_value=0)
    part = {"images": len(test), "near_duplicates_in_training": len(rows), "share": len(rows) / len(test)}
    audit = {
        "images": len(split),
        "rejected": 2,
        "found": len(split) + 2,
        "left_out": [
            {"reason": "not an image", "files": 1, "examples": ["a/broken.jpg"]},
            {"reason": "truncated", "files": 1, "examples": ["b/cut.png"]},
        ],
        "alike_classes": [],
        "groups": 12,
        "label_conflicts": 0,
        "across_source_splits": len(rows),
        "skipped_classes": [],
        "test": part,
        "validation": {"images": int((split["split"] == "validation").sum())}
        | {"near_duplicates_in_training": 0, "share": 0.0},
        "classes": {name: {key: int(counts[key][name]) for key in counts.columns} for name in labels},
        "line": 0.8,
        "aligned": True,
        "control": {"pictures": 60, "with_partner": 0, "share_at_most": 0.0487, "test_images_at_most": 3},
        "pairs": pairs,
        "pairs_below": [[row, other, 0.7] for row, other, _ in pairs[:2]],
        "removed_from_training": 0,
    }
    (folder / "audit.json").write_text(json.dumps(audit))


def write_fed(folder: Path, images: Path) -> None:
    """Write fed.png: the first pictures, eight a row."""
    pictures = np.load(images / "images.npy", mmap_mode="r")[:32]
    rows = [np.hstack(list(pictures[start : start + 8])) for start in range(0, len(pictures) - 7, 8)]
    cv2.imwrite(str(folder / "fed.png"), np.vstack(rows)[..., ::-1])
