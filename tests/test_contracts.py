"""The files between stages, file by file and column by column, as docs/design.md gives them."""

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import cv2
import keras
import numpy as np
import pandas as pd
import pytest

from tests.finished import VARIANTS

IMAGES, CLASSES, SEEDS = 60, 3, ("0", "1")


@pytest.fixture
def data(finished_study: Path) -> Path:
    return finished_study / "data"


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def test_each_stage_owns_its_folder(data: Path) -> None:
    owned = {path.name for path in data.iterdir() if path.is_dir()}
    assert owned == {"check", "raw", "images", "split", "features", "suspects", "models", "results", "report"}


def test_raw(data: Path) -> None:
    assert {path.name for path in (data / "raw").iterdir()} == {"images.zip", "manifest.json"}
    assert {"source", "sha256", "bytes", "licence", "counts"} <= set(read(data / "raw/manifest.json"))
    assert len(zipfile.ZipFile(data / "raw/images.zip").namelist()) == IMAGES


def test_images(data: Path) -> None:
    images = np.load(data / "images/images.npy", mmap_mode="r")
    assert (images.shape, images.dtype) == ((IMAGES, 24, 24, 3), np.uint8)
    index = pd.read_parquet(data / "images/index.parquet")
    columns = ["path", "label", "official_split", "width", "height", "format", "sha256", "subject"]
    assert list(index.columns) == columns
    assert len(index) == IMAGES
    assert index.sha256.str.fullmatch("[0-9a-f]{64}").all()
    assert set(zip(index.width, index.height, index.format, strict=True)) == {(48, 40, "PNG")}
    with (data / "images/rejected.csv").open() as file:
        assert next(csv.reader(file)) == ["path", "reason"]


def test_split(data: Path) -> None:
    split = pd.read_parquet(data / "split/split.parquet")
    columns = ["row", "path", "label", "class_id", "group", "split", "leaked", "near_test"]
    assert list(split.columns) == columns
    index = pd.read_parquet(data / "images/index.parquet")
    assert split.row.tolist() == list(range(IMAGES))
    assert (index.path.to_numpy()[split.row] == split.path.to_numpy()).all()
    assert set(split.split) == {"train", "validation", "test"}
    assert (split.groupby("group").split.nunique() == 1).all()
    assert split.leaked.dtype == bool
    audit = read(data / "split/audit.json")
    names = set(
        (
            "images rejected left_out found alike_classes groups label_conflicts across_source_splits"
            " skipped_classes test line aligned control pairs pairs_below"
        ).split()
    )
    assert names <= set(audit)
    assert set(audit["test"]) == {"images", "near_duplicates_in_training", "share", "leaked"}
    assert set(audit["control"]) == {"pictures", "with_partner", "share_at_most", "test_images_at_most"}
    for name in ("samples.png", "classes.png"):
        assert (data / "split" / name).read_bytes().startswith(b"\x89PNG")


def test_features(data: Path) -> None:
    features = np.load(data / "features/tiny/features.npy")
    assert (features.shape, features.dtype) == ((IMAGES, 256), np.float32)


def test_suspects(data: Path) -> None:
    folder = data / "suspects/small"
    assert {path.name for path in folder.iterdir()} == {"suspects.csv", "summary.json", "cost.json"}
    table = pd.read_csv(folder / "suspects.csv")
    assert list(table.columns) == ["row", "path", "split", "label", "suggested", "quality"]
    assert read(folder / "summary.json")["suspected"] == len(table)
    found = read(data / "report/comparison.json")["suspected_labels"]
    assert found == {"small": len(table)}


@pytest.mark.parametrize("variant", list(VARIANTS))
@pytest.mark.parametrize("seed", SEEDS)
def test_models(data: Path, variant: str, seed: str) -> None:
    folder = data / "models" / variant / seed
    history = pd.read_csv(folder / "history.csv")
    assert list(history.columns) == ["epoch", "loss", "accuracy", "val_loss", "val_accuracy", "learning_rate"]
    assert history.epoch.tolist() == [1, 2]
    cost = read(folder / "cost.json")
    names = {"parameters", "trainable_parameters", "training_seconds", "images_per_second", "device"}
    assert names | {"multiply_accumulates", "model_bytes"} <= set(cost)
    assert cost["model_bytes"] == (folder / "model.keras").stat().st_size
    model = keras.saving.load_model(folder / "model.keras", compile=False)
    assert model.count_params() == cost["parameters"]
    assert model.input_shape == (None, 24, 24, 3)
    assert model.inputs[0].dtype == "uint8"
    assert len(read(folder / "training.json")["training_key"]) == 64


