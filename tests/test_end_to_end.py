"""Real DVC on a small study: what runs, what does not run again, what an edit or a new variant retrains."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests import finished
from tests.conftest import SMALL, draw_pictures
from tests.finished import dvc, repro, variant
from tests.test_tracking.store_reader import active_runs, content

VARIANTS = finished.VARIANTS
ENDS = ["compare", "track"]


def write(project: Path, **sections: Any) -> None:
    finished.write_params(project, **sections)


@pytest.fixture(scope="module")
def study(finished_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the finished study, to be changed; MLflow's store is made anew in it."""
    project = tmp_path_factory.mktemp("changed") / "study"
    shutil.copytree(
        finished_study, project, ignore=shutil.ignore_patterns("mlflow.db", "artifacts", "receipt-*")
    )
    return project


def test_a_second_time_only_check_and_track_run_and_a_lost_store_is_refilled(
    study: Path, finished_study: Path
) -> None:
    assert not (study / "mlruns/mlflow.db").exists()
    assert repro(study) == ["check", "track"]
    assert content(study) == content(finished_study)
    assert len(content(study)) == 10  # three variants with two seeds, their recipes, and the comparison
    assert dvc(study, "status").stdout.split() == [
        "check:",
        "always",
        "changed",
        "track:",
        "always",
        "changed",
    ]


def test_how_often_checkpoints_are_written_is_nothing_to_dvc(study: Path) -> None:
    write(study, training={**SMALL["training"], "checkpoint_batches": 3})
    assert repro(study) == ["check", "track"]


def test_another_study_with_a_new_architecture_comes_and_goes_and_a_second_visit_trains_nothing(
    study: Path,
) -> None:
    first = (study / "data/report/comparison.csv").read_text()
    (study / "lineup/architectures/wide.py").write_text(finished.NARROW.replace("Conv2D(4", "Conv2D(6"))
    write(
        study,
        study="other",
        seeds=[0],
        images={**SMALL["images"], "height": 20},
        backbones={},
        suspects={},
        variants={"three": variant("wide")},
    )
    assert repro(study) == ["check", "preprocess", "split", "train@three", "evaluate@three", *ENDS]
    assert set(pd.read_csv(study / "data/report/comparison.csv").variant) == {"three"}
    assert {path.name for path in (study / "data/models").iterdir()} == {"three"}
    assert not (study / "data/suspects/small").exists()
    write(study)
    assert repro(study) == ["check", "track"]
    assert (study / "data/report/comparison.csv").read_text() == first
    assert {path.name for path in (study / "data/models").iterdir()} == set(VARIANTS)
    assert (study / "data/suspects/small/suspects.csv").exists()


def test_a_variant_forced_anew_still_has_one_run_a_training(study: Path) -> None:
    before = {run["tags"].get("training_key") for run in current(study)}
    shutil.rmtree(study / "checkpoints")
    assert repro(study, "--single-item", "--force", "train@two") == ["train@two"]
    assert repro(study) == ["check", "evaluate@two", *ENDS]
    keys = [run["tags"].get("training_key") for run in current(study)]
    assert len(keys) == 6 + 3 + 1  # trainings, recipes, the report
    assert set(keys) == before
    seconds = json.loads((study / "data/models/two/1/cost.json").read_text())["training_seconds"]
    (run,) = [run for run in current(study) if run["name"] == "two-s1"]
    assert ("training_seconds", 0, seconds) in run["points"]


def current(study: Path) -> list[dict[str, Any]]:
    """Return the active runs of the study that are not superseded."""
    found = [run for run in active_runs(study).values() if run["tags"]["study"] == SMALL["study"]]
    return [run for run in found if "superseded" not in run["tags"]]


