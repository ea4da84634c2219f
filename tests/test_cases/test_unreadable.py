"""A params file that YAML cannot be read from: the message says which of the usual accidents it was."""

from pathlib import Path

import pytest

from lineup.errors import LineupError
from lineup.schema import params
from tests.mistakes import mistake

MERGE = (
    "Choose between the two versions there, remove the lines of <<<<<<<, ======= and >>>>>>>, and run"
    " `git add` on it."
)
BLANKS = "YAML takes blanks alone: write two for each level."
CASES = {
    b"study: a\nseeds:\n\t- 0\n": f"has a tab at the beginning of line 3. {BLANKS}",
    b"study: a\ndataset:\n  source: toons\n  \tseed: 0\n": f"has a tab at the beginning of line 4. {BLANKS}",
    b"<<<<<<< HEAD\nstudy: a\n=======\nstudy: b\n>>>>>>> other\n": "holds what git left of a merge: line 1 is"
    f" '<<<<<<< HEAD'. {MERGE}",
    b"study: a\nseeds: [0]\n=======\nseeds: [1]\n>>>>>>> theirs\n": "holds what git left of a merge: line 3"
    f" is '======='. {MERGE}",
    b"study: a\nx: &a [*a]\n": "has a section that holds itself, by & and *. Write it out.",
    b"study: a\nname: \xe9t\xe9\n": "is not in UTF-8 (line 2). Save it as UTF-8 in the editor.",
    "study: a\n".encode("utf-16"): "is not in UTF-8 (line 1). Save it as UTF-8 in the editor.",
}


@pytest.mark.parametrize("content", CASES)
def test_the_accident_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "params.yaml"
    path.write_bytes(content)
    assert mistake(params.load, path) == f"{path} {CASES[content]}"


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.mkdir()
    assert (
        mistake(params.load, path)
        == f"{path} is a folder. Expected a file: the study's. Move the folder away."
    )


def test_a_tab_inside_a_text_is_no_accident(tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_text('study: "a\tb: [\n')
    with pytest.raises(LineupError, match="is not valid YAML: "):
        params.load(path)
