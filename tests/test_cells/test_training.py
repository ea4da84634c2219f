"""Which finished training a train stage takes for its own, and what a variant's resources set."""

import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lineup.cells import training
from lineup.inference.device import Device
from lineup.schema import params
from lineup.schema.params import Params
from lineup.training.sets import Sets
from tests import finished
from tests.conftest import SMALL

COMMON = {"recipe": {}, "split_digest": "a", "inputs": {}, "code": {}}
HERE = Device("cpu", "float32")


def ready(common: dict[str, Any] = COMMON) -> training.Ready:
    study = Params.model_validate(SMALL)
    name, none = "fully_connected", np.zeros(0)
    table = pd.DataFrame(
        {"row": [0], "path": ["a"], "label": ["a"], "split": ["train"], "near_test": [False]}
    )
    data = Sets(none, 3, none, none, none, none, none)
    return training.Ready(study, name, study.variants[name], Path("data/images"), data, HERE, common, table)


def finish(training_key: str) -> str:
    Path("checkpoints", training_key, "finished").mkdir(parents=True)
    return training_key


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_finished_training_is_said_and_not_trained(capsys: pytest.CaptureFixture[str]) -> None:
    one = ready()
    own = finish(one.key(1))  # the first seed's would have its picture drawn
    with one.filled(1, own) as store:
        assert store.name == own
    assert capsys.readouterr().out == (
        "fully_connected seed 1: trained before with the same recipe and data, restored\n"
    )


def test_resources_change_no_key_and_set_threads_and_cards(
    finished_study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(finished_study)
    for name in ("CUDA_VISIBLE_DEVICES", "TF_NUM_INTRAOP_THREADS"):
        monkeypatch.setenv(name, "as it was")
    study = params.load()
    changed = {"two": {**finished.VARIANTS["two"], "resources": {"cpus": 2, "gpus": 0, "memory": "4G"}}}
    other = Params.model_validate({**study.model_dump(mode="json"), "variants": changed})
    assert training.ready(study, "two").key(0) == training.ready(other, "two").key(0)
    assert (os.environ["CUDA_VISIBLE_DEVICES"], os.environ["TF_NUM_INTRAOP_THREADS"]) == ("-1", "2")
