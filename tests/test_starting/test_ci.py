"""The CI files that `lineup init` writes, and our own: valid for their systems, and clean for linters."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from lineup.starting import project
from tests.conftest import ROOT

GITHUB, GITLAB = project.OWN / "lineup.yml", project.OWN / "gitlab-ci.yml"
OURS = ROOT / ".github/workflows/lineup.yml"


def lint(*command: str) -> None:
    program = shutil.which(command[0], path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip(f"needs {command[0]}: uv sync")
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", [GITHUB, OURS], ids=["users'", "ours"])
def test_githubs_file(file: Path) -> None:
    lint("check-jsonschema", "--builtin-schema", "vendor.github-workflows", str(file))
    lint("zizmor", "--offline", "--no-progress", "--min-severity", "low", str(file))


def test_gitlabs_file() -> None:
    transform = ("--data-transform", "gitlab-ci")
    lint("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", *transform, str(GITLAB))


@pytest.mark.parametrize("file", [GITHUB, OURS], ids=["users'", "ours"])
def test_actions_are_named_by_commits(file: Path) -> None:
    used = re.findall(r"uses: (.+)", file.read_text())
    assert used
    assert [one for one in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", one)] == []


def test_caches_are_kept_after_a_failure_too() -> None:
    """Under a key that names the lock, params, packages and weights, and is another one for each try."""
    steps = yaml.safe_load(GITHUB.read_text())["jobs"]["study"]["steps"]
    restored, saved = (
        next(step for step in steps if f"cache/{verb}@" in step.get("uses", ""))
        for verb in ("restore", "save")
    )
    assert saved["if"] == "always()"
    assert saved["with"]["key"] == restored["with"]["key"]
    assert all(
        name in saved["with"]["key"]
        for name in ("dvc.lock", "params.yaml", "requirements.txt", "weights", "github.run_attempt")
    )
    caches = yaml.safe_load(GITLAB.read_text())["study"]["cache"]
    assert [cache["when"] for cache in caches] == ["always", "always"]
    assert not {"key", "fallback_keys"} - set(caches[0])
