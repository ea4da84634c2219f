"""The results as tables: what each test image got from each seed."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lineup.judgement import measured
from lineup.judgement.verdict import correctness
from tests.synthetic import make_study


@pytest.fixture
def data(tmp_path: Path) -> Path:
    make_study(tmp_path, {"cnn": 0.8, "transfer": 0.9}, seeds=(0, 7, 10), images=300)
    return tmp_path / "data"


def test_trainings_come_in_the_order_of_variants_and_numbers_of_seeds(data: Path) -> None:
    table = measured.read(data, ["transfer", "cnn"], []).trainings
    assert list(table["variant"]) == ["transfer"] * 3 + ["cnn"] * 3
    assert list(table["seed"]) == [0, 7, 10] * 2
    assert (table["epochs"] == 8).all()


def test_predictions_are_of_test_images_and_know_their_place(data: Path) -> None:
    predictions = measured.read(data, ["cnn", "transfer"], []).predictions
    own = predictions[predictions["variant"] == "transfer"]
    probabilities = np.load(data / "results/transfer/probabilities.npy")
    np.testing.assert_array_equal(probabilities[own["position"]].argmax(axis=1), own["predicted"])
    split = pd.read_parquet(data / "split/split.parquet").set_index("row")
    assert (split.loc[own["row"], "split"] == "test").all()


def test_correctness_gives_the_accuracy_of_each_seed(data: Path) -> None:
    found = measured.read(data, ["cnn"], [])
    hits = correctness(found.predictions, "cnn")
    assert [str(seed) for seed in hits.columns] == ["0", "7", "10"]
    assert hits.mean().tolist() == pytest.approx(found.trainings["test_accuracy"].tolist())
