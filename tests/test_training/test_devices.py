"""One training on several devices: two virtual CPUs here, since there are no two cards."""

import json
from pathlib import Path

import numpy as np
import pytest

from lineup.cells import training
from lineup.cells.cell import Cell
from lineup.cells.choice import Choice
from lineup.cells.local import Local
from lineup.schema.params import Params
from lineup.schema.variant import Resources
from tests import warm
from tests.conftest import ROOT, SMALL
from tests.mistakes import mistake


def test_two_devices_come_to_what_one_comes_to_but_for_rounding(tmp_path: Path) -> None:
    """Also after a kill, to the same bits; and they are another device in a training's key."""
    done = warm.run(ROOT, "tests.test_training.several", str(tmp_path))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert [facts["device"] for facts in told["facts"]] == ["cpu", "2 x cpu"]
    one, both, killed = (
        [np.array(part) for part in told["weights"][name]] for name in ("one", "both", "killed")
    )
    for alone, shared in zip(one, both, strict=True):
        np.testing.assert_allclose(shared, alone, atol=2e-3)
    assert any((alone != shared).any() for alone, shared in zip(one, both, strict=True))
    assert all((left == right).all() for left, right in zip(both, killed, strict=True))


@pytest.mark.parametrize(("batch_size", "images", "first"), [(30, 1000, 30), (32, 30, 30), (3, 1000, 3)])
def test_devices_share_the_first_batch_alike(batch_size: int, images: int, first: int) -> None:
    assert mistake(training.refuse_uneven_batches, "net", batch_size, images, 4) == (
        "training.devices: all deals each batch among the 4 devices here, which cannot share net's first one,"
        f" of {first} images, alike: make its batch_size a multiple of 4, or set training.devices: one."
    )
    training.refuse_uneven_batches("net", 32, 1001, 4)
    training.refuse_uneven_batches("net", batch_size, images, 0)


def test_side_by_side_no_training_has_all_devices() -> None:
    study = Params.model_validate({**SMALL, "training": {**SMALL["training"], "devices": "all"}})
    cells = [Cell("net", seed, 1, "images", Resources()) for seed in (0, 1)]
    assert mistake(Choice(jobs=2).executor, study, cells, Path()) == (
        "training.devices: all gives each training all devices of this machine, which --jobs 2 would have it"
        " share: say --jobs 1, or set training.devices: one."
    )
    alone = Choice(jobs=1).executor(study, cells, Path())
    assert isinstance(alone, Local)
    assert alone.cards == []  # each process sees all
