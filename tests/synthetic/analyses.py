"""What the costly analyses would leave of the made-up study."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from lineup.inference import occlusion
from lineup.inference.mistakes import confident_mistakes


def suspect(folder: Path, count: int) -> None:
    """Name a search `net` in params.yaml, and let it suspect the first `count` labels."""
    path = folder / "params.yaml"
    content = yaml.safe_load(path.read_text()) | {"suspects": {"net": {"features": "features/net"}}}
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    split = pd.read_parquet(folder / "data/split/split.parquet")
    labels = split.drop_duplicates("class_id").set_index("class_id")["label"]
    found = split.head(count)[["row", "path", "split", "label"]].assign(
        suggested=labels.loc[(split["class_id"].head(count) + 1) % len(labels)].to_numpy(),
        quality=np.linspace(0.001, 0.2, count),
    )
    place = folder / "data/suspects/net"
    place.mkdir(parents=True)
    found.to_csv(place / "suspects.csv", index=False)
    summary = {"images": len(split), "suspected": count, "folds": 5, "head_accuracy": 0.9}
    (place / "summary.json").write_text(json.dumps(summary))


def look(folder: Path, variant: str, count: int) -> None:
    """Write attention.npz: in each of the worst mistakes, a bright spot in the upper left."""
    place = folder / "data/results" / variant
    predictions = pd.read_parquet(place / "predictions.parquet")
    shots = pd.read_parquet(folder / "data/split/split.parquet").set_index("row")["group"]
    worst = confident_mistakes(predictions[predictions["split"] == "test"], count, shots)
    rows, columns = np.mgrid[: occlusion.CELLS, : occlusion.CELLS]
    spot = np.log(20) * np.exp(-((rows - 3) ** 2 + (columns - 3) ** 2) / 8)
    occlusion.write(place, worst, [spot] * len(worst))
