"""How `lineup predict` prints and sorts what it was answered."""

from pathlib import Path
from typing import Any

import pytest

from lineup.serving import sorting, telling
from tests.mistakes import mistake


def answers(folder: Path) -> list[dict[str, Any]]:
    """Return answers about four pictures in `folder`: sure, unsure, of a hostile class, unreadable."""
    said: list[dict[str, Any]] = []
    for name, label, sure in (("a.png", "cat", 0.97), ("b.png", "cat", 0.5), ("c.png", "../dog", 0.9)):
        (folder / name).write_bytes(name.encode())
        top = [{"label": label, "probability": sure}, {"label": "owl", "probability": 1 - sure}]
        said.append({"path": str(folder / name), "accepted": sure > 0.8, "top": top})
    return [*said, {"path": str(folder / "d,txt"), "error": "not an image in a known format"}]


def test_csv(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = answers(tmp_path)
    said[0]["top"][1]["probability"] = 0.03
    said[2]["top"][1]["probability"] = 0.1
    telling.as_csv(said)
    assert capsys.readouterr().out.replace(str(tmp_path), "F") == (
        "path,label,probability,accepted,error,label_2,probability_2\n"
        "F/a.png,cat,0.97,true,,owl,0.03\n"
        "F/b.png,cat,0.5,false,,owl,0.5\n"
        "F/c.png,../dog,0.9,true,,owl,0.1\n"
        '"F/d,txt",,,,not an image in a known format\n'
    )


def test_summary(tmp_path: Path) -> None:
    said = answers(tmp_path)
    assert telling.summary(said) == "4 pictures: 2 as cat, 1 as ../dog; 1 for a person; 1 could not be read"
    assert telling.summary(said[:1]) == "1 picture: 1 as cat"
    assert telling.summary(said[3:]) == "1 picture: none answered; 1 could not be read"


def test_copies_lie_in_class_folders_and_nothing_is_overwritten(tmp_path: Path) -> None:
    said = answers(tmp_path)
    sorted_to = tmp_path / "sorted"
    (sorted_to / "cat").mkdir(parents=True)
    (sorted_to / "cat/a.png").write_bytes(b"here before")
    assert sorting.copy(said, sorted_to) == 3
    found = {
        path.relative_to(sorted_to).as_posix(): path.read_bytes()
        for path in sorted_to.rglob("*")
        if path.is_file()
    }
    assert found == {
        "cat/a.png": b"here before",
        "cat/a (2).png": b"a.png",
        "for a person/cat/b.png": b"b.png",
        ".._dog/c.png": b"c.png",
    }
    assert sorting.copy(said[:1], sorted_to) == 1
    assert (sorted_to / "cat/a (3).png").exists()
    assert all(Path(one["path"]).exists() for one in said[:3])


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    said = answers(tmp_path)
    (tmp_path / "file").write_text("")
    assert mistake(sorting.copy, said, tmp_path / "file") == (
        f"Pictures cannot be copied to '{tmp_path}/file': Not a directory. 0 were. Give another folder."
    )


def test_copies_are_not_put_among_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert mistake(sorting.refuse, tmp_path / "file", []) == (
        f"--copy-to: '{tmp_path}/file' is a file. Give a folder."
    )
    sorting.refuse(tmp_path / "sorted", [tmp_path / "pictures", tmp_path / "file"])
    for folder in (tmp_path, tmp_path / "sorted"):
        assert mistake(sorting.refuse, folder, [tmp_path]) == (
            f"--copy-to: '{folder}' lies in '{tmp_path}', which is read: the next time the copies would be"
            " read too. Give a folder elsewhere."
        )


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("cat", "cat"),
        ("a/b", "a_b"),
        ("for a person", "_for a person"),
        ("..", "_"),
        ("x. ", "x"),
        ("猫", "猫"),
    ],
)
def test_names_of_folders(label: str, name: str) -> None:
    assert sorting.folder_name(label) == name
