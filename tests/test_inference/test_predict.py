"""`lineup predict` says of a file what evaluate said of the same picture, and names what it cannot read."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lineup.inference import temperature
from tests.copied import lineup


@pytest.mark.parametrize("variant", ["two", "head"])
def test_equal_to_evaluation(finished_study: Path, variant: str) -> None:
    done = lineup(finished_study, "predict", "pictures", "--variant", variant, "--top", "3", "--json")
    assert done.returncode == 0, done.stderr
    answers = {Path(one["path"]).relative_to("pictures").as_posix(): one for one in json.loads(done.stdout)}
    data = finished_study / "data"
    metrics = json.loads((data / "report/seeds" / f"{variant}.json").read_text())
    seed = min(metrics, key=lambda name: metrics[name]["val_loss"])
    predictions = pd.read_parquet(data / "results" / variant / "predictions.parquet")
    raw = np.load(data / "results" / variant / "probabilities.npy")
    probabilities = temperature.apply(raw, metrics[seed]["temperature"])
    split = pd.read_parquet(data / "split/split.parquet").set_index("row")
    names = sorted(split.label.unique())
    chosen = predictions.index[predictions.seed == int(seed)]
    assert len(chosen) == 24
    sure = predictions.confidence_calibrated[chosen]
    np.testing.assert_allclose(probabilities[chosen].max(axis=1), sure, atol=1e-6)
    for position in chosen:
        path = split.path[predictions.row[position]]
        said: dict[str, Any] = {one["label"]: one["probability"] for one in answers[path]["top"]}
        np.testing.assert_allclose([said[name] for name in names], probabilities[position], atol=1e-5)


def test_a_registered_model_answers_as_the_variant_that_it_is(promoted_study: Path) -> None:
    best = json.loads((promoted_study / "data/report/comparison.json").read_text())["use"]
    chosen = (["--variant", best], ["--model", "models:/small@champion"])
    said = [lineup(promoted_study, "predict", "pictures/class_0", *one, "--json").stdout for one in chosen]
    assert said[0] == said[1]
    assert len(json.loads(said[0])) == 20
    done = lineup(promoted_study, "predict", "pictures", *chosen[0], *chosen[1])
    assert (done.returncode, done.stderr) == (
        1,
        "error: Give --variant or --model, not both: each names the model that answers.\n",
    )


def test_what_is_no_picture_is_named_and_the_rest_answered(finished_study: Path, tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("no picture")
    picture = finished_study / "pictures/class_0/000.png"
    done = lineup(finished_study, "predict", str(tmp_path / "text.jpg"), str(picture), "--json")
    broken, answered = json.loads(done.stdout)
    assert set(broken) == {"path", "error"}
    assert len(answered["top"]) == 1
    assert done.returncode == 0


def test_mistakes_end_in_one_message(finished_study: Path, tmp_path: Path) -> None:
    done = lineup(finished_study, "predict", str(tmp_path))
    empty = f"error: There is no picture in '{tmp_path}': the folder is empty.\n"
    assert (done.returncode, done.stderr) == (1, empty)
    done = lineup(finished_study, "predict", "data/raw", str(tmp_path))
    assert (done.returncode, done.stderr) == (1, empty)
    (tmp_path / "[red]text.jpg").write_text("no picture")
    done = lineup(finished_study, "predict", str(tmp_path))
    why, message = done.stderr.splitlines()
    assert why.endswith(": the report says to use it")
    assert (done.returncode, message) == (1, "error: None of the 1 file(s) could be read as a picture.")
    assert "[red]text.jpg" in done.stdout
    done = lineup(finished_study, "predict", "nowhere.jpg")
    assert (done.returncode, done.stderr) == (1, "error: There is no file or folder 'nowhere.jpg'.\n")
    done = lineup(finished_study, "predict", "pictures", "--csv", "said.csv")
    assert (done.returncode, done.stderr) == (
        1,
        "error: --csv prints, and takes no file: lineup predict ... --csv > said.csv\n",
    )
    os.mkfifo(tmp_path / "pipe")
    done = lineup(finished_study, "predict", str(tmp_path / "pipe"))
    assert (done.returncode, done.stderr) == (1, f"error: There is no file or folder '{tmp_path}/pipe'.\n")
    done = lineup(finished_study, "predict", "pictures", "--variant", "tow")
    assert done.returncode == 1
    assert done.stderr == "error: There is no trained variant 'tow'. Trained: head, one, two. Closest: two.\n"


def test_a_person_is_asked_unless_the_answer_is_sure_enough(finished_study: Path) -> None:
    def accepted(*more: str) -> bool:
        done = lineup(finished_study, "predict", "pictures/class_0/000.png", "--json", *more)
        return bool(json.loads(done.stdout)[0]["accepted"])

    assert not accepted()  # of 12 validation images nothing can be promised
    assert not accepted("--min-confidence", "1")
    assert accepted("--min-confidence", "0")
    done = lineup(finished_study, "predict", "pictures/class_0/000.png")
    assert "ask a person: class_" in done.stdout
