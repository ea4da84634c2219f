"""What a machine that shares nothing with the driver lacks. Real trainings there: test_real.py."""

from pathlib import Path

import pytest

from lineup.cells import elsewhere, on_ray, plan
from lineup.errors import LineupError
from lineup.schema import params
from tests.test_cells import inputs


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
