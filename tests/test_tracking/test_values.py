"""The plain parts of tracking: places, recipes, points, receipts."""

import json
import math
import pickle
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest

from lineup.errors import LineupError
from lineup.records import recipe
from lineup.tracking import collect, notes, pictures, place, receipt, runs, store, ui
from tests.ports import silent
from tests.test_tracking.made_up import fill


def test_the_store_is_in_the_repository_or_where_the_variable_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    copy = tmp_path / ".dvc/tmp/exps/tmpabc"
    copy.mkdir(parents=True)
    for here in (tmp_path, copy):
        assert store.address(here) == f"sqlite:///{tmp_path}/mlruns/mlflow.db"
    assert (store.is_copy(tmp_path), store.is_copy(copy)) == (False, True)
    assert store.artifacts(store.address(copy)) == str(tmp_path / "mlruns/artifacts")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", " ")
    assert store.address(tmp_path) == f"sqlite:///{tmp_path}/mlruns/mlflow.db"
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:1\n")
    assert store.address(tmp_path) == "http://127.0.0.1:1"
    assert store.database("http://127.0.0.1:1") is None
    assert store.artifacts("http://127.0.0.1:1") is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (None, "small"),
        ("", "small"),
        ("  ", "small"),
        (" /Shared/ ", "/Shared/small"),
        ("Bär 1", "Bär 1"),
        ("/", "/small"),
    ],
)
def test_the_experiment_is_named_by_the_study_or_by_what_is_said(
    said: str | None, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if said is not None:
        monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", said)
    assert place.named("small") == name


def test_a_recipe_is_flat_and_complete(study: Path) -> None:
    flat = collect.training(study / "data", "synthetic", "cnn", 0).params
    assert flat["learning_rate"] == 0.001
    assert flat["schedule.name"] == "constant"
    assert not {name for name in flat if name.startswith(("reported", "augmentation"))}
    nested = {"options": {"filters": [8, 16], "dropout": 0.5}, "zoom": 1.0, "flip": True, "stop": None}
    expected = {"options.filters": "[8, 16]", "options.dropout": 0.5, "zoom": 1, "flip": True}
    assert recipe.flatten(nested) == expected


def test_points_that_are_missing_or_wrong_are_told() -> None:
    history = [{"epoch": 1.0, "loss": 0.5, "seconds": 3.0}, {"epoch": 2.0, "loss": math.nan}]
    points = runs.epoch_points(history)
    assert points[0] == ("loss", 1, 0.5)
    assert runs.missing(points, {("loss", 1): [0.5]}) == points[1:]
    assert not runs.contradicts(points, {("loss", 1): [0.5 + 1e-9], ("loss", 2): [math.nan]})
    assert runs.contradicts(points, {("loss", 1): [0.6]})
    assert runs.contradicts(points, {("loss", 1): [0.5, 0.5]})
    assert runs.contradicts(points, {("loss", 3): [0.5]})
    assert runs.same(math.inf, 1.7976931348623157e308)


def test_only_metrics_that_a_run_has_are_asked_for() -> None:
    """A request each: of a new run none."""
    client = Mock()
    client.get_metric_history.return_value = [Mock(timestamp=time, step=1, value=time) for time in (2, 1)]
    run = Mock(**{"info.run_id": "r", "data.metrics": {"loss": 2.0, "system/cpu": 9.0}})
    assert runs.logged(client, run, ("loss", "accuracy")) == {("loss", 1): [1, 2]}
    client.get_metric_history.assert_called_once_with("r", "loss")


def test_a_receipt_that_cannot_be_read_holds_nothing(tmp_path: Path) -> None:
    file = receipt.path(tmp_path, "toons")
    assert file == tmp_path / "receipt-toons.json"
    assert not receipt.holds(file, "digest", "http://server", None)
    receipt.write(file, "digest", "http://server", None)
    assert receipt.holds(file, "digest", "http://server", None)
    assert not receipt.holds(file, "digest", "http://other", None)
    assert not receipt.holds(file, "changed", "http://server", None)
    file.write_text("{half")
    assert not receipt.holds(file, "digest", "http://server", None)


def test_descriptions_say_what_was_found(study: Path) -> None:
    one = collect.training(study / "data", "synthetic", "cnn", 0)
    assert notes.training(one).startswith("**cnn**, seed 0, of study `synthetic`.\n\n- test accuracy ")


def test_pictures_of_a_training_can_be_drawn_by_another_process(study: Path) -> None:
    one = collect.training(study / "data", "synthetic", "cnn", 0)
    draw = pickle.loads(pickle.dumps(partial(pictures.draw, data=study / "data")))  # noqa: S301 (its own)
    assert tuple(draw(pickle.loads(pickle.dumps(one)))) == pictures.NAMES  # noqa: S301


def test_the_ui_says_what_to_do(study: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(study)
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    (study / "mlruns/mlflow.db").unlink()
    with pytest.raises(LineupError) as missing:
        ui.open_ui(5000)
    told = f"There is no MLflow store yet at {study}/mlruns/mlflow.db. `lineup run` makes it."
    assert str(missing.value) == told
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "server:5000")
    with pytest.raises(LineupError) as vague:
        ui.open_ui(5000)
    told = "MLFLOW_TRACKING_URI is 'server:5000'. Give an address, such as http://HOST:PORT."
    assert str(vague.value) == told
    with silent() as port, pytest.raises(LineupError) as taken:
        ui.require_free(port)
    assert str(taken.value) == (
        f"Port {port} of 127.0.0.1 is taken (Address already in use), perhaps by an MLflow that still runs."
        f" Choose another: lineup ui --port {port + 1 if port < 65535 else 5000}"
    )


def test_the_ui_serves_this_machine_alone(tmp_path: Path) -> None:
    command = ui.command(f"sqlite:///{tmp_path}/mlflow.db", 5000)
    assert command[1:] == (
        f"-m mlflow server --backend-store-uri sqlite:///{tmp_path}/mlflow.db"
        f" --default-artifact-root {tmp_path}/artifacts --host 127.0.0.1 --port 5000 --workers 1"
    ).split(" ")


def test_seeds_trained_on_two_devices_are_two_recipes(tmp_path: Path) -> None:
    fill(tmp_path, {"cnn": 0.8}, (0, 1, 2))
    (one,) = collect.study(tmp_path / "data").recipes
    assert (one.seeds, one.params["learning_rate"]) == ([0, 1, 2], 0.001)
    assert one.figures["test_accuracy_mean"] == 0.8  # as comparison.csv says
    path = tmp_path / "data/models/cnn/2/training.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"device": "GPU"}))
    figures = tmp_path / "data/report/seeds/cnn.json"
    said = json.loads(figures.read_text())
    figures.write_text(json.dumps(said | {"1": said["1"] | {"test_accuracy": 0.6}}))
    first, second = collect.study(tmp_path / "data").recipes
    assert ((first.seeds, second.seeds), first.name[:4]) == (([0, 1], [2]), "cnn-")
    assert first.name != second.name
    assert first.figures["test_accuracy_mean"] == pytest.approx(0.7)
    assert first.figures["test_accuracy_std"] == pytest.approx(0.1 * 2**0.5)
    assert (second.figures["seeds"], second.figures["test_accuracy_mean"]) == (1, 0.8)
    assert "test_accuracy_std" not in second.figures
    assert notes.recipe(first).startswith("**cnn**, recipe `cnn-")


@pytest.mark.parametrize(
    ("place", "folder"),
    [
        ("mlflow-artifacts:/1/models/m-1/artifacts", None),
        ("models:/m-1", None),
        ("s3://team/mlflow", None),
        ("file:///a%20b/c", "/a b/c"),
        ("/a:b/c", "/a:b/c"),
        ("mlruns/artifacts", "mlruns/artifacts"),
    ],
)
def test_which_places_of_artifacts_are_folders_here(place: str, folder: str | None) -> None:
    assert store.local(place) == (Path(folder) if folder else None)
