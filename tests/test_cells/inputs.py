"""A project whose two inputs are made in no time, with a folder as DVC's remote; it cannot be trained."""

from pathlib import Path

import yaml

from tests.conftest import SMALL
from tests.finished import dvc

PIPELINE = """\
stages:
  preprocess:
    cmd: mkdir -p data/images && echo pixels > data/images/images.npy
    outs: [data/images]
  split:
    cmd: mkdir -p data/split && echo rows > data/split/split.parquet
    outs: [data/split]
"""


def make(project: Path, remote: Path) -> Path:
    project.mkdir()
    (project / "dvc.yaml").write_text(PIPELINE)
    variants = {"net": {**SMALL["variants"]["fully_connected"], "epochs": 6}}
    (project / "params.yaml").write_text(yaml.safe_dump({**SMALL, "variants": variants}))
    added = ("remote", "add", "-d", "team", str(remote))
    for arguments in (("init", "-q", "--no-scm"), added, ("repro", "-q")):
        done = dvc(project, *arguments)
        assert done.returncode == 0, done.stderr
    return project
