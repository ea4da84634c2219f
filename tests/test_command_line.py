"""What is wrong with a command line: one message."""

from pathlib import Path

import pytest

from lineup.__main__ import app
from lineup.repro import pipeline
from tests.mistakes import mistake

WRONG = {
    "serve --port abc": "Invalid value for '--port': must be a whole number. `lineup serve --help`",
    "serve --port 99999": "Invalid value for '--port': must be 65535 or less. `lineup serve --help`",
    "run --jobs 0": "Invalid value for '--jobs': must be 1 or more. `lineup run --help`",
    "init --picturs x": "No such option: --picturs (Possible options: --pictures). `lineup init --help`",
    "init --labels outer": "Invalid value for '--labels': 'outer' is not one of 'folder', 'inner_folder'."
    " `lineup init --help`",
    "predict": "Missing argument 'paths'. `lineup predict --help`",
    "clea": "No such command 'clea'. Did you mean 'clean'? `lineup --help`",
    "init a b": "Got unexpected extra argument(s) (b). `lineup init --help`",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_is_said(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert mistake(app, line.split(), prog_name="lineup") == f"{WRONG[line]} says what it takes."


@pytest.mark.parametrize("line", ["init --pictures", "clean --yes=3"])
def test_options_with_a_value_too_few_or_too_many(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["lineup", *line.split()])
    said = {
        "init": "Option '--pictures' requires an argument.",
        "clean": "Option '--yes' does not take a value.",
    }
    command = line.split()[0]
    assert (
        mistake(app, line.split(), prog_name="lineup")
        == f"{said[command]} `lineup {command} --help` says what it takes."
    )


def test_a_stage_that_is_none_is_refused() -> None:
    known = ["split", "train@cnn", "compare"]
    pipeline.refuse_unknown(["train@cnn", "train", "stages/dvc.yaml:split", "trai*", "-f"], known)
    assert (
        mistake(pipeline.refuse_unknown, ["spilt"], known) == "dvc.yaml has no stage 'spilt'. Closest: split."
    )
    assert (
        mistake(pipeline.refuse_unknown, ["xyz@one"], known)
        == "dvc.yaml has no stage 'xyz@one'. There are: split, train@cnn, compare."
    )
