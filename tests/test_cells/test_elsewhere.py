"""What a machine that shares nothing with the driver lacks. Real trainings there: test_real.py."""

from pathlib import Path

import pytest
from dvc.config import Config

from benchmarks import cells_lab
from lineup.cells import driver, elsewhere, on_ray, plan
from lineup.cells.local import Local
from lineup.errors import LineupError
from lineup.schema import params
from tests import warm
from tests.ports import free_port
from tests.test_cells import inputs, pretend


def test_what_cannot_be_brought_or_pushed_is_told_in_dvcs_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remote lacks what was never pushed; then a file is where its folder should be."""
    monkeypatch.setattr("sys.executable", warm.python())
    project, node = inputs.make(tmp_path / "project", tmp_path / "remote"), tmp_path / "node"
    elsewhere.pack(project, node)
    study = params.load(project / "params.yaml")
    cell = plan.one(study, "net", 0)
    outcome = elsewhere.train(cell, node, tmp_path / "log", "run", elsewhere.versions())
    assert outcome.error.startswith("DVC could not bring the inputs here: ")
    assert "data/images" in outcome.error
    (tmp_path / "remote").touch()
    monkeypatch.chdir(project)
    with pytest.raises(LineupError) as caught:
        on_ray.OnRay(study, project, [cell], "auto")
    assert str(caught.value).startswith("DVC could not push what the cells read: ERROR: ")


def test_a_copy_has_what_cells_read_and_the_remotes_place(tmp_path: Path) -> None:
    """The project is a subfolder of DVC's repository, whose remote is named by its way from there."""
    whole, node = tmp_path / "whole", tmp_path / "node/copy"
    project = whole / "team/project"
    (whole / ".dvc").mkdir(parents=True)
    (whole / ".dvc/config").write_text(
        "[core]\n    remote = team\n['remote \"team\"']\n    url = ../../sto%re\n"
        "['remote \"far\"']\n    url = s3://team/lineup\n"
    )
    for name in ("params.yaml", "pictures/a.png", "pictures.py", "lineup/code.py"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).touch()
    elsewhere.pack(project, node, "pictures")
    found = {path.relative_to(node).as_posix() for path in node.rglob("*") if path.is_file()}
    assert found == {"params.yaml", "pictures.py", "lineup/code.py", ".dvc/config"}
    settings = Config(str(node / ".dvc"))
    assert settings["core"]["remote"] == "team"
    places = {name: remote["url"] for name, remote in settings["remote"].items()}
    assert places == {"team": str(tmp_path / "sto%re"), "far": "s3://team/lineup"}


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_training_goes_on_elsewhere_where_a_nodes_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It fails where the disks of all nodes are."""
    pytest.importorskip("ray.cluster_utils", reason="needs the extra ray: uv sync --extra ray")
    pretended = {"LINEUP_WORKER": "tests.test_cells.pretend", "NODES": str(tmp_path)}
    for name, value in {**cells_lab.variables(tmp_path / "journal"), **pretended}.items():
        monkeypatch.setenv(name, value)
    project = inputs.make(tmp_path / "project", tmp_path / "remote")
    monkeypatch.chdir(project)
    study = params.load(project / "params.yaml")
    cells = [plan.one(study, "net", seed) for seed in (pretend.FILLS, pretend.FILLS_ALL)]
    with cells_lab.cluster("a") as cluster:
        cluster.add("b")
        jobs = on_ray.OnRay(study, project, cells, cluster.address)
        outcomes = driver.run(cells, jobs, tmp_path / "logs", here=Local(project, 1))
    full = "a file could not be written: No space left on device"
    assert [outcome.error for outcome in outcomes.values()] == ["", full]
    for cell in cells:
        assert sorted((tmp_path / str(cell.seed)).read_text().split()) == ["a", "b"]


@pytest.mark.parametrize("before", ["", "ray://"])
def test_where_no_cluster_listens_is_told_at_once(before: str) -> None:
    address = f"{before}127.0.0.1:{free_port()}"
    with pytest.raises(LineupError) as caught:
        on_ray.refuse_silent(address)
    assert str(caught.value) == f"No Ray cluster answers at {address}: Connection refused."
