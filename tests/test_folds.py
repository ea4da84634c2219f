"""A study in folds, from pictures to a registered model: what each stage leaves."""

import json
import math
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pandas as pd
import pytest

from lineup import which
from lineup.cells import plan
from lineup.cleaning import needed
from lineup.inference import temperature
from lineup.judgement import measured
from lineup.promotion import command as promotion
from lineup.schema import params
from lineup.splits import table
from tests import copied
from tests.folded import FOLDS, SEEDS, VARIANTS

IMAGES = 36
TRAININGS = [(seed, fold) for seed in SEEDS for fold in (0, *FOLDS)]


@pytest.fixture
def data(folded_study: Path) -> Path:
    return folded_study / "data"


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def facts(data: Path, variant: str, seed: int, fold: int) -> Any:
    return read(which.folder(data, variant, seed, fold) / "training.json")


def test_split_has_a_column_a_fold_and_audit_tells_of_them(data: Path) -> None:
    split, audit = pd.read_parquet(data / "split/split.parquet"), read(data / "split/audit.json")
    assert list(split.columns[-4:]) == ["fold_1", "fold_2", "fold_3", "fold_4"]
    assert set(split.split) == {"train", "validation"}
    assert not split.leaked.any()
    for first in (1, 3):
        tested = split[[f"fold_{first}", f"fold_{first + 1}"]] == "test"
        assert (tested.sum(axis=1) == 1).all()
    told = audit["folds"]
    assert (told["folds"], told["repeats"], told["images"]) == (2, 2, [18, 18, 18, 18])
    assert told["classes"]["class_0"] == {"fold 1": 6, "fold 2": 6}
    assert audit["test"] == {"images": 36, "near_duplicates_in_training": 0, "share": 0, "leaked": 0}


def test_a_training_a_seed_and_fold_and_one_that_goes_to_work(data: Path) -> None:
    split = pd.read_parquet(data / "split/split.parquet")
    for variant in VARIANTS:
        names = {path.name for path in (data / "models" / variant).iterdir() if path.is_dir()}
        assert names == {"1", "1-f1", "1-f2", "1-f3", "1-f4"}
        told = {(seed, fold): facts(data, variant, seed, fold) for seed, fold in TRAININGS}
        assert len({one["training_key"] for one in told.values()}) == len(TRAININGS)
        assert len({one["recipe_key"] for one in told.values()}) == 1
        assert len({one["split_digest"] for one in told.values()}) == 1 + len(FOLDS)
        for (seed, fold), one in told.items():
            assert (one["seed"], one.get("fold", 0)) == (seed, fold)
            assert one["images"] == int((table.of_fold(split, fold).split == "train").sum())
            assert one["settings"]["split"]["folds"] == 2


def test_every_image_is_answered_by_nets_that_did_not_see_it(data: Path) -> None:
    split = pd.read_parquet(data / "split/split.parquet").set_index("row")
    for variant in VARIANTS:
        said = pd.read_parquet(data / "results" / variant / "predictions.parquet")
        assert list(said.columns[:4]) == ["row", "seed", "fold", "split"]
        tested = said[said.split == "test"]
        assert (tested.groupby(["seed", "row"]).size() == 2).all()
        assert tested.row.nunique() == IMAGES
        for fold, own in tested.groupby("fold"):
            seen = split[split[f"fold_{fold}"] == "train"]
            assert not set(split.group.loc[own.row]) & set(seen.group)
        rest = said[said.split == "validation"]
        assert set(rest.fold) == {0}
        assert set(rest.row) == set(split.index[split.split == "validation"])


def test_an_answer_is_that_of_its_fold_s_model_and_the_temperature_of_all(data: Path) -> None:
    folder = data / "results/one"
    said, probabilities = (
        pd.read_parquet(folder / "predictions.parquet"),
        np.load(folder / "probabilities.npy"),
    )
    own = said[(said.seed == 1) & (said.fold == 3)]
    model = keras.saving.load_model(which.folder(data, "one", 1, 3) / "model.keras", compile=False)
    expected = model.predict_on_batch(np.load(data / "images/images.npy")[own.row])
    np.testing.assert_allclose(probabilities[own.index], expected, atol=1e-6)
    tested = said[(said.seed == 1) & (said.split == "test")]
    fitted = temperature.fit(probabilities[tested.index], tested.class_id.to_numpy())
    assert math.isclose(read(folder / "temperatures.json")["1"], fitted, rel_tol=1e-6)


