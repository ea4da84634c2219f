"""A layout that params.yaml does not say is refused with the lines to write, before it becomes classes."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd
import pytest
import yaml

from lineup.errors import LineupError
from lineup.schema.base import NOTHING
from stages import check, download, preprocess
from tests.conftest import SMALL, draw_pictures

Write = Callable[..., dict[str, Any]]
OTHERWISE = """

Or, where the uppermost folders are the classes:

  dataset:
    training: {folder: ""}"""


def draw(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    random = np.random.default_rng(count)
    for number in range(count):
        cv2.imwrite(str(folder / f"{number:03d}.png"), random.integers(0, 256, (9, 9, 3), dtype=np.uint8))


def parts(root: Path) -> None:
    for part, each in (("train", 6), ("val", 2), ("test", 3)):
        draw_pictures(root / part, 2, each)


def doubled(root: Path) -> None:
    draw_pictures(root, 2, 3)
    shutil.copytree(root, root.parent / "copy")
    (root.parent / "copy").rename(root / "pictures")


def partly(root: Path) -> None:
    doubled(root)
    (root / "pictures/class_0/000.png").unlink()


def table(root: Path) -> None:
    draw(root / "train", 8)
    draw(root / "test", 3)
    rows = [f"{number:03d}.png,{'cat' if number % 2 else 'dog'}\n" for number in range(8)]
    (root / "labels.csv").write_text("file,label\n" + "".join(rows))


def nested(root: Path) -> None:
    draw_pictures(root / "round", 2, 3)
    draw_pictures(root / "flat", 2, 3)
    for number in range(2):
        (root / f"flat/class_{number}").rename(root / f"flat/other_{number}")


def views(root: Path) -> None:
    for number in range(2):
        draw_pictures(root / f"person_{'ab'[number]}", 2, 3)


SAID: dict[Callable[[Path], None], str] = {
    parts: """is laid out as train/, val/ and test/, a folder for each class, and params.yaml does not say so.
Write into params.yaml:

  dataset:
    training: {folder: train, labels: folder}
    validation: {folder: val, labels: folder}
    test: {folder: test, labels: folder}
  split:
    train: 1
    validation: 0
    test: 0""",
    doubled: """is laid out as a folder for each class in pictures/, and params.yaml does not say so.
Left out: the folders beside pictures/ (6): the same pictures are in pictures/.
Write into params.yaml:

  dataset:
    training: {folder: pictures, labels: folder}""",
    partly: """is laid out as a folder for each class, and params.yaml does not say so.
Left out: pictures/ (5): holds the folders beside it once more, not whole.
Write into params.yaml:

  dataset:
    exclude: [pictures]""",
    views: """is laid out as a folder for each class, and params.yaml does not say so. The folders are\
 nested: classes may be the outer ones (2 classes: person_a and person_b) or the inner ones\
 (2 classes: class_0 and class_1).
Write into params.yaml, where the inner folders are the classes:

  dataset:
    training: {folder: '', labels: inner_folder}""",
    table: """is laid out as train/, classes by the table labels.csv, and params.yaml does not say so.
Left out: test/ (3): nothing says the class of these pictures.
Write into params.yaml:

  dataset:
    training: {folder: train, labels: list, list: labels.csv}""",
    nested: """is laid out as a folder for each class, in folders of folders, and params.yaml does not say\
 so. The folders are nested: classes may be the outer ones (2 classes: flat and round) or the inner ones\
 (4 classes: class_0, class_1, other_0 and other_1).
Write into params.yaml:

  dataset:
    training: {folder: '', labels: inner_folder}""",
}


CLASSES: dict[Callable[[Path], None], list[str]] = {
    doubled: ["class_0", "class_1"],
    partly: ["class_0", "class_1"],
    views: ["class_0", "class_1"],
    table: ["cat", "dog"],
    nested: ["class_0", "class_1", "other_0", "other_1"],
}


def refused(stage: Callable[[], None]) -> str:
    with pytest.raises(LineupError) as caught:
        stage()
    return str(caught.value)


def written_into(content: dict[str, Any], message: str) -> dict[str, Any]:
    """Return params with the lines that a message gives."""
    lines = re.split(r"Write into params.yaml.*:\n\n", message)[1].split("\n\n")[0]
    said = yaml.safe_load(lines)
    return {**content, **{key: {**content[key], **value} for key, value in said.items()}}


@pytest.mark.parametrize("draw_layout", SAID, ids=[layout.__name__ for layout in SAID])
def test_a_folder_is_refused_by_check_with_lines_that_do(
    project: Path, set_params: Write, draw_layout: Callable[[Path], None]
) -> None:
    draw_layout(project / "pictures")
    content = set_params()
    message = refused(check.main)
    assert message == f"dataset.path: pictures {SAID[draw_layout]}{OTHERWISE}"
    (project / "params.yaml").write_text(yaml.safe_dump(written_into(content, message)))
    check.main()
    download.main()
    preprocess.main()
    index = pd.read_parquet("data/images/index.parquet")
    counts = index.groupby(["official_split", "label"], dropna=False).size().to_dict()
    if draw_layout is parts:
        assert counts == {
            (part, label): each
            for part, each in (("train", 6), ("validation", 2), ("test", 3))
            for label in ("class_0", "class_1")
        }
    else:
        assert sorted(index.label.unique()) == CLASSES[draw_layout]


def test_the_uppermost_folders_are_classes_where_params_say_so(project: Path, set_params: Write) -> None:
    parts(project / "pictures")
    set_params(dataset={**SMALL["dataset"], "training": {"folder": ""}})
    check.main()
    download.main()
    preprocess.main()
    assert sorted(pd.read_parquet("data/images/index.parquet").label.unique()) == ["test", "train", "val"]


def test_an_archive_is_refused_once_it_is_there(project: Path, set_params: Write) -> None:
    parts(project / "zipped")
    shutil.make_archive("pictures", "zip", "zipped")
    source = {"source": "archive", "address": "pictures.zip", "file_name": "pictures.zip"}
    content = set_params(dataset={**source, "watch": NOTHING, "max_per_class": None})
    check.main()
    message = refused(download.main)
    assert message == f"The archive from pictures.zip {SAID[parts]}{OTHERWISE}"
    (project / "params.yaml").write_text(yaml.safe_dump(written_into(content, message)))
    download.main()


def test_train_and_test_without_classes_are_no_classes(project: Path, set_params: Write) -> None:
    draw(project / "pictures/train", 3)
    draw(project / "pictures/test", 2)
    set_params()
    assert refused(check.main).startswith(
        "dataset.path: pictures: nothing says the class of a picture: it holds test/ and train/."
    )
