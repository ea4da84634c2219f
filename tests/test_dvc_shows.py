"""What `dvc metrics`, `dvc params` and `dvc plots` say of a finished study."""

import csv
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from tests.finished import VARIANTS, dvc


@pytest.fixture(scope="module")
def study(finished_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the finished study, committed to git."""
    project = tmp_path_factory.mktemp("shown") / "study"
    shutil.copytree(finished_study, project, ignore=shutil.ignore_patterns("mlruns", "checkpoints"))
    who = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
    for arguments in (["add", "."], [*who, "commit", "-q", "-m", "finished"]):
        subprocess.run(["git", *arguments], cwd=project, check=True)
    return project


def said(study: Path, *arguments: str) -> Any:
    """Return what a dvc command prints as JSON."""
    done = dvc(study, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_metrics_show_has_a_row_per_variant(study: Path) -> None:
    shown = said(study, "metrics", "show", "--json")[""]["data"]
    table = pd.read_csv(study / "data/report/comparison.csv").set_index("variant")
    assert set(shown) == {f"data/report/metrics/{variant}.json" for variant in VARIANTS}
    for variant in VARIANTS:
        figures = shown[f"data/report/metrics/{variant}.json"]["data"]
        assert figures["test_accuracy_mean"] == pytest.approx(table.loc[variant, "test_accuracy_mean"])
        assert figures["test_accuracy_low"] <= figures["test_accuracy_mean"] <= figures["test_accuracy_high"]


def test_metrics_diff_and_params_diff_name_what_changed(study: Path) -> None:
    path = study / "data/report/metrics/one.json"
    metrics = json.loads(path.read_text())
    path.write_text(json.dumps(metrics | {"test_accuracy_mean": 2.0}))
    params = yaml.safe_load((study / "params.yaml").read_text())
    params["variants"]["one"]["learning_rate"] = 0.25
    (study / "params.yaml").write_text(yaml.safe_dump(params))
    changed = said(study, "metrics", "diff", "--json")
    old = metrics["test_accuracy_mean"]
    assert changed == {
        "data/report/metrics/one.json": {
            "test_accuracy_mean": {"old": old, "new": 2.0, "diff": pytest.approx(2.0 - old)}
        }
    }
    assert said(study, "params", "diff", "--json") == {
        "params.yaml": {"variants.one.learning_rate": {"old": 0.001, "new": 0.25, "diff": 0.249}}
    }
    subprocess.run(["git", "checkout", "-q", "params.yaml"], cwd=study, check=True)
    path.write_text(json.dumps(metrics, indent=2) + "\n")


def test_experiments_show_metrics_params_and_data_but_no_code(study: Path) -> None:
    done = dvc(study, "exp", "show", "--csv")
    assert (done.returncode, done.stderr) == (0, "")
    columns = next(csv.reader(done.stdout.splitlines()))
    metrics = [name for name in columns if name.startswith("data/report/metrics/")]
    assert len(metrics) == 5 * len(VARIANTS)
    assert {"study", "images.height", "variants.one.learning_rate"} < set(columns)
    paths = sorted(name for name in columns if "/" in name and name not in metrics)
    results = [f"data/models/{variant}" for variant in VARIANTS]
    folders = ["features/tiny", "images", "images/images.npy", "models", "raw", "report", "results"]
    folders.append("raw/manifest.json")
    nothing = ["check/nothing.txt", "split", "split/split.parquet", "suspects"]
    assert paths == sorted([*results, *(f"data/{name}" for name in (*folders, *nothing))])


def test_plots_show_the_curves_of_all_variants_in_one(study: Path) -> None:
    shown = said(study, "plots", "show", "--show-vega", "accuracy")
    encoding = shown["spec"]["encoding"]
    assert (encoding["x"]["field"], encoding["color"]["field"]) == ("epoch", "variant")
    rows = pd.DataFrame(shown["data"]["values"]).astype({"epoch": int, "seed": int})
    assert set(zip(rows["variant"], rows["seed"], rows["epoch"], rows["field"], strict=True)) == {
        (variant, seed, epoch, field)
        for variant in VARIANTS
        for seed in (0, 1)
        for epoch in (1, 2)
        for field in ("accuracy", "val_accuracy")
    }
    history = pd.read_csv(study / "data/models/one/1/history.csv")
    drawn = rows[(rows["variant"] == "one") & (rows["seed"] == 1) & (rows["field"] == "val_accuracy")]
    assert drawn[encoding["y"]["field"]].astype(float).tolist() == history["val_accuracy"].tolist()


def test_plots_show_the_confusion_matrix_by_dvcs_own_template(study: Path) -> None:
    shown = said(study, "plots", "show", "--show-vega", "confusion_matrix")
    counted = {"field": "xy_count", "type": "quantitative"}
    assert counted.items() <= shown["spec"]["layer"][0]["encoding"]["color"].items()
    predictions = pd.read_parquet(study / "data/results/one/predictions.parquet")
    assert len(shown["data"]["values"]) == (predictions["split"] == "test").sum()
    assert set(shown["data"]["values"][0]) == {"actual", "predicted", "rev"}
