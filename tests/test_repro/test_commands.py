"""`lineup run`, check, status and report where something is wrong: one message, status 1, no traceback."""

import json
import os
import re
import signal
import sys
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml

from lineup import __main__ as program
from lineup.repro import command, ending, outputs, status
from lineup.repro.face import Face
from tests.conftest import SMALL, draw_pictures

Run = Callable[..., tuple[int, str, str]]
NO_PROJECT = (
    "There is no dvc.yaml here. Run the command in the project's folder, or begin one: lineup init my_project"
    " --pictures FOLDER."
)
NO_PARAMS = (
    "There is no params.yaml here. Run the command in the project's folder, or begin a project:"
    " lineup init my_project --pictures FOLDER."
)


@pytest.fixture
def lineup(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command: its status, output and errors."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["lineup", *arguments])
        with pytest.raises(SystemExit) as ended:
            program.main()
        code = ended.value.code
        said = capfd.readouterr()
        return (code if isinstance(code, int) else 0, said.out, said.err)

    return run


def test_help_lists_commands_in_the_order_in_which_one_needs_them(lineup: Run) -> None:
    said = lineup("--help")[1]
    names = re.findall(r"^  ([a-z]+)  ", said.partition("Commands:")[2], re.MULTILINE)
    assert names[:6] == ["init", "check", "run", "status", "report", "ui"]
    assert names[-1] == "clean"
    assert "..." not in said.partition("Commands:")[2]  # of a sentence that does not fit


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run"], NO_PROJECT),
        (["run", "train@cnn"], NO_PROJECT),
        (["status"], NO_PROJECT),
        (["status", "--ci"], NO_PROJECT),
        (["check"], NO_PARAMS),
        (["report"], "There is no report yet. `lineup run` makes it: data/report/report.html."),
    ],
)
def test_outside_of_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lineup: Run, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert lineup(*arguments) == (1, "", f"error: {message}\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["run"], ["check"], ["status"]])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("study: [", "params.yaml is not valid YAML: "),
        ("study: x\n", "params.yaml has 9 mistake(s):\n  seeds: is missing. Expected, for example: seeds: "),
        ("", "params.yaml has 1 mistake(s):\n  params.yaml: must be a section of keys (it is empty)\n"),
    ],
)
def test_a_params_file_that_is_wrong(
    project: Path, lineup: Run, arguments: list[str], text: str, message: str
) -> None:
    (project / "params.yaml").write_text(text)
    code, out, err = lineup(*arguments)
    assert (code, out) == (1, "")
    assert err.startswith(f"error: {message}")


def test_check_refuses_a_layout_that_no_key_says(project: Path, lineup: Run) -> None:
    for part in ("train", "test"):
        draw_pictures(project / "pictures" / part, 2, 3)
    (project / "params.yaml").write_text(yaml.safe_dump(SMALL))
    code, _, err = lineup("check")
    assert code == 1
    assert err.startswith(
        "error: dataset.path: pictures is laid out as train/ and test/, a folder for each class, and"
        " params.yaml does not say so.\nWrite into params.yaml:\n\n  dataset:\n"
        "    training: {folder: train, labels: folder}\n    test: {folder: test, labels: folder}\n"
    )


def test_status_says_what_dvc_cannot_say(project: Path, lineup: Run) -> None:
    """A project that DVC does not take for one: its message, and no traceback."""
    draw_pictures(project / "pictures", 2, 3)
    (project / "params.yaml").write_text(yaml.safe_dump(SMALL))
    code, out, err = lineup("status")
    assert (code, out) == (1, "")
    assert err.startswith("error: dvc status failed: ERROR: you are not inside of a DVC repository")


@pytest.mark.parametrize(
    ("reason", "lines"),
    [
        ("always changed", []),
        ("changed command", ["changed command"]),
        ({"changed deps": {"data/images": "modified", "data/check/digests.json": {}}}, ["input data/images"]),
        ({"changed outs": {"data/raw": "deleted"}}, ["output data/raw"]),
        ({"changed deps": {"data/check/digests.json": {"split": {"x": "deleted"}}}}, []),
    ],
)
def test_reasons_of_dvc_in_words(reason: Any, lines: list[str]) -> None:
    assert status.said(reason) == lines


