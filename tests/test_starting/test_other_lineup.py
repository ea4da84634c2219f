"""A project whose stages another Lineup wrote: one message from every command and stage, and the way on."""

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from lineup import __main__ as program
from lineup import stages_of
from lineup.starting import project, updating
from tests.conftest import ROOT

NOW = f"lineup {version('lineup')} (stages {stages_of.digest(ROOT)[:8]})"
ADVICE = (
    f" installed is {NOW}, and the two need not work together. Have the installed one write its own:"
    " lineup init --update-stages, which leaves params.yaml, data/ and dvc.lock as they are. Or install the"
    " other one again: pip install -r requirements.txt.\n"
)
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def lineup(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command: its status, and all that it says."""

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["lineup", *arguments])
        with pytest.raises(SystemExit) as ended:
            program.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return run


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project as an older Lineup wrote it, with a stage that is no more; work in it."""
    folder = tmp_path / "older"
    project.make(folder, "", "shapes")
    (folder / "stages/train.py").write_text("from lineup import running\nfrom lineup.gone import gone\n")
    (folder / "stages/hash.py").write_text("")
    (folder / "requirements.txt").write_text("lineup[remote]==0.0.9\npandas\n")
    (folder / stages_of.RECORD).write_text(f"lineup 0.0.9 {stages_of.digest(folder)}\n")
    project.copy(ROOT / "params.yaml", folder / "params.yaml")
    project.copy(ROOT / project.WEIGHTS, folder / project.WEIGHTS)
    (folder / "dvc.lock").write_text("schema: '2.0'\n")
    monkeypatch.chdir(folder)
    return folder


def by(older: Path) -> str:
    return (
        "error: dvc.yaml and stages/ of this project were written by lineup 0.0.9 (stages"
        f" {stages_of.digest(older)[:8]});{ADVICE}"
    )


@pytest.mark.parametrize(
    "command",
    [
        ["run"],
        ["check"],
        ["status"],
        ["report"],
        ["predict", "x.png"],
        ["serve"],
        ["track"],
        ["clean"],
        ["init", "--pictures", "."],
    ],
)
def test_every_command_says_so(older: Path, lineup: Run, command: list[str]) -> None:
    assert lineup(*command) == (1, by(older))


def test_a_stage_says_so_before_it_imports_what_is_not_there(older: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "stages.train"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", by(older))


def test_help_is_given_anyway(older: Path, lineup: Run) -> None:
    status, said = lineup("run", "--help")
    assert (status, said[:6]) == (0, "Usage:")


def test_an_update_leaves_what_is_a_persons_own(older: Path, lineup: Run) -> None:
    before = [(older / name).read_bytes() for name in ("params.yaml", "dvc.lock", ".gitignore")]
    assert lineup("init", "--update-stages") == (
        0,
        f"dvc.yaml and stages/ are those of {NOW} now; params.yaml, data/ and dvc.lock are as they were.\n"
        "Next: lineup run\n",
    )
    assert before == [(older / name).read_bytes() for name in ("params.yaml", "dvc.lock", ".gitignore")]
    assert stages_of.digest(older) == stages_of.digest(ROOT)
    assert not (older / "stages/hash.py").exists()
    assert not (older / updating.FORMER).exists()
    assert (older / "requirements.txt").read_text() == f"lineup[remote]=={version('lineup')}\npandas\n"
    assert lineup("init", "--update-stages") == (0, f"dvc.yaml and stages/ are those of {NOW} already.\n")
    assert lineup("check")[0] == 0


def test_an_update_names_the_wheel_of_the_installed_one(older: Path, lineup: Run) -> None:
    required = older / "requirements.txt"
    required.write_text("./lineup-0.0.9-py3-none-any.whl[remote]\n")
    assert lineup("init", "--update-stages")[0] == 0
    assert required.read_text() == f"./lineup-{version('lineup')}-py3-none-any.whl[remote]\n"


def test_what_was_edited_is_kept_aside(older: Path, lineup: Run) -> None:
    (older / "dvc.yaml").write_text("stages: {mine: {cmd: echo}}\n")
    status, said = lineup("init", "--update-stages")
    assert (status, said.splitlines()[0]) == (
        0,
        "What was there may have been edited, and is kept in former_stages/.",
    )
    assert (older / "former_stages/dvc.yaml.txt").read_text() == "stages: {mine: {cmd: echo}}\n"
    assert (older / "former_stages/train.py").read_text().endswith("import gone\n")
    assert stages_of.fits(older)


def test_a_project_without_a_record_must_be_the_same(older: Path, lineup: Run) -> None:
    (older / stages_of.RECORD).unlink()
    said = "error: dvc.yaml and stages/ of this project were written by another Lineup, or edited since;"
    assert lineup("status") == (1, said + ADVICE)
    assert lineup("init", "--update-stages")[0] == 0
    assert stages_of.recorded(older) == stages_of.installed()
    (older / stages_of.RECORD).unlink()
    for path in (older / "stages").glob("*.py"):  # as git has them on Windows
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert stages_of.fits(older)


def test_own_changes_to_its_stages_are_no_other_lineup(tmp_path: Path) -> None:
    project.make(tmp_path / "own", "", "shapes")
    (tmp_path / "own/stages/train.py").write_text("print('mine')\n")
    assert stages_of.fits(tmp_path / "own")


def test_where_there_is_no_project_nothing_is_updated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lineup: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    assert lineup("init", "nowhere", "--update-stages") == (
        1,
        f"error: {tmp_path}/nowhere is no project of Lineup's, so it has no stages to update. Run the command"
        " in a project's folder, or begin one: lineup init my_project --pictures FOLDER.\n",
    )
    assert not any(tmp_path.iterdir())
