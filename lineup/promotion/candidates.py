"""The study's candidates: of every variant the training with the lowest validation loss, and its answers."""

from pathlib import Path

import pandas as pd

from lineup.inference.facts import Facts


def answers(candidate: Facts, data: Path) -> pd.DataFrame:
    """Return what a candidate says of every test image, by row of the images.

    Columns: sha256 (of the file), label and predicted (names of classes), leaked (has a near-duplicate among
    the images that it was trained on), group (of near-duplicates). With folds, what the nets of its folds say
    of the images that they did not see, of several repeats the first.
    """
    said = pd.read_parquet(data / "results" / candidate.variant / "predictions.parquet")
    said = (
        said[(said.seed == candidate.seed) & (said.split == "test")].drop_duplicates("row").set_index("row")
    )
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
