"""A folder of the user's own becomes a zip file that is the same for the same files."""

import os
import zipfile
from pathlib import Path

import pytest

from lineup.sources import folder
from tests.mistakes import mistake

EXPECTED = (
    "Expected a folder with a subfolder of images for each of two or more classes. Set dataset.path (and "
    "dataset.watch) in params.yaml to such a folder."
)


def fill(root: Path, names: list[str]) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())


def test_same_files_same_bytes(tmp_path: Path) -> None:
    pictures = tmp_path / "pictures"
    fill(pictures, ["dog/b.jpg", "cat/nested/a.png", "cat/ä b.jpg", "notes.txt"])
    fill(pictures, ["cat/.DS_Store", "dog/Thumbs.db", ".git/x/y", "__MACOSX/cat/z"])
    assert folder.fetch(tmp_path / "1.zip", path=str(pictures), licence="CC0") == {
        "address": str(pictures),
        "licence": "CC0",
        "left_out": [],
    }
    os.utime(pictures / "dog/b.jpg", (1, 1))
    (pictures / "dog/b.jpg").chmod(0o600)
    folder.fetch(tmp_path / "2.zip", path=str(pictures))
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.namelist() == ["cat/nested/a.png", "cat/ä b.jpg", "dog/b.jpg", "notes.txt"]
        assert archive.read("cat/ä b.jpg") == "cat/ä b.jpg".encode()
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


def test_links_are_followed_only_within_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = tmp_path / "pictures"
    fill(pictures, ["cat/a.jpg", "dog/b.jpg"])
    fill(tmp_path, ["secret.txt", "elsewhere/c.jpg"])
    (pictures / "cat/inside.jpg").symlink_to("../dog/b.jpg")
    (pictures / "cat/outside.jpg").symlink_to("../../secret.txt")
    (pictures / "cat/nowhere.jpg").symlink_to("missing.jpg")
    (pictures / "fox").symlink_to(tmp_path / "elsewhere")
    folder.fetch(tmp_path / "1.zip", path=str(pictures))
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.namelist() == ["cat/a.jpg", "cat/inside.jpg", "dog/b.jpg"]
        assert archive.read("cat/inside.jpg") == b"dog/b.jpg"
    assert capsys.readouterr().out == (
        "download: left out 1: links out of the folder (cat/outside.jpg)\n"
        "download: left out 1: links to a folder (fox)\n"
        "download: left out 1: links to nothing (cat/nowhere.jpg)\n"
    )


@pytest.mark.parametrize(
    ("names", "what"),
    [(None, "does not exist"), ([], "holds no files"), (["cat/.DS_Store"], "holds no files")],
)
def test_what_is_no_set_of_classes(tmp_path: Path, names: list[str] | None, what: str) -> None:
    pictures = tmp_path / "pictures"
    if names is not None:
        pictures.mkdir()
        fill(pictures, names)
    assert (
        mistake(folder.fetch, tmp_path / "1.zip", path=str(pictures))
        == f"dataset.path: {pictures} {what}. {EXPECTED}"
    )


def test_a_file_in_the_folders_place(tmp_path: Path) -> None:
    fill(tmp_path, ["pictures.zip"])
    assert (
        mistake(folder.fetch, tmp_path / "1.zip", path=str(tmp_path / "pictures.zip"))
        == f"dataset.path: {tmp_path / 'pictures.zip'} is a file. {EXPECTED}"
    )


def test_classes_below_the_only_folder(tmp_path: Path) -> None:
    fill(tmp_path / "pictures", ["train/cat/a.jpg", "train/dog/b.jpg"])
    folder.fetch(tmp_path / "1.zip", path=str(tmp_path / "pictures"))
    assert zipfile.ZipFile(tmp_path / "1.zip").namelist() == ["train/cat/a.jpg", "train/dog/b.jpg"]
