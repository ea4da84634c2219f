"""A real training on a machine that shares nothing with the driver but an S3 API."""

import shutil
import zipfile
from pathlib import Path

import pytest

from lineup.cells import elsewhere, on_ray, plan
from lineup.cells.exchange import Exchange
from lineup.errors import LineupError
from lineup.files import read_json
from lineup.records.key import CHECKPOINT
from lineup.schema import params
from tests import services, warm
from tests.finished import dvc
from tests.test_cells import inputs


def weights(folder: Path) -> bytes:
    with zipfile.ZipFile(folder / "model.keras") as model:
        return model.read("model.weights.h5")


def test_it_comes_to_what_the_driver_would_have_trained(
    finished_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**services.SECRETS, **services.REGION}.items():
        if name.startswith("AWS_"):
            monkeypatch.setenv(name, value)
    project, node = tmp_path / "project", tmp_path / "node"
    shutil.copytree(finished_study, project, ignore=shutil.ignore_patterns("checkpoints", "mlruns"))
    monkeypatch.chdir(project)
    study = params.load()
    (cell,) = [plan.one(study, "head", 1)]
    with services.s3(tmp_path, "team") as address:
        for setting in [
            ("remote", "add", "-d", "team", "s3://team/lineup"),
            ("remote", "modify", "team", "endpointurl", address),
            ("push", "-q", *plan.inputs(study, ["head"])),
        ]:
            done = dvc(project, *setting)
            assert done.returncode == 0, done.stderr
        elsewhere.pack(project, node)
        assert not (node / "data/features").exists()
        given = (node, tmp_path / "log", "run 1", elsewhere.versions())
        outcome = elsewhere.train(cell, *given)
        assert outcome.error == "", (tmp_path / "log").read_text()
        here = Exchange(project, "run 1")
        assert here.bring(outcome.key, tmp_path / "store") is True
        assert here.claimed(outcome.key) is None
        assert not here.has(outcome.key, CHECKPOINT)
    expected = finished_study / "data/models/head/1"
    assert outcome.key == read_json(expected / "training.json")["training_key"]
    assert weights(tmp_path / "store/finished") == weights(expected)
    assert not (node / "mlruns/mlflow.db").exists()
    assert_taken_by_the_train_stage(project, tmp_path / "store", outcome.key)


def assert_taken_by_the_train_stage(project: Path, store: Path, key: str) -> None:
    """The driver's train stage finds the training by its key, and trains the other seed alone."""
    shutil.copytree(store, project / "checkpoints" / key)
    done = warm.run(project, "stages.train", "head")
    assert "head seed 1: trained before with the same recipe and data, restored\n" in done.stdout
    assert "head seed 0  epoch 2/2" in done.stdout


def test_what_cannot_be_brought_or_pushed_is_told_in_dvcs_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remote lacks what was never pushed; then a file is where its folder should be."""
    project, node = inputs.make(tmp_path / "project", tmp_path / "remote"), tmp_path / "node"
    elsewhere.pack(project, node)
    cell = plan.one(params.load(project / "params.yaml"), "net", 0)
    outcome = elsewhere.train(cell, node, tmp_path / "log", "run", elsewhere.versions())
    assert outcome.error.startswith("DVC could not bring the inputs here: ")
    assert "data/images" in outcome.error
    (tmp_path / "remote").touch()
    monkeypatch.chdir(project)
    with pytest.raises(LineupError) as caught:
        on_ray.push(["split", "preprocess"])
    assert str(caught.value).startswith("DVC could not push what the cells read: ERROR: ")
