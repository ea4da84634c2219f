"""Which labels look wrong, by a backbone's features: data/suspects/NAME/.

Run as `python -m stages.suspect NAME`; `suspects` in params.yaml names them. Nothing that trains reads it.
"""

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd

from lineup import errors, running
from lineup.schema import params
from lineup.splits.table import class_names
from lineup.suspicion import labels


def main() -> None:
    study = params.load()
    name = errors.argument(study.suspects)
    asked = study.suspects[name]
    table = pd.read_parquet("data/split/split.parquet").reset_index(drop=True)
    labels.refuse_few_groups(name, table.label.to_numpy(), table.group.to_numpy(), asked.folds)
    features = np.load(Path("data", asked.features, "features.npy"), mmap_mode="r")
    started = time.perf_counter()
    found = labels.find(
        labels.pooled(features, table.row.to_numpy()),
        table.class_id.to_numpy(),
        table.group.to_numpy(),
        asked.folds,
    )
    seconds = time.perf_counter() - started
    folder = Path("data/suspects", name)
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, table, found, asked.folds)
    cost = {"seconds": round(seconds, 3), "images": len(table)}
    (folder / "cost.json").write_text(json.dumps(cost, indent=2) + "\n")
    print(
        f"suspect {name}: {len(found.table):,} of {len(table):,} labels look wrong; {seconds:.0f} s",
        flush=True,
    )


def write(folder: Path, table: pd.DataFrame, found: labels.Suspects, folds: int) -> None:
    names = np.array(class_names(table))
    suspects = table.loc[found.table.place, ["row", "path", "split", "label"]].assign(
        suggested=names[found.table.suggested], quality=found.table.quality.round(6).to_numpy()
    )
    suspects.to_csv(folder / "suspects.csv", index=False, lineterminator="\n")
    counts = {"images": len(table), "suspected": len(suspects), "folds": folds}
    summary = {**counts, "head_accuracy": found.accuracy}
    (folder / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")


if __name__ == "__main__":
    running.stage(main)
