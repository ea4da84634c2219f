"""The CI files that `lineup init` writes, and our own: valid for their systems, and clean for linters."""

import re
import shutil
import subprocess
import sys
import tomllib
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


def test_pictures_are_pulled_whatever_they_are_called(tmp_path: Path) -> None:
    names = ["prüf daten.dvc", "tief/b.dvc"]
    (tmp_path / "tief").mkdir()
    for name in names:
        (tmp_path / name).touch()
    (tmp_path / "dvc").write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    (tmp_path / "dvc").chmod(0o755)
    subprocess.run("git init -q; git add -A", shell=True, cwd=tmp_path, check=True)  # noqa: S602
    steps = yaml.safe_load(GITHUB.read_text())["jobs"]["check"]["steps"]
    lines = [step["run"] for step in steps if "ls-files" in step.get("run", "")]
    lines += [line for line in yaml.safe_load(GITLAB.read_text())["check"]["script"] if "ls-files" in line]
    for line in lines:
        command = ["bash", "-c", f'PATH="$PWD:$PATH"; {line}']
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        assert done.stdout == "pull|" + "".join(f"{name}|" for name in names)
    assert len(lines) == 2


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
    assert [cache["when"] for cache in caches] == ["always"] * 3
    assert [cache["key"] for cache in caches] == [
        "lineup-$CI_DEFAULT_BRANCH",  # which a new branch begins with
        {"files": ["dvc.lock", "weights/*"], "prefix": "lineup"},
        {"files": ["requirements.txt"], "prefix": "pip"},
    ]


@pytest.mark.parametrize("file", [GITHUB, OURS], ids=["users'", "ours"])
def test_every_python_is_tried_and_other_systems_fail_nothing(file: Path) -> None:
    check = yaml.safe_load(file.read_text())["jobs"]["check"]
    tried = check["strategy"]["matrix"]["include"]
    project_file = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project_file["requires-python"] == ">=3.11,<3.14"
    assert [one["python"] for one in tried if not one.get("untried")] == ["3.11", "3.12", "3.13"]
    assert [one["system"] for one in tried if one.get("untried")] == ["macos-latest", "windows-latest"]
    assert check["continue-on-error"] == "${{ matrix.untried || false }}"


def test_gitlab_tries_the_same() -> None:
    jobs = yaml.safe_load(GITLAB.read_text())
    pythons = jobs["check"]["parallel"]["matrix"][0]["PYTHON"]
    assert [one.partition("@")[0] for one in pythons] == ["3.11", "3.12", "3.13"]
    images = [jobs["study"]["image"], *(jobs["check"]["image"].replace("$PYTHON", one) for one in pythons)]
    assert [one for one in images if not re.fullmatch(r"python:3\.1\d@sha256:[0-9a-f]{64}", one)] == []
    for system in ("macOS", "Windows"):
        rules = jobs[f"check on {system}"]["rules"]
        assert [(rule["when"], rule["allow_failure"]) for rule in rules] == [("manual", True)] * 2


def test_nobody_is_given_more_than_it_needs() -> None:
    """The comment has its own job, which runs nothing of the pull request, and is not of a fork."""
    for file in (GITHUB, OURS):
        workflow = yaml.safe_load(file.read_text())
        assert workflow["permissions"] == {}
        granted = {name: job["permissions"] for name, job in workflow["jobs"].items()}
        assert granted.pop("comment") == {"pull-requests": "write"}
        assert all(permissions == {"contents": "read"} for permissions in granted.values())
        comment = workflow["jobs"]["comment"]
        assert "head.repo.full_name == github.repository" in comment["if"]
        assert not any("checkout" in step.get("uses", "") for step in comment["steps"])
