"""Where nobody names a variant, the one answers that the report says to use, if it is of what is there."""

import json
import shutil
from pathlib import Path

import pytest

from lineup.inference import workspace
from lineup.records import to_use
from tests import copied

RENEWED = "(`dvc repro` brings it up to date)"


@pytest.fixture(scope="module")
def project(finished_study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study whose report says to use a variant that has not the lowest validation loss."""
    project = copied.copy(finished_study, tmp_path_factory.mktemp("to_use") / "study")
    copied.make_best(project, worst(project))
    return project


def worst(project: Path) -> str:
    data = project / "data"
    return max(workspace.evaluated(data), key=lambda name: workspace.mean_loss(data, name))


def best(project: Path) -> str:
    data = project / "data"
    return min(workspace.evaluated(data), key=lambda name: workspace.mean_loss(data, name))


def test_the_report_decides(project: Path) -> None:
    known, why = to_use.chosen(data=project / "data")
    assert (known.variant, why) == (worst(project), "the report says to use it")
    assert known.variant != best(project)


def test_a_name_is_taken_at_its_word(project: Path) -> None:
    known, why = to_use.chosen(best(project), project / "data")
    assert (known.variant, why) == (best(project), "")


def test_predict_says_which_it_took(project: Path) -> None:
    done = copied.lineup(project, "predict", "pictures/class_0", "--json")
    known, _ = to_use.chosen(data=project / "data")
    assert done.stderr == f"{known.variant}, seed {known.seed}: the report says to use it\n"
    named = copied.lineup(project, "predict", "pictures/class_0", "--json", "--variant", known.variant)
    assert (named.stdout, named.stderr) == (done.stdout, "")


def test_a_report_of_other_trainings_decides_nothing(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project / "data", tmp_path / "data")
    training = next((tmp_path / "data/models/one").glob("*/training.json"))
    training.chmod(0o644)
    training.write_text(json.dumps(json.loads(training.read_text()) | {"training_key": "another"}))
    known, why = to_use.chosen(data=tmp_path / "data")
    assert known.variant == best(project)
    assert why == f"the lowest validation loss, since the report is older than what is trained here {RENEWED}"


def test_a_variant_that_the_report_lacks_makes_it_out_of_date(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project / "data", tmp_path / "data")
    shutil.copytree(tmp_path / "data/results/one", tmp_path / "data/results/new")
    shutil.copytree(tmp_path / "data/models/one", tmp_path / "data/models/new")
    _, why = to_use.chosen(data=tmp_path / "data")
    lacking = f"the report is of other variants than those trained here {RENEWED}"
    assert why == f"the lowest validation loss, since {lacking}"


def test_without_a_report_the_lowest_validation_loss_decides(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project / "data", tmp_path / "data")
    shutil.rmtree(tmp_path / "data/report")
    known, why = to_use.chosen(data=tmp_path / "data")
    assert (known.variant, why) == (best(project), "the lowest validation loss, since there is no report")