def test_the_report_is_of_out_of_fold_answers(data: Path) -> None:
    found, seeds = read(data / "report/comparison.json"), read(data / "report/seeds/one.json")
    said = pd.read_parquet(data / "results/one/predictions.parquet")
    tested = said[said.split == "test"]
    tested = tested.assign(right=tested.class_id == tested.predicted)
    right = tested.groupby(["seed", "fold"])["right"].mean()
    (row,) = [one for one in found["variants"] if one["variant"] == "one"]
    assert math.isclose(row["test_accuracy_mean"], right.mean())
    for seed in SEEDS:
        assert math.isclose(seeds[str(seed)]["test_accuracy"], right[seed].mean())
        for fold in FOLDS:
            told = row["per_seed"][str(seed)]["folds"][str(fold)]
            assert told == seeds[str(seed)]["folds"][str(fold)]
            assert (told["images"], told["test_accuracy"]) == (18, right[seed, fold])
            assert told["training_key"] == facts(data, "one", seed, fold)["training_key"]
    assert found["summary"]["leaks"] == (
        "Each of the 36 images was tested 2 times, in 2 folds, by nets that saw neither it nor a"
        " near-duplicate of it: figures, pairs and thresholds are of these out-of-fold answers. The model"
        " that goes to work was trained with the same recipe on all images but those for validation, more"
        " than each of these nets had. It was itself tested on nothing; curves and costs are its."
    )
    page = (data / "report/report.html").read_text()
    assert "images of 3 classes, each tested 2 times, in one of 2 folds" in page
    assert "Temperature and threshold are fitted on these answers themselves." in page
    assert "That other training images would find other kinds hard is not counted" in page
    assert "fitted on validation" not in page


def test_support_and_seeds_are_counted_once_however_many_repeats(folded_study: Path) -> None:
    found = read(folded_study / "data/report/comparison.json")
    assert [one["support"] for one in found["classes_of_best"]] == [12, 12, 12]
    study = measured.read(folded_study / "data", list(VARIANTS), [])
    assert study.rests_on == "out-of-fold"
    assert (study.trainings["test_accuracy_leak_free_n"] == IMAGES).all()
    assert len(study.validation) == len(study.predictions) == len(VARIANTS) * len(SEEDS) * 2 * IMAGES


def test_mlflow_holds_a_run_a_training(folded_study: Path, tmp_path: Path) -> None:
    project = copied.copy(folded_study, tmp_path / "copy")
    done = copied.lineup(project, "track", "--check")
    assert done.returncode == 0, done.stderr
    assert f"holds all {2 + 2 * len(TRAININGS) + 1} runs of study folded, with all" in done.stdout


def test_check_counts_every_training(folded_study: Path) -> None:
    told = "params.yaml is right: study folded, 2 variants with 1 seed in 2 folds, 10 trainings.\n"
    assert copied.lineup(folded_study, "check").stdout == f"{told}Next: lineup run\n"


def test_clean_and_cells_know_every_training(folded_study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folded_study)
    study, data = params.load(), folded_study / "data"
    study = study.model_copy(update={"variants": {"two": study.variants["two"]}})
    told = {(seed, fold): facts(data, "two", seed, fold) for seed, fold in TRAININGS}
    assert needed.keys(study, data, told.values()) == {one["training_key"] for one in told.values()}
    cells = plan.cells(plan.trainings(study, ["two"], data))
    assert sorted((cell.seed, cell.fold) for cell in cells) == TRAININGS
    assert {cell.name for cell in cells} >= {"two-s1", "two-s1-f4", "two-s1-f1"}
    assert {cell.title for cell in cells} >= {"two seed 1", "two seed 1 fold 2"}


def test_what_is_promoted_is_the_training_on_all_but_validation(
    folded_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folded_study)
    candidate, data = promotion.collect(Path("data")), folded_study / "data"
    chosen = candidate.facts
    assert chosen.training_key == facts(data, chosen.variant, chosen.seed, 0)["training_key"]
    assert len(candidate.own_answers) == IMAGES
    said = pd.read_parquet(data / "results" / chosen.variant / "predictions.parquet")
    first = said[(said.seed == chosen.seed) & said.fold.isin([1, 2])].set_index("row").sort_index()
    predicted = [chosen.class_names[one] for one in first.predicted]
    assert candidate.own_answers.sort_index().predicted.tolist() == predicted
    assert "This model itself was tested on nothing: it was trained on all images but" in candidate.card
    assert "| Its recipe and seed, out of fold | 36 |" in candidate.card
