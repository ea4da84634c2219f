"""Text files that name images: how their lines are split, and what is said of those that name nothing."""

import zipfile
from pathlib import Path

import pytest

from lineup.images import lists
from tests.mistakes import mistake

IMAGES = ["photos/cat/1.jpg", "photos/cat/two words.jpg", "photos/dog/a,b.jpg", "photos/dog/4.jpg"]


def read(
    here: Path, text: str | bytes, folder: str = "photos", column: int = 1, classes: bool = True
) -> lists.Listed:
    with zipfile.ZipFile(here / "images.zip", "w") as archive:
        for name in IMAGES:
            archive.writestr(name, b"")
        archive.writestr("lists/train.txt", text)
        return lists.read(
            archive,
            "lists/train.txt",
            folder=folder,
            column=column if classes else None,
            classes=classes,
            key="dataset.training.list",
        )


@pytest.mark.parametrize(
    ("line", "path", "label"),
    [
        ("cat/1.jpg", "photos/cat/1.jpg", None),
        ("  cat/1.jpg   kitten  0", "photos/cat/1.jpg", "kitten"),
        ("cat/1.jpg,a kitten,0", "photos/cat/1.jpg", "a kitten"),
        ("cat/1.jpg\ta kitten, grey\t0", "photos/cat/1.jpg", "a kitten, grey"),
        ("cat/1.jpg kitten 1,2,3", "photos/cat/1.jpg", "kitten"),
        ("cat/two words.jpg", "photos/cat/two words.jpg", None),
        ("cat/two words.jpg, kitten", "photos/cat/two words.jpg", "kitten"),
        ("dog/a,b.jpg", "photos/dog/a,b.jpg", None),
        ('"dog/a,b.jpg","puppy"', "photos/dog/a,b.jpg", "puppy"),
        ("./dog/4.jpg 007", "photos/dog/4.jpg", "007"),
        ("dog\\4.jpg;puppy".replace(";", "\t"), "photos/dog/4.jpg", "puppy"),
    ],
)
def test_lines(tmp_path: Path, line: str, path: str, label: str | None) -> None:
    assert read(tmp_path, f"{line}\n", classes=label is not None) == ({path: label}, [], {})


def test_another_column_and_another_folder(tmp_path: Path) -> None:
    assert read(tmp_path, "cat/1.jpg 0 kitten", column=2).labels == {"photos/cat/1.jpg": "kitten"}
    for folder in ("/photos/cat/", "photos", ""):
        assert read(tmp_path, "1.jpg", folder=folder, classes=False).labels == {"photos/cat/1.jpg": None}
    assert read(tmp_path, "photos/cat/1.jpg", folder="", classes=False).labels == {"photos/cat/1.jpg": None}


def test_absent_files_are_listed_once_and_a_header_is_none(tmp_path: Path) -> None:
    found = read(tmp_path, "path,class\ncat/1.jpg,kitten\ncat/9.jpg,kitten\ncat/9.jpg,kitten\n")
    assert found.labels == {"photos/cat/1.jpg": "kitten"}
    assert found.rejected == [("photos/cat/9.jpg", "named in lists/train.txt, but not in the archive")]


def test_a_file_named_twice(tmp_path: Path) -> None:
    text = "cat/1.jpg kitten\ndog/4.jpg puppy\ncat/1.jpg kitten\ndog/4.jpg wolf\ndog/4.jpg puppy\n"
    assert read(tmp_path, text).labels == {"photos/cat/1.jpg": "kitten", "photos/dog/4.jpg": None}


def test_a_list_that_names_nothing(tmp_path: Path) -> None:
    assert mistake(read, tmp_path, "fox/1.jpg fox\nfox/2.jpg fox\n") == (
        "dataset.training.list: 'lists/train.txt' names no file that is there: none of its 2 line(s)"
        " does; the last has 'fox/2.jpg'. Closest: photos/dog/4.jpg. Set `folder` to the folder that its"
        " paths start from."
    )


def test_rows_of_another_folder_are_not_said_to_be_missing(tmp_path: Path) -> None:
    text = "cat/1.jpg,kitten\ndog/4.jpg,puppy\ndog/nowhere.jpg,puppy\n"
    listed = read(tmp_path, text, folder="photos/cat")
    assert (listed.labels, [path for path, _ in listed.rejected]) == (
        {"photos/cat/1.jpg": "kitten"},
        ["photos/cat/dog/nowhere.jpg"],
    )