@pytest.mark.parametrize("opens", [True, False])
def test_the_report_is_opened(
    project: Path, monkeypatch: pytest.MonkeyPatch, lineup: Run, opens: bool
) -> None:
    (project / "data/report").mkdir()
    (project / "data/report/report.html").touch()
    asked: list[str] = []

    def open_page(address: str) -> bool:
        asked.append(address)
        return opens

    monkeypatch.setattr(webbrowser, "open", open_page)
    code, out, _ = lineup("report")
    assert (code, asked) == (0, [f"file://{project}/data/report/report.html"])
    without = "" if opens else "No browser could be started here: open this address in one.\n"
    assert out == f"{asked[0]}\n{without}"
    lineup("report", "--no-open")
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("script", "expected"), [("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 15)", 143)]
)
def test_the_status_is_that_of_dvc(script: str, expected: int, capfd: pytest.CaptureFixture[str]) -> None:
    lines: list[str] = []

    class Face:
        def line(self, text: str) -> None:
            lines.append(text)

    asked = [sys.executable, "-c", f"print('one', flush=True)\n{script}"]
    assert command.follow(asked, {}, Face(), merged=True) == expected  # type: ignore[arg-type]
    assert lines == ["one"]


SAYS = """
import subprocess, sys
print("error: No class has two pictures.\\n\\nAdd some.", file=sys.stderr, flush=True)
for code in (1, -9):
    failed = f"failed to run: python -m stages.split, exited with {code}"
    print(f"ERROR: failed to reproduce 'split': {failed}", file=sys.stderr)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(5)"], stdout=subprocess.DEVNULL)
raise SystemExit(255)
"""


def test_the_last_words_are_a_stages(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outputs, "LAST_WORDS", 1.0)  # for what is left behind and holds the pipe
    face = Face(outputs.Plain(), 0, 1)
    assert command.follow([sys.executable, "-c", SAYS], {}, face, merged=False) == 1
    assert capsys.readouterr().err == (
        "error: No class has two pictures.\n\nAdd some.\n"
        "ERROR: failed to reproduce 'split': failed to run: python -m stages.split, exited with -9\n"
    )


STARTS = """
import signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)  # as dvc does while a stage runs
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sleep = [sys.executable, "-c", "import time; time.sleep(600)"]
started = [subprocess.Popen(sleep), subprocess.Popen(sleep, start_new_session=True)]
print(*(one.pid for one in started), flush=True)
time.sleep(600)
"""


def alive(pid: int) -> bool:
    return bool(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)],
    ids=lambda one: getattr(one, "name", ""),
)
def test_a_run_that_is_ended_leaves_nothing_but_what_stands_apart(
    number: signal.Signals, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DVC's keeper stands apart. What hears neither Ctrl-C nor SIGTERM is ended, too."""
    pids: list[int] = []

    class Face:
        def line(self, text: str) -> None:
            pids.extend(map(int, text.split()))
            os.kill(os.getpid(), number)

    monkeypatch.setattr(command, "ENDING_SECONDS", 0.1)
    heard = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
    before = signal.signal(number, heard)  # which a shell may have had ignored, as nohup does
    try:
        status = command.follow([sys.executable, "-c", STARTS], {}, Face(), merged=True)  # type: ignore[arg-type]
    finally:
        signal.signal(number, before)
    deadline = time.monotonic() + 5
    while alive(pids[0]) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (status, [alive(pid) for pid in pids]) == (expected, [False, True])
    os.kill(pids[1], signal.SIGKILL)


def test_the_python_that_runs_lineup_runs_the_stages() -> None:
    own = str(Path(sys.executable).parent)
    assert command.with_python("/usr/bin:/bin") == f"{own}:/usr/bin:/bin"
    assert command.with_python("") == own


def test_the_end_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ending.text(tmp_path) == ""
    row = {"test_accuracy_low": 0.9, "test_accuracy_high": 0.98, "training_seconds_mean": 75.0}
    variants = [
        {**row, "variant": name, "rank": rank, "test_accuracy_mean": 0.97 - rank / 100, "parameters": 101_498}
        for name, rank in (("d", 4), ("cnn_augmented", 2), ("a", 1), ("c", 3))
    ]
    said = {
        "study": "pets",
        "summary": {"use": "Use a.", "lead": "Lead.", "certainty": "Sure.", "leaks": "None."},
        "variants": variants,
    }
    (tmp_path / "data/report").mkdir(parents=True)
    (tmp_path / "data/report/comparison.json").write_text(json.dumps(said))
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://mlflow.example:5000")
    assert (
        ending.text(tmp_path)
        == f"""
Use a.
Lead.
Sure.
None.

variant        test accuracy   95% interval  parameters    training
a                      96.0%  90.0% \N{EN DASH} 98.0%     101,498  1 min 15 s
cnn_augmented          95.0%  90.0% \N{EN DASH} 98.0%     101,498  1 min 15 s
c                      94.0%  90.0% \N{EN DASH} 98.0%     101,498  1 min 15 s
and 1 more in the report

Report  file://{tmp_path}/data/report/report.html   (lineup report opens it)
MLflow  http://mlflow.example:5000   (experiment pets)"""
    )
