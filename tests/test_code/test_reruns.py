"""Which stages an edit of code reruns: by their digests, and by DVC with stubs under the real dvc.yaml."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from lineup.code import closure, written
from lineup.schema import params
from tests import finished
from tests.conftest import ROOT
from tests.finished import VARIANTS, repro

TRAIN, EVALUATE = ([f"{stage}@{name}" for name in VARIANTS] for stage in ("train", "evaluate"))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project in which every stage but check has a stub for a command, and has run once."""
    project = tmp_path_factory.mktemp("stubs")
    finished.lay_out(project)
    pipeline = yaml.safe_load((project / "dvc.yaml").read_text())
    for stage, entry in pipeline["stages"].items():
        body = entry.get("do", entry)
        if stage != "check":
            made = " ".join(body.get("outs", ()))
            files = "manifest.json images.npy split.parquet"  # which others name by themselves
            body["cmd"] = f"for made in {made}; do mkdir -p $made; (cd $made; touch {files}); done"
    (project / "dvc.yaml").write_text(yaml.safe_dump(pipeline, sort_keys=False))
    assert set(repro(project)) == set(finished.STAGES)
    return project


def edit(project: Path, file: str) -> None:
    """Add a line to a file."""
    path = project / file
    path.write_text(path.read_text() + "\nADDED = 1\n")


def digests(project: Path) -> dict[str, Any]:
    """Return the digests that check would write, by the names of DVC's stages."""
    pipeline = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]
    study = params.load(project / "params.yaml").model_dump(mode="json")
    found = json.loads(written.files(pipeline, study)[written.DIGESTS])
    flat = {stage: own for stage, own in found.items() if "foreach" not in pipeline[stage]}
    return flat | {
        f"{stage}@{key}": own[key] for stage, own in found.items() if stage not in flat for key in own
    }


EDITED = {
    "lineup/report/figures.py": ["compare"],
    "lineup/report/templates/page.css": ["compare"],
    "lineup/words.py": ["preprocess", "split", "compare"],
    "lineup/judgement/scores.py": ["compare"],
    "lineup/judgement/calibration.py": ["compare"],
    "lineup/plots/curves.py": ["compare"],
    "lineup/training/augmentation/geometry.py": TRAIN,
    "lineup/training/loop.py": TRAIN,
    "lineup/architectures/narrow.py": ["train@one"],
    "lineup/architectures/tiny.py": ["features@tiny"],
    "lineup/architectures/cnn.py": [],
    "lineup/inference/occlusion.py": EVALUATE,
    "lineup/suspicion/labels.py": ["suspect@small"],
    "lineup/sources/folder.py": ["download"],
    "lineup/sources/kaggle.py": [],
    "lineup/images/decode.py": ["preprocess"],
    "lineup/images/packing.py": ["preprocess", "features@tiny"],
    "lineup/tracking/live.py": [],
    "lineup/schema/net_mistakes.py": [],
    "lineup/errors.py": [],
    "lineup/code/written.py": [],
}  # by the file, the stages that run what is in it


def test_an_edit_reruns_what_runs_it(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closure, "location", lambda _: project)
    before, found = digests(project), {}
    for file in EDITED:
        content = (project / file).read_text()
        edit(project, file)
        after = digests(project)
        (project / file).write_text(content)
        found[file] = {stage for stage in before if before[stage] != after[stage]}
    assert found == {file: set(stages) for file, stages in EDITED.items()}


def test_dvc_runs_what_an_edit_changed(project: Path) -> None:
    edit(project, "lineup/training/augmentation/geometry.py")
    assert repro(project) == ["check", *TRAIN, "track"]
    edit(project, "lineup/architectures/narrow.py")
    edit(project, "lineup/report/templates/page.css")
    assert repro(project) == ["check", "train@one", "compare", "track"]


def test_dvc_runs_nothing_where_only_the_writing_changed(project: Path) -> None:
    path = project / "lineup/training/loop.py"
    lines = ["# All of it is new.", *path.read_text().splitlines()]
    path.write_text("\n\n".join(lines).replace('"""Train the compiled', '"""Fit the compiled') + "\n")
    assert repro(project) == ["check", "track"]


def test_a_default_that_changes_counts_as_the_param_would(project: Path) -> None:
    path = project / "lineup/schema/variant.py"
    field = "label_smoothing: Annotated[float, Field(ge=0, lt=1)] = 0"
    assert field in path.read_text()
    path.write_text(path.read_text().replace(field, f"{field}.1"))
    assert repro(project) == ["check", *TRAIN, "compare", "track"]