def test_a_picture_of_what_each_net_on_images_is_fed(data: Path) -> None:
    fed = {path.parent.name for path in (data / "models").glob("*/fed.png")}
    assert fed == {"one", "two"}
    picture = cv2.imread(str(data / "models/one/fed.png"))
    assert picture is not None
    assert picture.shape == (4 * 26 - 2, 8 * 26 - 2, 3)
    assert "Training images that one is fed: mirrored at random" in (data / "report/report.html").read_text()


def test_a_transfer_model_is_whole(data: Path) -> None:
    cost = read(data / "models/head/0/cost.json")
    backbone = read(data / "features/tiny/cost.json")["parameters"]
    assert cost["parameters"] == backbone + 256 * CLASSES + CLASSES
    assert cost["trainable_parameters"] == 256 * CLASSES + CLASSES
    head = 256 * CLASSES
    assert cost["multiply_accumulates"] - head > 100 * head  # those of the backbone


def test_multiply_accumulates_by_hand(data: Path) -> None:
    inner = 11 * 11 * 4  # what narrow's convolution makes of 24 x 24 pixels
    cost = read(data / "models/one/0/cost.json")
    assert cost["multiply_accumulates"] == inner * 3 * 3 * 3 + inner * CLASSES


@pytest.mark.parametrize("variant", list(VARIANTS))
def test_results(data: Path, variant: str) -> None:
    folder = data / "results" / variant
    predictions = pd.read_parquet(folder / "predictions.parquet")
    columns = ["row", "seed", "split", "class_id", "leaked", "predicted"]
    columns += ["confidence", "confidence_calibrated"]
    assert list(predictions.columns) == columns
    probabilities = np.load(folder / "probabilities.npy")
    assert probabilities.shape == (len(predictions), CLASSES)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    assert (probabilities.argmax(axis=1) == predictions.predicted).all()
    np.testing.assert_allclose(probabilities.max(axis=1), predictions.confidence)
    split = pd.read_parquet(data / "split/split.parquet")
    judged = split[split.split != "train"]
    for _, own in predictions.groupby("seed"):
        assert sorted(own.row) == sorted(judged.row)
    assert set(read(folder / "temperatures.json")) == set(SEEDS)
    metrics = read(data / "report/seeds" / f"{variant}.json")
    assert set(metrics) == set(SEEDS)
    for seed, figures in metrics.items():
        test = predictions[(predictions.seed == int(seed)) & (predictions.split == "test")]
        assert figures["test_accuracy"] == (test.predicted == test.class_id).mean()
        names = (
            "test_loss test_macro_f1 test_accuracy_leak_free test_accuracy_leak_free_n val_accuracy".split()
        )
        assert {*names, "temperature"} <= set(figures)


@pytest.mark.parametrize("variant", list(VARIANTS))
def test_latency(data: Path, variant: str) -> None:
    cost = read(data / "results" / variant / "cost.json")
    assert cost["latency_device"] == read(data / "models" / variant / "0/cost.json")["device"]
    for images in (1, 64):
        assert 0 < cost[f"latency_{images}_seconds"] < 60
        assert 3 <= cost[f"latency_{images}_runs"] <= 20


def test_report(data: Path) -> None:
    names = {path.name for path in (data / "report").iterdir()}
    assert {"report.html", "report.md", "comparison.csv", "comparison.json"} <= names
    assert {"curves.csv", "confusion.csv", "metrics", "seeds"} <= names
    assert {path.stem for path in (data / "report/metrics").iterdir()} == set(VARIANTS)
    table = pd.read_csv(data / "report/comparison.csv")
    columns = "variant seeds parameters test_accuracy_mean test_accuracy_std test_macro_f1_mean".split()
    assert list(table.columns)[:7] == [*columns, "training_seconds_mean"]
    assert sorted(table.variant) == sorted(VARIANTS)
    costs = ["multiply_accumulates", "model_bytes", "latency_1_seconds", "latency_64_seconds"]
    assert (table[costs] > 0).all(axis=None)
    one = read(data / "report/seeds/one.json")
    accuracies = [figures["test_accuracy"] for figures in one.values()]
    row = table.set_index("variant").loc["one"]
    assert row.test_accuracy_mean == pytest.approx(np.mean(accuracies))
    assert row.test_accuracy_std == pytest.approx(np.std(accuracies, ddof=1))
