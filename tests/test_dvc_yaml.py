"""dvc.yaml: who owns what, and how a stage's code and params count."""

import ast

import pytest
import yaml

from lineup.code import closure
from tests.conftest import ROOT

STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]
OBSERVERS = ("check", "track")  # run always, so that nothing needs to be named
COUNTED = [name for name in STAGES if name not in OBSERVERS]


@pytest.mark.parametrize("stage", COUNTED)
def test_every_stage_depends_on_its_digest_and_on_no_code(stage: str) -> None:
    entry = STAGES[stage].get("do", STAGES[stage])
    key = f"{stage}.${{key}}" if "do" in STAGES[stage] else stage
    assert {"data/check/digests.json": [key]} in entry["params"]
    assert f"python -m stages.{stage}" in entry["cmd"]
    assert [dep for dep in entry["deps"] if not dep.startswith(("data/", "${"))] == []


def test_every_stage_owns_one_folder() -> None:
    owned = [entry.get("do", entry).get("outs", []) for entry in STAGES.values()]
    assert [len(outs) for outs in owned] == [1] * 9 + [0]


@pytest.mark.parametrize("stage", ["check", "download", "preprocess", "split", "compare", "track"])
def test_no_tensorflow_where_seconds_count(stage: str) -> None:
    users = [
        name
        for name, module in closure.modules([f"stages.{stage}"]).items()
        if any(
            imported.split(".")[0] in ("keras", "tensorflow")
            for node in ast.parse(module.file.read_text()).body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for imported in names(node)
        )
    ]
    assert users == []


def names(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""]


def test_only_tracking_imports_mlflow() -> None:
    users = {
        file.relative_to(ROOT).parts[1]
        for file in (ROOT / "lineup").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(name.split(".")[0] == "mlflow" for name in names(node))
    }
    assert users == {"tracking"}
