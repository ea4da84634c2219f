"""`lineup export --format tfrecord`: a prepared study in, a folder of shards and dataset.json out."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.export import places, shards, tfrecord
from lineup.export.shards import Shard
from lineup.files import read_json
from lineup.schema import params
from lineup.splits import table

IMAGES, SETTINGS = Path("data/images/images.npy"), Path("data/images/settings.json")
SPLIT = Path("data/split/split.parquet")


def export(*, shard_count: int | None, output: Path | None, force: bool) -> None:
    """Write the study in data/ to `output` or exports/STUDY, `shard_count` files a split.

    shard_count: None for SHARDS, or as many as the smallest split has images, where these are fewer.
    LineupError where `output` may not be written.
    """
    study = params.load().study
    preparation = read_json(SETTINGS)
    output = output or Path("exports", study)
    places.require_free(output, force)
    split = pd.read_parquet(SPLIT).sort_values("row")
    images = np.load(IMAGES, mmap_mode="r")
    smallest = int(split.split.value_counts().min())
    dealt = shards.deal(split, shard_count or min(shards.SHARDS, smallest))
    with places.whole(output) as folder:
        for shard in dealt:
            tfrecord.write(folder, shard, images)
        description = describe(study, split, dealt, images) | {"preparation": preparation}
        places.describe(folder, places.IMAGES, description)
    print(f"export: {len(split):,} images in {len(dealt)} shards: {output}")


def describe(study: str, split: pd.DataFrame, dealt: list[Shard], images: np.ndarray) -> dict[str, Any]:
    """Return what dataset.json says of classes, shapes, counts and the split."""
    splits: dict[str, Any] = {}
    for shard in dealt:
        part = splits.setdefault(shard.split, {"images": 0, "shards": []})
        part["images"] += len(shard.table)
        part["shards"].append({"file": shard.file_name, "images": len(shard.table)})
    return {
        "study": study,
        "format": "tfrecord",
        "features": tfrecord.FEATURES,
        "shape": list(images.shape[1:]),  # height, width, channels
        "dtype": str(images.dtype),
        "classes": table.class_names(split),
        "split_digest": table.digest(split),
        "splits": splits,
    }
