"""All that a registered model is made of, in one folder, and the code that travels with it."""

import hashlib
import shutil
from pathlib import Path

import pandas as pd

from lineup.inference import facts, workspace
from lineup.inference.facts import Facts

ANSWERS = "test_answers.parquet"  # what the model said of the test images, for the next comparison
CARD = "model_card.md"
CODE = (
    "lineup/__init__.py",
    "lineup/duplicates/__init__.py",
    "lineup/duplicates/hashing.py",
    "lineup/errors.py",
    "lineup/images/__init__.py",
    "lineup/images/decode.py",
    "lineup/images/prepare.py",
    "lineup/images/resize.py",
    "lineup/inference/__init__.py",
    "lineup/inference/answers.py",
    "lineup/inference/encoded.py",
    "lineup/inference/facts.py",
    "lineup/inference/model.py",
    "lineup/inference/registered.py",
    "lineup/inference/temperature.py",
    "lineup/quiet_tensorflow.py",
    "lineup/schema/__init__.py",
    "lineup/schema/analysis.py",
    "lineup/schema/base.py",
    "lineup/schema/dataset.py",
    "lineup/schema/params.py",
    "lineup/schema/suspects.py",
    "lineup/schema/variant.py",
)  # what lineup/inference/registered.py imports, transitively


def write(folder: Path, candidate: Facts, answers: pd.DataFrame, card: str, data: Path) -> None:
    """Write the model, its facts, its answers and its card into a new folder."""
    folder.mkdir(parents=True)
    shutil.copyfile(workspace.model_file(candidate, data), folder / facts.MODEL)
    (folder / facts.FILE).write_text(candidate.model_dump_json(indent=2) + "\n", encoding="utf-8")
    answers.drop(columns="group").to_parquet(folder / ANSWERS, index=False)
    (folder / CARD).write_text(card, encoding="utf-8")


def digest(candidate: Facts, answers: pd.DataFrame, data: Path) -> str:
    """Return the sha256 of the model with its facts and answers: one content is registered once."""
    parts = [
        workspace.model_file(candidate, data).read_bytes(),
        candidate.model_dump_json().encode(),
        answers.to_csv().encode(),
    ]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
