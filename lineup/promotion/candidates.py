"""The study's candidates: of every variant the training with the lowest validation loss, and its answers."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from lineup.errors import LineupError
from lineup.inference import workspace
from lineup.inference.facts import Facts
from lineup.schema.params import Params

AGAIN = "Run `dvc repro`, then promote again."


def comparison(study: Params, data: Path) -> dict[str, Any]:
    """Return comparison.json; LineupError where it is not of this study's present results."""
    found: dict[str, Any] = json.loads((data / "report/comparison.json").read_text(encoding="utf-8"))
    compared = {row["variant"]: row["per_seed"] for row in found["variants"]}
    if found["study"] != study.study or set(compared) != set(study.variants):
        raise LineupError(f"The report in data/report is not of params.yaml's study and variants. {AGAIN}")
    for name, seeds in compared.items():
        reported = {int(seed): one["val_loss"] for seed, one in seeds.items()}
        present = workspace.losses(data, name)
        if {seed: loss if math.isfinite(loss) else None for seed, loss in present.items()} != reported:
            raise LineupError(f"The results of {name} are newer than the report in data/report. {AGAIN}")
    return found


def chosen(study: Params, data: Path) -> dict[str, Facts]:
    """Return for every variant the facts of its candidate."""
    return {name: workspace.chosen(name, data) for name in study.variants}


def answers(candidate: Facts, data: Path) -> pd.DataFrame:
    """Return what a candidate says of every test image, by row of the images.

    Columns: sha256 (of the file), label and predicted (names of classes), leaked (has a near-duplicate among
    the images that it was trained on), group (of near-duplicates).
    """
    said = pd.read_parquet(data / "results" / candidate.variant / "predictions.parquet")
    said = said[(said.seed == candidate.seed) & (said.split == "test")].set_index("row")
    index = pd.read_parquet(data / "images/index.parquet", columns=["sha256"])
    split = pd.read_parquet(data / "split/split.parquet", columns=["row", "group"]).set_index("row")
    names = candidate.class_names
    return pd.DataFrame(
        {
            "sha256": index.sha256.loc[said.index],
            "label": [names[one] for one in said.class_id],
            "predicted": [names[one] for one in said.predicted],
            "leaked": said.leaked,
            "group": split.group.loc[said.index],
        }
    )


def known(data: Path, candidates: Mapping[str, Facts]) -> dict[str, pd.DataFrame]:
    """Return the answers of every variant's candidate."""
    return {name: answers(one, data) for name, one in candidates.items()}
