"""`lineup run` says what params.yaml lacks before DVC stumbles over it; `dvc repro` alone where it can."""

import re
import sys
from functools import reduce
from pathlib import Path

import pytest
import yaml

from lineup import __main__ as program
from lineup.repro import command as command_module
from lineup.schema.wrong import EXAMPLES
from tests import copied
from tests.conftest import SMALL, draw_pictures
from tests.finished import dvc, write_params
from tests.test_dvc_yaml import STAGES

ENTRIES = {"features": "backbones.tiny", "suspect": "suspects.small"}  # of others: a variant


def named_params() -> list[str]:
    """Return the keys of params.yaml that dvc.yaml names, for one backbone, search and variant."""
    found = set()
    for stage, entry in STAGES.items():
        named = [key for key in entry.get("do", entry).get("params", []) if isinstance(key, str)]
        woven = re.findall(r"\$\{([a-z_.]+)\}", yaml.safe_dump(entry))
        own = ENTRIES.get(stage, "variants.two")
        keys = [re.sub(r"^item\b", own, key) for key in (*named, *woven)]
        found |= {key for key in keys if "$" not in key and key != "key"}
    return sorted(found)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> list[list[str]]:
    """Run `lineup run` in this process; return the commands whose lines it would have followed."""
    became: list[list[str]] = []

    def follow(command: list[str], *_: object, **__: object) -> int:
        became.append(command)
        return 0

    monkeypatch.setattr(command_module, "follow", follow)
    monkeypatch.setattr(sys, "argv", ["lineup", "run", *arguments])
    with pytest.raises(SystemExit) as ended:
        program.main()
    assert bool(ended.value.code) == (not became)
    return became


def absent(key: str) -> str:
    return f"is missing. Expected, for example: {key}: {EXAMPLES[key]}"


def without(project: Path, *keys: str) -> None:
    """Write params.yaml of the finished study without these keys."""
    write_params(project)
    content = yaml.safe_load((project / "params.yaml").read_text())
    for key in keys:
        *sections, last = key.split(".")
        del reduce(lambda found, section: found[section], sections, content)[last]
    (project / "params.yaml").write_text(yaml.safe_dump(content))


def test_the_keys_are_those_of_dvc_yaml() -> None:
    assert {"dataset.watch", "backbones.tiny.watch", "variants.two.input", "suspects"} < set(named_params())
    assert len(named_params()) == 14


@pytest.mark.parametrize("key", named_params())
def test_a_missing_key_is_named_and_dvc_does_not_run(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], key: str
) -> None:
    without(project, key)
    assert run(monkeypatch) == []
    said = f"{key}: {absent(key.rpartition('.')[2])}"
    assert capsys.readouterr().err == f"error: params.yaml has 1 mistake(s):\n  {said}\n"


def test_its_arguments_are_those_of_dvc_repro(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    draw_pictures(project / "pictures", each=1)
    (project / "params.yaml").write_text(yaml.safe_dump(SMALL))
    (became,) = run(monkeypatch, "--force", "train@fully_connected", "-k")
    assert became == [sys.executable, "-m", "dvc", "repro", "--force", "train@fully_connected", "-k"]
    assert not (project / "data/check").exists()


def test_check_runs_before_a_single_stage(
    project: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    draw_pictures(project / "pictures", each=1)
    (project / "params.yaml").write_text(yaml.safe_dump(SMALL))
    (became,) = run(monkeypatch, "-s", "split")
    assert became[-2:] == ["-s", "split"]
    assert (project / "data/check/code/split.txt").exists()
    (project / "stages/check.py").write_text("raise SystemExit(3)\n")
    assert run(monkeypatch, "-s", "split") == []


def test_dvc_repro_runs_where_params_are_right_and_ends_where_they_are_not(project: Path) -> None:
    """The same in processes of their own, and a section that is missing under plain `dvc repro`."""
    draw_pictures(project / "pictures", each=1)
    assert dvc(project, "init", "-q", "--no-scm").returncode == 0
    (project / "params.yaml").write_text(yaml.safe_dump(SMALL))
    done = copied.lineup(project, "run", "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"stage 1: check\nstage 1: check: \d+(\.\d)? s\n", done.stdout)
    without(project, "backbones", "suspects", "variants")
    lacking = "".join(
        f"  {section}: {absent(section)}\n" for section in ("backbones", "suspects", "variants")
    )
    message = f"error: params.yaml has 3 mistake(s):\n{lacking}"
    done = copied.lineup(project, "run")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)
    done = dvc(project, "repro")
    assert done.returncode != 0
    assert done.stderr.startswith(message)
