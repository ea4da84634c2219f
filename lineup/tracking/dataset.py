"""The data set of a study as MLflow's logged input: described, not read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from mlflow.entities import DatasetInput

DIGEST_LENGTH = 36  # MLflow's limit; a sha256 is longer


def describe(
    study: str, split_digest: str, source: str, image_shape: tuple[int, ...], split: Path
) -> "DatasetInput":
    """Return the input `study` with the split's digest; image_shape is (height, width, channels)."""
    from mlflow.entities import Dataset, DatasetInput, InputTag

    table = pd.read_parquet(split, columns=["split", "label"])
    counts = {str(part): int(count) for part, count in table["split"].value_counts().items()}
    profile = {"images": len(table), "classes": int(table["label"].nunique()), **counts}
    pixels = {"type": "tensor", "tensor-spec": {"dtype": "uint8", "shape": [-1, *image_shape]}}
    classes = {"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}
    schema = {"mlflow_tensorspec": {"features": json.dumps([pixels]), "targets": json.dumps([classes])}}
    data = Dataset(
        name=study,
        digest=split_digest[:DIGEST_LENGTH],
        source_type="code",
        source=json.dumps({"tags": {"source": source, "split": "data/split/split.parquet"}}),
        schema=json.dumps(schema),
        profile=json.dumps(profile),
    )
    return DatasetInput(data, tags=[InputTag("mlflow.data.context", "training")])
