"""dvc.yaml names every project module that a stage imports, transitively: else an edit would go unnoticed."""

import ast
import re
from pathlib import Path

import pytest
import yaml

from lineup.errors import LineupError
from lineup.schema import params
from tests.conftest import ROOT

STAGES = yaml.safe_load((ROOT / "dvc.yaml").read_text())["stages"]
OBSERVERS = ("check", "track")  # run always, so that nothing needs to be named


def module_file(name: str) -> Path | None:
    path = ROOT / name.replace(".", "/")
    for candidate in (path.with_suffix(".py"), path / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def imports(file: Path) -> set[Path]:
    """Return the project files that a file imports, with the packages they lie in."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    names = {name for name in found if name.split(".")[0] in ("lineup", "stages")}
    parents = {".".join(name.split(".")[:depth]) for name in names for depth in range(1, name.count(".") + 2)}
    return {path for name in parents if (path := module_file(name))}


def closure(file: Path) -> set[Path]:
    """Return all project files that running a file imports; tracking only observes and is left out."""
    seen, waiting = set(), [file]
    while waiting:
        current = waiting.pop()
        if current in seen or "tracking" in current.relative_to(ROOT).parts:
            continue
        seen.add(current)
        waiting.extend(imports(current))
    return seen


def covered(file: Path, deps: list[str]) -> bool:
    name = file.relative_to(ROOT).as_posix()
    return any(name == dep or name.startswith(f"{dep}/") for dep in deps)


@pytest.mark.parametrize("stage", [name for name in STAGES if name not in OBSERVERS])
def test_deps_name_every_import(stage: str) -> None:
    entry = STAGES[stage].get("do", STAGES[stage])
    deps = entry["deps"]
    missing = {
        file.relative_to(ROOT).as_posix()
        for file in closure(ROOT / f"stages/{stage}.py")
        if not covered(file, deps)
    }
    assert missing == set()
    assert "data/check" in deps


def test_every_stage_owns_one_folder() -> None:
    owned = [entry.get("do", entry).get("outs", []) for entry in STAGES.values()]
    assert [len(outs) for outs in owned] == [1] * 9 + [0]


@pytest.mark.parametrize("stage", ["check", "download", "preprocess", "split", "compare", "track"])
def test_no_tensorflow_where_seconds_count(stage: str) -> None:
    lines = [
        file.relative_to(ROOT).as_posix()
        for file in closure(ROOT / f"stages/{stage}.py")
        if any(
            isinstance(node, ast.Import | ast.ImportFrom)
            and any(name.split(".")[0] in ("keras", "tensorflow") for name in imported(node))
            for node in ast.parse(file.read_text()).body
        )
    ]
    assert lines == []


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""]


def test_only_tracking_imports_mlflow() -> None:
    users = {
        file.relative_to(ROOT).parts[1]
        for file in (ROOT / "lineup").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(name.split(".")[0] == "mlflow" for name in imported(node))
    }
    assert users == {"tracking"}


def named_params() -> list[str]:
    """Return the keys of params.yaml that dvc.yaml names, but for one variant's, backbone's or search's."""
    entries = [entry.get("do", entry) for entry in STAGES.values()]
    listed = {key for entry in entries for key in entry.get("params", []) if "$" not in key}
    woven = re.findall(r"\$\{([a-z_.]+)\}", (ROOT / "dvc.yaml").read_text())
    return sorted(listed | {key for key in woven if key != "key" and not key.startswith("item.")})


@pytest.mark.parametrize("key", named_params())
def test_what_dvc_would_miss_is_missed_by_check(tmp_path: Path, key: str) -> None:
    """DVC runs nothing then, and says little; `python -m stages.check` says which key."""
    content = yaml.safe_load((ROOT / "params.yaml").read_text())
    *sections, last = key.split(".")
    del (content[sections[0]] if sections else content)[last]
    path = tmp_path / "params.yaml"
    path.write_text(yaml.safe_dump(content))
    with pytest.raises(LineupError) as caught:
        params.load(path)
    assert str(caught.value) == f"{path} has 1 mistake(s):\n  {key}: Field required"
