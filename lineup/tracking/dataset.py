"""The data set of a study as MLflow's logged input: described, not read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from lineup.splits import table as splits

if TYPE_CHECKING:
    from mlflow.entities import DatasetInput

DIGEST_LENGTH = 36  # MLflow's limit; a sha256 is longer


def describe(
    study: str, split_digest: str, source: str, image_shape: tuple[int, ...], split: Path, fold: int = 0
) -> "DatasetInput":
    """Return the input `study` with the split's digest, as the training of a fold sees it (0: none's).

    image_shape is (height, width, channels).
    """
    from mlflow.entities import Dataset, DatasetInput, InputTag

    table = splits.of_fold(pd.read_parquet(split), fold)
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
