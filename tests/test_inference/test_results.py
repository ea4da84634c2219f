"""A variant's answers: what is written is read, the losses by hand, and no metric reruns the models."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from lineup.code import closure
from lineup.inference import results
from lineup.inference.results import Answers

TABLE = pd.DataFrame(
    {
        "row": [4, 7, 9, 4, 7, 9],
        "seed": [5, 5, 5, 0, 0, 0],
        "split": ["validation", "validation", "test"] * 2,
        "class_id": [0, 1, 1] * 2,
    }
)
PROBABILITIES = np.array([[0.5, 0.5], [0.75, 0.25], [0, 1], [np.nan, 0], [0, 1], [0, 1]], np.float32)


def test_answers_come_back_as_they_were_written(tmp_path: Path) -> None:
    results.write(tmp_path / "variant", Answers(TABLE, PROBABILITIES, {5: 1.25, 0: None}))
    found = results.read(tmp_path / "variant")
    pd.testing.assert_frame_equal(found.table, TABLE)
    np.testing.assert_array_equal(found.probabilities, PROBABILITIES)
    assert found.temperatures == {5: 1.25, 0: None}
    assert isinstance(found.probabilities, np.memmap)


def test_validation_losses_by_hand_are_infinite_where_a_model_diverged() -> None:
    found = results.validation_losses(Answers(TABLE, PROBABILITIES, {5: 1.25, 0: None}))
    assert found == {5: pytest.approx(-(np.log(0.5) + np.log(0.25)) / 2), 0: np.inf}


def test_a_metric_or_a_word_of_the_report_reruns_no_model() -> None:
    for stage in ("features", "train", "evaluate"):
        rooms = {name.split(".")[1] for name in closure.digests([f"stages.{stage}"]) if "." in name}
        assert rooms & {"judgement", "report", "plots"} == set(), stage
