"""A study from nothing by `dvc repro`, and the same trainings and evaluations in one plain Keras script.

The script (plain_study.py) is handed the finished study's pixels and split: it need not draw, decode or look
for near-duplicates, writes no report and tracks nothing.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import yaml

from benchmarks import usage
from benchmarks.alternation import Side, Taken
from tests.conftest import copy_project

SMALL = {"variants": ("cnn", "transfer"), "seeds": [0, 1]}


def whole(study: Path) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield both sides for the default study."""
    return sides(study, {})


def small(study: Path) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield both sides for two of its variants and two seeds."""
    return sides(study, SMALL)


@contextmanager
def sides(study: Path, limits: Mapping[str, Any]) -> Iterator[Mapping[str, Side]]:
    """Yield both sides: processes from their start to their end."""
    params = yaml.safe_load((usage.ROOT / "params.yaml").read_text())
    for name in set(params["variants"]) - set(limits.get("variants", params["variants"])):
        del params["variants"][name]
    params["seeds"] = limits.get("seeds", params["seeds"])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "params.yaml")
        file.write_text(yaml.safe_dump(params, sort_keys=False))
        plain = [sys.executable, "-m", "benchmarks.cases.plain_study", str(file), str(study)]
        yield {
            "dvc repro": lambda: ours(Path(folder, "project"), file),
            "one Keras script": lambda: usage.of_command(plain, usage.ROOT),
        }


def ours(project: Path, params: Path) -> Taken:
    """Return what `dvc repro` takes in a project in which nothing has run."""
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir()
    copy_project(project)
    shutil.copy(params, project / "params.yaml")
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    subprocess.run([sys.executable, "-m", "dvc", "init", "-q"], cwd=project, check=True)
    return usage.of_command([sys.executable, "-m", "dvc", "repro", "-q"], project)
