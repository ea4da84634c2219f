"""What compare leaves in data/report/: files, columns, figures that agree with the results."""

import contextlib
import filecmp
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from sklearn.metrics import confusion_matrix

from lineup import errors
from lineup.judgement import verdict
from lineup.judgement.verdict import Verdict
from stages import compare
from tests.synthetic import make_study

FIGURES = ["accuracy.png", "confusion_matrix.png", "curves.png", "errors.png", "samples.png"]
TABLES = ["comparison.csv", "comparison.json", "confusion.csv", "curves.csv", "report.html", "report.md"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study that was compared, to be looked at."""
    folder = tmp_path_factory.mktemp("compared") / "study"
    make_study(folder, {"cnn": 0.8, "transfer": 0.9}, images=400, leaked=0.2)
    with contextlib.chdir(folder):
        compare.main()
    return folder


def test_files_and_columns(folder: Path) -> None:
    files = {path.name for path in (folder / "data/report").iterdir()}
    assert files == {*FIGURES, *TABLES, "metrics", "seeds"}
    table = pd.read_csv(folder / "data/report/comparison.csv")
    assert {
        "test_accuracy_leak_free_mean",
        "test_accuracy_leak_free_n",
        "val_accuracy_mean",
        "test_loss_mean",
        "trainable_parameters",
        "features_seconds",
        "images_per_second_mean",
        "device",
    } <= set(table.columns)
    assert list(table["variant"]) == ["cnn", "transfer"]
    assert list(table["seeds"]) == [3, 3]
    assert list(table["features_seconds"]) == [0, 7.25]
    assert (folder / "data/report/comparison.csv").read_text().splitlines()[1].startswith("cnn,3,30000,0.")


def test_files_for_dvc_agree_with_the_results(folder: Path) -> None:
    report = folder / "data/report"
    curves = pd.read_csv(report / "curves.csv")
    columns = ["variant", "seed", "epoch", "accuracy", "val_accuracy", "loss", "val_loss"]
    assert list(curves.columns) == columns
    assert curves["variant"].unique().tolist() == ["transfer", "cnn"]  # the best first
    own = curves[(curves["variant"] == "cnn") & (curves["seed"] == 2)].reset_index(drop=True)
    history = pd.read_csv(folder / "data/models/cnn/2/history.csv")
    pd.testing.assert_frame_equal(own[columns[2:]], history[columns[2:]])
    predictions = pd.read_parquet(folder / "data/results/transfer/predictions.parquet")
    test = predictions[predictions["split"] == "test"]
    confusion = pd.read_csv(report / "confusion.csv")
    assert list(confusion.columns) == ["actual", "predicted"]
    counted = pd.crosstab(confusion["actual"], confusion["predicted"]).to_numpy()
    assert (counted == confusion_matrix(test["class_id"], test["predicted"])).all()
    table = pd.read_csv(report / "comparison.csv").set_index("variant")
    for variant in ("cnn", "transfer"):
        metrics = json.loads((report / f"metrics/{variant}.json").read_text())
        figures = (
            "accuracy_mean",
            "accuracy_low",
            "accuracy_high",
            "accuracy_leak_free_mean",
            "macro_f1_mean",
        )
        assert list(metrics) == [f"test_{figure}" for figure in figures]
        assert metrics == pytest.approx(table.loc[variant, list(metrics)].to_dict())


def test_json_holds_every_seed_and_the_summary(folder: Path) -> None:
    content = json.loads((folder / "data/report/comparison.json").read_text())
    assert content["study"] == "synthetic"
    assert content["best"] == "transfer"
    said = "lead certainty use not_shown confidence leaks untested left_out robustness".split()
    assert list(content["summary"]) == said
    assert content["summary"]["left_out"] == (
        "400 of 402 files are used. Left out: not an image (a/broken.jpg) and truncated (b/cut.png)."
    )
    metrics = json.loads((folder / "data/report/seeds/cnn.json").read_text())
    cnn = next(row for row in content["variants"] if row["variant"] == "cnn")
    assert {seed: one["test_accuracy"] for seed, one in cnn["per_seed"].items()} == {
        seed: one["test_accuracy"] for seed, one in metrics.items()
    }


def test_same_input_gives_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(folder, again, ignore=shutil.ignore_patterns("report"))
    with contextlib.chdir(again):
        compare.main()
    names = [*FIGURES, *TABLES, "metrics/cnn.json", "metrics/transfer.json"]
    names += ["seeds/cnn.json", "seeds/transfer.json"]
    before, after = (study / "data/report" for study in (folder, again))
    assert filecmp.cmpfiles(before, after, names, shallow=False)[0] == names


def test_only_named_variants_are_compared(tmp_path: Path) -> None:
    make_study(tmp_path, {"cnn": 0.8, "other": 0.9, "third": 0.7}, seeds=(0,), images=200)
    text = (tmp_path / "params.yaml").read_text()
    (tmp_path / "params.yaml").write_text(text[: text.index("  third:")])
    with contextlib.chdir(tmp_path):
        compare.main()
    table = pd.read_csv(tmp_path / "data/report/comparison.csv")
    assert list(table["variant"]) == ["cnn", "other"]
    assert table["test_accuracy_std"].isna().all()  # one seed has no spread
    assert "third" not in (tmp_path / "data/report/report.html").read_text()


def test_with_one_seed_the_report_speaks_of_these_trainings_alone(tmp_path: Path, folder: Path) -> None:
    make_study(tmp_path, {"cnn": 0.8, "other": 0.9}, seeds=(0,), images=200)
    with contextlib.chdir(tmp_path):
        compare.main()
    one, three = ((study / "data/report/report.html").read_text() for study in (tmp_path, folder))
    assert "the band the 95% interval, of these trainings alone: another seed may do better or worse." in one
    assert "as one draw). With one seed these trainings alone are compared: another seed may turn" in one
    summary = json.loads((tmp_path / "data/report/comparison.json").read_text())["summary"]
    assert summary["lead"].endswith(", of one seed alone).")
    assert "as one draw) and the chance of the seeds. With three seeds" in three
    assert "these trainings alone" not in three


def test_intervals_and_tests_are_said_wherever_they_are_given(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(folder, tmp_path / "study")
    intervals = {"cnn": (0.701, 0.823), "transfer": (0.802, 0.934)}
    pair = {"first": "transfer", "second": "cnn", "difference": 0.05, "low": -0.01, "high": 0.11}
    pair |= {"p_value": 0.06, "p_holm": 0.06, "images": 80, "only_first": 7, "only_second": 3}
    pair |= {"better": None}
    found = Verdict(intervals, intervals, ["cnn"], [], [pair])
    monkeypatch.setattr(verdict, "verdict", lambda *_: found)
    with contextlib.chdir(folder):
        compare.main()
    html = (folder / "data/report/report.html").read_text()
    text = (folder / "data/report/report.md").read_text()
    content = json.loads((folder / "data/report/comparison.json").read_text())
    assert "<td>80.2% \N{EN DASH} 93.4%</td>" in html
    assert "the band the 95% interval" in html
    assert "| 80.2% \N{EN DASH} 93.4% |" in text
    assert content["variants"][0]["test_accuracy_low"] == 0.701
    assert content["variants"][0]["test_accuracy_high"] == 0.823
    assert content["pairs"] == [pair]
    assert "<td>5.0 points</td>" in html
    assert '<td class="text">cannot be told</td>' in html
    assert content["summary"]["certainty"] == (
        "Paired tests, corrected for the number of pairs, cannot tell transfer apart from cnn."
    )


def test_a_variant_without_a_leak_free_image_stands_last(tmp_path: Path) -> None:
    make_study(tmp_path, {"leaky": 0.9, "clean": 0.7}, seeds=(0, 1), images=600, leaked=1.0)
    path = tmp_path / "data/results/clean/predictions.parquet"
    pd.read_parquet(path).assign(leaked=False).to_parquet(path, index=False)  # trained without the others
    with contextlib.chdir(tmp_path):
        compare.main()
    content = json.loads((tmp_path / "data/report/comparison.json").read_text())
    assert (content["best"], content["ranked_by"]) == ("clean", "test_accuracy_leak_free")
    leaky = next(row for row in content["variants"] if row["variant"] == "leaky")
    assert (leaky["rank"], leaky["test_accuracy_leak_free_n"]) == (2, 0)
    assert (leaky["test_accuracy_leak_free_mean"], leaky["test_accuracy_leak_free_low"]) == (None, 0.0)
    assert leaky["area_under_risk_coverage"] > 0  # on all test images, as its other figures of trust
    assert content["summary"]["leaks"].startswith(
        "120 of 120 test images (100.0%) have a near-duplicate in training."
        " None is free of leaks, so no figure of leaky tells skill from memory."
        " clean was trained without them:"
    )
    html = (tmp_path / "data/report/report.html").read_text()
    text = re.sub(r"data:image[^\"]*|<(style|script)>.*?</\1>", "", html, flags=re.DOTALL)
    assert re.findall(r".{0,60}\bnan\b.{0,20}", text, re.IGNORECASE) == []
    assert "on the leak-free test images (of leaky on all: fewer than 100 are leak-free)." in text
    assert text.count("Not known of leaky.") == 4  # a figure for each kind of cost


def test_missing_results_end_in_one_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_study(tmp_path, {"cnn": 0.8}, seeds=(0,), images=100)
    (tmp_path / "data/results/cnn/temperatures.json").unlink()
    with contextlib.chdir(tmp_path), pytest.raises(SystemExit):
        errors.run(compare.main)
    assert capsys.readouterr().err == (
        "error: data/results/cnn/temperatures.json is missing. Run `dvc repro`, which makes it.\n"
    )


def test_images_removed_from_training_shift_no_row(tmp_path: Path) -> None:
    make_study(tmp_path, {"cnn": 0.7}, seeds=(0, 1), images=300)
    path = tmp_path / "data/split/split.parquet"
    split = pd.read_parquet(path)
    first = split.index[split["split"] == "train"][:40]
    split.drop(first).to_parquet(path, index=False)  # as leaks: remove_from_training does
    with contextlib.chdir(tmp_path):
        compare.main()
    html = (tmp_path / "data/report/report.html").read_text()
    predictions = pd.read_parquet(tmp_path / "data/results/cnn/predictions.parquet")
    wrong = predictions[
        (predictions["split"] == "test") & (predictions["class_id"] != predictions["predicted"])
    ]
    worst = wrong.sort_values("confidence").iloc[-1]
    image = split.loc[int(worst["row"])]
    assert f'alt="A picture of {image["label"]}, taken for ' in html
    assert f'title="{image["path"]}"' in html


def test_compare_needs_no_tensorflow() -> None:
    code = "import sys, stages.compare; print({'tensorflow', 'keras', 'mlflow'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_pictures_of_one_subject_count_as_one_draw(tmp_path: Path) -> None:
    make_study(tmp_path, {"cnn": 0.8, "transfer": 0.9}, images=300)
    audit = tmp_path / "data/split/audit.json"
    told = json.loads(audit.read_text())
    subjects = {"count": 20, "images": 300, "test_images_of_trained": 0}
    audit.write_text(json.dumps(told | {"subjects": subjects}))
    with contextlib.chdir(tmp_path):
        compare.main()
    page = (tmp_path / "data/report/report.html").read_text()
    for words in ("(", "exact, ", "whatever "):
        assert f"{words}near-duplicates, and pictures of one subject, " in page
    assert "20 on 300 images" in page
