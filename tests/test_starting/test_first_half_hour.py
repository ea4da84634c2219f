"""From pictures in train/, val/ and test/ to a report, with the wheel alone, as a person does it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from tests import warm
from tests.conftest import ROOT, draw_pictures

PARTS = {"train": 12, "val": 5, "test": 6}
STAGES = 8  # check, download, preprocess, split, train, evaluate, compare, track


@pytest.fixture
def wheel(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where lineup is installed as it is published: from the wheel of the source archive."""
    folder = tmp_path_factory.mktemp("wheel")
    uv(folder, "build", "--no-build-isolation", "--out-dir", str(folder), str(ROOT))
    (built,) = folder.glob("*.whl")
    uv(folder, "pip", "install", "--no-deps", "--target", str(folder / "site"), str(built))
    monkeypatch.setenv("PYTHONPATH", str(folder / "site"))
    return folder / "site"


def uv(folder: Path, *arguments: str) -> None:
    command = ["uv", *arguments, "--offline", "--quiet", "--python", sys.executable]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def shorten(params: Path) -> None:
    """Leave one variant, one seed, two epochs and small pictures."""
    content = yaml.safe_load(params.read_text())
    content["variants"] = {"cnn": {**content["variants"]["cnn"], "epochs": 2}}
    content |= {"seeds": [0], "backbones": {}}
    content["images"] |= {"height": 24, "width": 24}
    params.write_text(yaml.safe_dump(content, sort_keys=False))


def run(project: Path, *arguments: str) -> str:
    done = lineup(project, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def lineup(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return warm.run(project, "lineup", *arguments)


def test_init_check_run_status_and_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wheel: Path
) -> None:
    monkeypatch.setenv("LINEUP_MIRROR", str(tmp_path / "mirror"))
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror/mobilenet_5_0_224_tf_no_top.h5").touch()  # so that no network is asked for one
    for part, each in PARTS.items():
        draw_pictures(tmp_path / "shapes" / part, 3, each)
    project = tmp_path / "work"
    command = [str(wheel / "bin/lineup"), "init", "work", "--pictures", "shapes"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    said = "Pictures   shapes: 69 in 3 classes; train/, val/ and test/, a folder for each class\n"
    assert said in done.stdout
    where = warm.run(project, "-c", "import lineup, stages; print(lineup.__file__, stages.__file__)").stdout
    assert where == f"{wheel}/lineup/__init__.py {project}/stages/__init__.py\n"
    shorten(project / "params.yaml")
    assert run(project, "check") == (
        "params.yaml is right: study shapes, 1 variant with 1 seed, 1 training.\nNext: lineup run\n"
    )
    done = lineup(project, "status", "--ci")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[-1].endswith("to be run, and what depends on them: lineup run")

    said = run(project, "run")
    assert re.findall(r"^stage (\d) of 8: ([a-z@]+)$", said, re.MULTILINE) == [
        (str(number), name)
        for number, name in enumerate(
            ("check", "download", "preprocess", "split", "train@cnn", "evaluate@cnn", "compare", "track"), 1
        )
    ]
    assert re.search(r"^stage 5 of 8: train@cnn, seed 0: epoch 2 of 2, .+ s an epoch, .+ left; ", said, re.M)
    end = said[said.index("\ncnn gets ") :].splitlines()
    assert [line.split("  ")[0] for line in end[5:7]] == ["variant", "cnn"]
    assert end[-3:] == [
        f"Report  file://{project}/data/report/report.html   (lineup report opens it)",
        next(line for line in end if line.startswith("MLflow  http://127.0.0.1:5000/#/experiments/")),
        f"        sqlite:///{project}/mlruns/mlflow.db",
    ]

    index = pd.read_parquet(project / "data/images/index.parquet")
    counts = index.groupby(["official_split", "label"]).size().to_dict()
    parts = dict(zip(("train", "validation", "test"), PARTS.values(), strict=True))
    assert counts == {(part, f"class_{n}"): each for part, each in parts.items() for n in range(3)}
    split = pd.read_parquet(project / "data/split/split.parquet")
    assert split.split.value_counts().to_dict() == {part: 3 * each for part, each in parts.items()}
    assert "shapes" in (project / "data/report/report.html").read_text()
    assert json.loads((project / "data/report/comparison.json").read_text())["study"] == "shapes"

    assert run(project, "status", "--ci") == "Everything is up to date.\n"
    assert run(project, "report", "--no-open") == f"file://{project}/data/report/report.html\n"
    again = run(project, "run")
    assert f"6 of {STAGES} stages had nothing to do.\n" in again
    assert "stage 2 of 8: download, as it was\n" in again

    stage = project / "stages/compare.py"
    stage.write_text(f"{stage.read_text()}\n\nADDED = 1\n")
    (project / "../shapes/train/class_0/000.png").unlink()
    done = lineup(project, "status", "--ci")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        f"download: input {tmp_path}/shapes\ncompare: code or params\n"
        "2 stages are to be run, and what depends on them: lineup run\n"
    )
