"""Copies of the finished study that a test may change, its MLflow store included; and promotion in them."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from lineup.tracking import mend
from tests import warm


def copy(
    finished: Path, folder: Path, but: Sequence[str] = (".dvc", ".git", "checkpoints", "fed.png")
) -> Path:
    """Copy a finished study `but` for some; MLflow keeps absolute places of artifacts, which move along."""
    left_out = shutil.ignore_patterns(*but)
    shutil.copytree(finished, folder, ignore=left_out, copy_function=shutil.copyfile, dirs_exist_ok=True)
    mend.move(folder / "mlruns/mlflow.db", [str(finished)], str(folder))
    return folder


def lineup(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a project."""
    return warm.run(project, "lineup", *arguments)


def environment() -> dict[str, str]:
    """Return the variables of a process that does not know this project."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MLFLOW_", "PYTHONPATH"))}
    return {**kept, "TF_CPP_MIN_LOG_LEVEL": "3"}


def repeat_test_images(project: Path, times: int) -> None:
    """Make every test image `times` images, each with a file, a group and an answer of its own."""
    data = project / "data"
    split, index = (pd.read_parquet(data / name) for name in ("split/split.parquet", "images/index.parquet"))
    test = split[split.split == "test"]
    images = np.load(data / "images/images.npy")
    np.save(data / "images/images.npy", np.concatenate([images, *[images[test.row]] * (times - 1)]))
    said = {path: pd.read_parquet(path) for path in (data / "results").glob("*/predictions.parquet")}
    for time in range(1, times):
        rows = dict(zip(test.row, range(len(index), len(index) + len(test)), strict=True))
        more = index.loc[test.row].assign(sha256=[f"{row:064x}" for row in rows.values()])
        index = pd.concat([index, more], ignore_index=True)
        new = test.assign(row=list(rows.values()), group=test.group + 10_000 * time)
        split = pd.concat([split, new], ignore_index=True)
        for path, table in said.items():
            own = table[(table.split == "test") & table.row.isin(rows)]
            said[path] = pd.concat([table, own.assign(row=own.row.map(rows))], ignore_index=True)
    split.to_parquet(data / "split/split.parquet", index=False)
    index.to_parquet(data / "images/index.parquet", index=False)
    for path, table in said.items():
        table.to_parquet(path, index=False)


def make_right(project: Path, variant: str, share: float) -> None:
    """Make a variant's models right on this share of the test images, the first ones."""
    path = project / "data/results" / variant / "predictions.parquet"
    said = pd.read_parquet(path)
    place = said.groupby(["seed", "split"]).cumcount() / said.groupby(["seed", "split"]).row.transform("size")
    right = np.where(place < share, said.class_id, (said.class_id + 1) % 3)
    said["predicted"] = np.where(said.split == "test", right, said.predicted)
    said.to_parquet(path, index=False)


def make_best(project: Path, variant: str) -> None:
    """Make the report name this variant the one to use."""
    path = project / "data/report/comparison.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "use": variant}))
