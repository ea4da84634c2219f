"""What YAML reads otherwise than it is written: said with its key and what to write; never guessed."""

from pathlib import Path

import pytest
import yaml

from lineup.errors import LineupError
from lineup.schema import data_mistakes, params
from tests.conftest import SMALL
from tests.mistakes import mistake


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pictures").mkdir()
    return tmp_path


def write(dataset: str = "", images: str = "{height: 24, width: 24}") -> None:
    """Write params.yaml with lines of a person's own in `dataset`, or another `images`."""
    rest = {key: value for key, value in SMALL.items() if key not in ("dataset", "images")}
    own = f"dataset: {{source: folder, path: pictures, watch: pictures, max_per_class: null, {dataset}}}"
    Path("params.yaml").write_text(f"{own}\nimages: {images}\n{yaml.safe_dump(rest)}", encoding="utf-8")


def mistakes() -> list[str]:
    first, *lines = mistake(params.load).splitlines()
    assert first == f"params.yaml has {len(lines)} mistake(s):"
    return [line.strip() for line in lines]


WORDS = {
    "yes": "a truth value",
    "no": "a truth value",
    "On": "a truth value",
    "off": "a truth value",
    "true": "a truth value",
    "0": "a number",
    "10": "a number",
    "-1": "a number",
    "0x10": "a number",
    "1_000": "a number",
    "1.5": "a number",
    ".inf": "a number",
    "null": "nothing",
    "~": "nothing",
    "2024-01-01": "a date",
}


@pytest.mark.parametrize("word", WORDS)
def test_names_that_yaml_takes_for_something_else(here: Path, word: str) -> None:
    message = f'{word} is read as {WORDS[word]}, not as text. Put it in quotes: "{word}".'
    write(f"classes: [cat, {word}]")
    assert mistakes() == [f"dataset.classes.1: {message}"]
    write(f"exclude: [{word}]")
    assert mistakes() == [f"dataset.exclude.0: {message}"]
    write(f"names: {{cat: {word}}}")
    assert mistakes() == [f"dataset.names.cat: {message}"]
    write(f"names: {{{word}: tumour}}")
    assert mistakes() == [f"dataset.names: {message}"]
    write(f'classes: ["{word}", cat], names: {{"{word}": tumour}}')
    assert params.load().dataset.classes == [word, "cat"]


@pytest.mark.parametrize("word", ["1e3", "y", "n", "08", "none", "NA", "1.0.0", "1e-3", "12h"])
def test_names_that_are_text(here: Path, word: str) -> None:
    write(f"classes: [{word}, cat]")
    assert params.load().dataset.classes == [word, "cat"]


def test_each_mistake_is_told(here: Path) -> None:
    write("classes: [yes, no, 0, 10], names: {yes: tumour}")
    assert [line.partition(":")[0] for line in mistakes()] == [
        *(f"dataset.classes.{number}" for number in range(4)),
        "dataset.names",
    ]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("064", '064 is read as 52. In quotes it is a name ("064"); write 64 for a number.'),
        ("0100", '0100 is read as 64. In quotes it is a name ("0100"); write 100 for a number.'),
        ("1:04", '1:04 is read as 64. In quotes it is a name ("1:04"); write 64 for a number.'),
    ],
)
def test_numbers_that_yaml_takes_for_others(here: Path, written: str, message: str) -> None:
    write(images=f"{{height: {written}, width: 64}}")
    assert mistakes() == [f"images.height: {message}"]


def test_a_class_number_with_zeros_before_it(here: Path) -> None:
    write("classes: [007, cat]")
    assert mistakes()[0] == (
        'dataset.classes.0: 007 is read as 7. In quotes it is a name ("007"); write 7 for a number.'
    )


@pytest.mark.parametrize("word", ["@eaDir", "%x", "`x`", "*x", "[x", "{x", '"x', "a: b: c", "!x y"])
def test_names_that_are_no_yaml(here: Path, word: str) -> None:
    Path("params.yaml").write_text(f"dataset:\n  classes:\n    - {word}\n", encoding="utf-8")
    with pytest.raises(LineupError) as caught:
        params.load()
    assert str(caught.value).startswith("params.yaml is not valid YAML: ")
    assert str(caught.value).endswith(
        "\nWhere a name holds any of : # { } [ ] , & * ! | > ' \" % @ ` or begins with - or ?, put it in"
        " quotes."
    )


def test_a_mark_of_utf_8_is_no_mistake(here: Path) -> None:
    write()
    text = Path("params.yaml").read_text(encoding="utf-8")
    Path("params.yaml").write_text(f"\ufeff{text}", encoding="utf-8")
    assert params.load().images.height == 24


@pytest.mark.parametrize("folder", ["./train", "train/", "./train/", "/train", ".\\train", "train//"])
def test_a_folder_inside_in_any_writing(here: Path, folder: str) -> None:
    write(f"training: {{folder: '{folder}', list: './{folder}'}}")
    training = params.load().dataset.training
    assert (training.folder, training.list) == ("train", "train")


def test_a_folder_that_leads_out(here: Path) -> None:
    write("training: {folder: ../train}")
    assert mistakes() == [
        "dataset.training.folder: must be a path inside the data set, such as train; .. leads out of it"
        " (it is '../train')"
    ]


def test_home(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(here))
    monkeypatch.setenv("USERPROFILE", str(here))
    write()
    text = Path("params.yaml").read_text(encoding="utf-8")
    Path("params.yaml").write_text(text.replace("path: pictures", "path: ~/pictures"), encoding="utf-8")
    assert params.load().dataset.model_dump()["path"] == str(here / "pictures")
    Path("params.yaml").write_text(text.replace("h: pictures", "h: ~/pictures"), encoding="utf-8")
    assert data_mistakes.dataset_mistakes(params.load()) == [
        f"dataset.watch: DVC takes ~ for a name, not for a home. Write '{here / 'pictures'}'."
    ]


def test_a_home_that_nobody_has(here: Path) -> None:
    write()
    text = Path("params.yaml").read_text(encoding="utf-8")
    Path("params.yaml").write_text(text.replace("path: pictures", "path: ~nobody-of-that-name/x"))
    assert data_mistakes.dataset_mistakes(params.load())[0] == (
        "dataset.path: there is no folder '~nobody-of-that-name/x'. Give one with a subfolder per class."
    )


def test_keys_that_stand_twice(here: Path) -> None:
    write(images="{height: 24, height: 32, width: 24}")
    with Path("params.yaml").open("a") as file:
        file.write("seeds: [1]\n")
    count = len(Path("params.yaml").read_text().splitlines())
    assert mistakes() == [
        f"seeds: stands twice, the second time in line {count}. Keep one of them.",
        "images.height: stands twice, the second time in line 2. Keep one of them.",
    ]
