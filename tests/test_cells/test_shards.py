"""Features in shards that cells make: the same bytes as those of the stage alone."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from lineup.cells import restoring, shards
from lineup.cells.cell import Cell
from lineup.schema.variant import Resources
from tests import finished, warm
from tests.conftest import SMALL, draw_pictures

SMALLER = ("ROWS = 256 * BATCH", "ROWS = BATCH")


def test_rows_are_dealt_in_whole_batches() -> None:
    assert shards.spans(0) == []
    assert shards.spans(16_384) == [range(16_384)]
    assert shards.spans(40_000) == [range(16_384), range(16_384, 32_768), range(32_768, 40_000)]
    assert shards.ROWS % shards.BATCH == 0


def test_small_sets_have_no_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "images").mkdir()
    np.save(tmp_path / "images/images.npy", np.zeros((130, 2, 2, 3), np.uint8))
    assert shards.cells(["net"], tmp_path) == []
    monkeypatch.setattr(shards, "ROWS", shards.BATCH)
    found = shards.cells(["net"], tmp_path)
    assert found == [Cell("features/net", number, 1, "images", Resources()) for number in range(3)]
    assert [(one.title, one.name) for one in found[:2]] == [
        ("features/net part 1", "features-net-p1"),
        ("features/net part 2", "features-net-p2"),
    ]


def test_a_shard_is_another_for_other_rows_or_machines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    here = {"device": "cpu", "precision": "float32", "tensorflow": "2", "keras": "3"}
    card = {**here, "device": "a card"}
    keys = {
        shards.shard_key({"backbone": name}, machine, rows)
        for name in ("a", "b")
        for machine in (here, card)
        for rows in (range(64), range(64, 128))
    }
    assert len(keys) == 8
    store = restoring.place(shards.shard_key({"backbone": "a"}, card, range(64)))
    assert shards.found({"backbone": "a"}, [here, card], range(64)) is None
    (store / "finished").mkdir(parents=True)
    assert shards.found({"backbone": "a"}, [here, card], range(64)) == store
    assert shards.found({"backbone": "a"}, [here], range(64)) is None


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project of 150 pictures, with shards of 64, in which nothing has run."""
    project = tmp_path / "project"
    project.mkdir()
    finished.lay_out(project)
    shutil.rmtree(project / "pictures")
    draw_pictures(project / "pictures", each=50)
    module = project / "lineup/cells/shards.py"
    assert SMALLER[0] in module.read_text()
    module.write_text(module.read_text().replace(*SMALLER))
    head = {**finished.VARIANTS["head"], "epochs": 1}
    finished.write_params(
        project, seeds=[0], variants={"head": head}, suspects={}, analysis=SMALL["analysis"]
    )
    return project


def test_side_by_side_comes_to_the_stages_bytes(project: Path) -> None:
    done = finished.dvc(project, "repro", "features@tiny")
    assert done.returncode == 0, done.stderr
    folder = project / "data/features/tiny"
    expected = (folder / "features.npy").read_bytes()
    assert np.load(folder / "features.npy").shape[0] == 150
    shutil.rmtree(folder)
    shutil.rmtree(project / ".dvc/cache/runs")
    (project / "dvc.lock").write_text((project / "dvc.lock").read_text().partition("  features@")[0])
    ran = warm.run(project, "lineup", "run", "--jobs", "2", "train@head")
    assert ran.returncode == 0, ran.stderr
    assert "run: 3 shard(s) side by side" in ran.stdout
    for number, images in ((1, 64), (2, 64), (3, 22)):
        assert f"features/tiny part {number}: {images} images" in ran.stdout
    assert (folder / "features.npy").read_bytes() == expected
    assert json.loads((folder / "cost.json").read_text())["seconds"] > 0
    left = list((project / "checkpoints").glob("*/finished/features.npy"))
    assert left == []  # they are in data/features