def test_editing_one_architecture_retrains_its_variants_alone_even_without_mlflow(
    study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = study / "lineup/architectures/narrow.py"
    path.write_text(finished.NARROW.replace("Conv2D(4", "Conv2D(5"))
    with monkeypatch.context() as patch:
        patch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:9")  # nobody listens there
        done = dvc(study, "repro")
    assert done.returncode == 0
    stages = re.findall(r"Running stage '(.+)'", done.stdout)
    assert stages == ["check", "train@one", "evaluate@one", *ENDS]
    assert re.findall(r"^warning: (.+?) \(", done.stderr, re.MULTILINE) == [
        "the training is not shown in MLflow",
        "MLflow is not up to date",
    ]
    assert repro(study) == ["check", "track"]
    keys = [run["tags"]["training_key"] for run in current(study) if "training_key" in run["tags"]]
    assert len(keys) == len(set(keys)) == 6


def test_how_code_is_written_reruns_nothing_and_a_line_of_the_report_compare_alone(study: Path) -> None:
    training, report = study / "lineup/training/loop.py", study / "lineup/report/figures.py"
    training.write_text(f"# A comment.\n\n{training.read_text()}".replace("\n\n\n", "\n\n"))
    report.write_text(f"{report.read_text()}\n\nADDED = 1\n")
    done = dvc(study, "repro")
    assert re.findall(r"Running stage '(.+)'", done.stdout) == ["check", *ENDS]
    assert "check: code that changed since the last run: lineup.report.figures\n" in done.stdout


def test_a_new_seed_trains_that_seed_alone(study: Path) -> None:
    before = (study / "data/models/one/0/model.keras").read_bytes()
    fed = (study / "data/models/one/fed.png").read_bytes()
    write(study, variants={"one": VARIANTS["one"]}, seeds=[0, 1, 2])
    done = dvc(study, "repro")
    assert done.stdout.count("trained before with the same recipe and data, restored") == 2
    assert re.findall(r"one seed (\d)  epoch 2/2", done.stdout) == ["2"]
    assert (study / "data/models/one/0/model.keras").read_bytes() == before
    assert (study / "data/models/one/fed.png").read_bytes() == fed


def test_wrong_params_end_in_check_and_lose_nothing(study: Path) -> None:
    model = next((study / "data/models").glob("*/0/model.keras"))
    write(study, variants={"one": {**VARIANTS["one"], "learning_rate": -1}})
    done = dvc(study, "repro")
    assert done.returncode != 0
    assert re.findall(r"Running stage '(.+)'", done.stdout) == ["check"]
    assert "error: params.yaml has 1 mistake(s):" in done.stderr
    assert "Traceback" not in done.stderr
    assert model.exists()


def test_a_class_of_one_picture_ends_in_split(study: Path) -> None:
    draw_pictures(study / "tiny/other", classes=1, each=1)
    (study / "pictures/class_9").mkdir()
    picture = next((study / "tiny").rglob("*.png"))
    picture.rename(study / "pictures/class_9/only.png")
    write(study, variants={"one": VARIANTS["one"]})
    done = dvc(study, "repro")
    assert done.returncode != 0
    assert re.findall(r"Running stage '(.+)'", done.stdout)[-1] == "split"
    assert (
        "error: 1 class(es) cannot be split into training and validation, since near-duplicates stay together"
        " and each part needs at least one image:\n  class_9: 1 image(s)\n"
        "Add pictures to them, leave them out (dataset.exclude), or set split.grouped to false."
    ) in done.stderr
    (study / "pictures/class_9/only.png").unlink()
    (study / "pictures/class_9").rmdir()


def test_a_new_picture_is_noticed(study: Path) -> None:
    write(study, variants={"one": VARIANTS["one"]})
    repro(study, "split")
    count = len(pd.read_parquet(study / "data/images/index.parquet"))
    picture = study / "pictures/class_0/000.png"
    (study / "pictures/class_0/new.png").write_bytes(picture.read_bytes())
    assert repro(study, "split") == ["check", "download", "preprocess", "split"]
    index = pd.read_parquet(study / "data/images/index.parquet")
    assert len(index) == count + 1
    split = pd.read_parquet(study / "data/split/split.parquet")
    twins = split[split.path.str.endswith(("class_0/000.png", "class_0/new.png"))]
    assert twins.group.nunique() == 1
    assert twins.split.nunique() == 1
    assert "modified:           data/split" in dvc(study, "status", "train@one").stdout
