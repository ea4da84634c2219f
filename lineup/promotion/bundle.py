"""All that a registered model is made of, in one folder."""

import hashlib
import shutil
from pathlib import Path

import pandas as pd

from lineup.files import checksum
from lineup.inference import facts, forms, onnx_form, workspace
from lineup.inference.facts import Facts

ANSWERS = "test_answers.parquet"  # what the model said of the test images, for the next comparison
CARD = "model_card.md"


def write(folder: Path, candidate: Facts, answers: pd.DataFrame, card: str, data: Path) -> None:
    folder.mkdir(parents=True)
    shutil.copyfile(workspace.model_file(candidate, data), folder / facts.MODEL)
    if form := forms.file(candidate, data):
        shutil.copyfile(form, folder / onnx_form.FILE)
    (folder / facts.FILE).write_text(candidate.model_dump_json(indent=2) + "\n", encoding="utf-8")
    answers.drop(columns="group").to_parquet(folder / ANSWERS, index=False)
    (folder / CARD).write_text(card, encoding="utf-8")


def digest(candidate: Facts, answers: pd.DataFrame, data: Path) -> str:
    """Return the sha256 of the model with its facts and answers: one content is registered once."""
    told = candidate.model_dump_json() + answers.to_csv()
    return hashlib.sha256((checksum(workspace.model_file(candidate, data)) + told).encode()).hexdigest()
