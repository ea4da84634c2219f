"""Each layout, drawn as files: after `lineup init` the stages give its classes and parts."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from lineup.starting import machine, pretrained
from lineup.starting.command import init
from lineup.starting.machine import Machine
from stages import check, download, preprocess

Counts = dict[str, dict[str, int]]
OWN: Counts = {"": {"cat": 8, "dog": 8}}
THREE: Counts = {
    "train": {"cat": 8, "dog": 8},
    "validation": {"cat": 3, "dog": 3},
    "test": {"cat": 4, "dog": 4},
}
TWO = {part: THREE[part] for part in ("train", "test")}


class Drawn:
    """Draws pictures that differ, each of another seed."""

    def __init__(self, root: Path) -> None:
        self.root, self.seed = root, 0

    def picture(self, name: str) -> None:
        self.seed += 1
        small = np.random.default_rng(self.seed).integers(0, 256, (6, 6, 3), dtype=np.uint8)
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(small).resize((40, 40), Image.Resampling.BICUBIC).save(path)

    def classes(self, folder: str, each: int = 8, labels: tuple[str, ...] = ("cat", "dog")) -> None:
        for label in labels:
            for number in range(each):
                self.picture(f"{folder}/{label}/{number:03d}.png".lstrip("/"))

    def table(self, folder: str, each: int, path: str, start: int = 0) -> None:
        rows = []
        for number in range(start, start + 2 * each):
            self.picture(f"{folder}/{number:03d}.png")
            rows.append(f"{number:03d};{'cat' if number % 2 else 'dog'}\n")
        (self.root / path).write_text("image_id;label\n" + "".join(rows), encoding="utf-8-sig")

    def one_hot(self, folder: str, each: int) -> None:
        rows = ["filename, cat, dog\n"]
        for number in range(2 * each):
            self.picture(f"{folder}/{number:03d}.png")
            rows.append(f"{number:03d}.png, {number % 2}, {1 - number % 2}\n")
        (self.root / folder / "_classes.csv").write_text("".join(rows))

    def numbered(self, folder: str, each: int, name: str = "{}_{}.png") -> None:
        for label in ("cat", "dog"):
            for number in range(each):
                self.picture(f"{folder}/{name.format(label, number)}".lstrip("/"))


def class_folders(draw: Drawn) -> None:
    draw.classes("")
    draw.picture("cover.png")


def doubled(draw: Drawn) -> None:
    draw.classes("")
    shutil.copytree(draw.root, draw.root.parent / "copy")
    (draw.root.parent / "copy").rename(draw.root / "pets")


def three_parts(draw: Drawn) -> None:
    for part, each in (("Training", 8), ("valid", 3), ("TESTING", 4)):
        draw.classes(f"pets/{part}", each)


def two_parts(draw: Drawn) -> None:
    draw.classes("seg_train/seg_train", 8)
    draw.classes("seg_test/seg_test", 4)


def kaggle_table(draw: Drawn) -> None:
    draw.table("train", 8, "train.csv")
    for number in range(5):
        draw.picture(f"test/{number:03d}.png")


def kaggle_tables(draw: Drawn) -> None:
    draw.table("train", 8, "train.csv")
    draw.table("test", 4, "test.csv", start=100)


def one_table(draw: Drawn) -> None:
    rows = ["image;split;label"]
    for part, counts in THREE.items():
        for label, count in counts.items():
            for number in range(count):
                draw.picture(f"images/{part}{label}{number}.png")
                rows.append(f"{part}{label}{number};{part.upper()};{label}")
    (draw.root / "labels.csv").write_text("\n".join(rows))


def one_hot(draw: Drawn) -> None:
    for part, each in (("train", 8), ("valid", 3), ("test", 4)):
        draw.one_hot(part, each)


def imagenet(draw: Drawn) -> None:
    for part, each in (("train", 8), ("val", 3), ("test", 4)):
        draw.classes(part, each, ("n02121808", "n02084071"))
    (draw.root / "words.txt").write_text("n02084071\tdog, domestic dog\nn02121808\tcat, house cat\n")


def flat(draw: Drawn) -> None:
    draw.numbered("", 8)


def dogs_vs_cats(draw: Drawn) -> None:
    draw.numbered("train", 8, "{}.{}.png")
    for number in range(5):
        draw.picture(f"test1/{number}.png")


def named(draw: Drawn) -> None:
    for part, each in (("train", 8), ("val", 3), ("test", 4)):
        draw.classes("", each, (f"{part}_cat", f"{part.title()}_dog"))
    draw.picture("misc/cover.png")


def flat_parts(draw: Drawn) -> None:
    draw.numbered("pets", 8, "train_{}_{}.png")
    draw.numbered("pets", 4, "test_{}_{}.png")
    draw.picture("pets/cover.png")


def in_each_class(draw: Drawn) -> None:
    for label in ("cat", "dog"):
        for part, each in (("train", 8), ("valid", 3), ("test", 4)):
            draw.classes(label, each, (part,))


def lists(draw: Drawn) -> None:
    draw.classes("images", 12)
    for name, numbers in (("train", range(8)), ("test", range(8, 12))):
        rows = [f"{label}/{number:03d}\n" for label in ("cat", "dog") for number in numbers]
        (draw.root / "meta").mkdir(exist_ok=True)
        (draw.root / "meta" / f"{name}.txt").write_text("".join(rows))


def classes_and_parts(draw: Drawn) -> None:
    """One table of classes, another of parts."""
    draw.table("images", 12, "labels.csv")
    parts = (f"{n:03d};{'test' if n < 8 else 'train'}\n" for n in range(24))
    (draw.root / "split.csv").write_text("image_id;split\n" + "".join(parts))


def tables_of_parts(draw: Drawn) -> None:
    for name, each, start in (("train", 8, 0), ("val", 3, 100), ("test", 4, 200)):
        draw.table("images", each, f"{name}.csv", start)


def imagefolder(draw: Drawn) -> None:
    for name, each in (("train", 8), ("test", 4)):
        rows = []
        for number in range(2 * each):
            draw.picture(f"{name}/{number:03d}.png")
            rows.append(
                json.dumps({"file_name": f"{number:03d}.png", "label": "cat" if number % 2 else "dog"})
            )
        (draw.root / name / "metadata.jsonl").write_text("\n".join(rows))


def coco(draw: Drawn) -> None:
    for number in range(16):
        draw.picture(f"images/{number:03d}.png")
    content = {
        "images": [{"id": n, "file_name": f"{n:03d}.png"} for n in range(16)],
        "annotations": [{"image_id": n, "category_id": n % 2} for n in range(16)],
        "categories": [{"id": 0, "name": "dog"}, {"id": 1, "name": "cat"}],
    }
    (draw.root / "annotations.json").write_text(json.dumps(content))


def nested(draw: Drawn) -> None:
    draw.classes("animals", 8)
    draw.classes("vehicles", 8, ("bike", "van"))


def folds(draw: Drawn) -> None:
    draw.classes("fold_1", 4)
    draw.classes("fold_2", 4)


NESTED: Counts = {"": {"bike": 8, "cat": 8, "dog": 8, "van": 8}}
LAYOUTS: dict[Callable[[Drawn], None], Counts] = {
    class_folders: OWN,
    doubled: OWN,
    three_parts: THREE,
    two_parts: TWO,
    kaggle_table: OWN,
    kaggle_tables: TWO,
    one_table: THREE,
    one_hot: THREE,
    imagenet: THREE,
    flat: OWN,
    dogs_vs_cats: OWN,
    nested: NESTED,
    folds: OWN,
    named: THREE,
    flat_parts: TWO,
    in_each_class: THREE,
    lists: TWO,
    classes_and_parts: TWO,
    tables_of_parts: THREE,
    imagefolder: TWO,
    coco: OWN,
}


@pytest.mark.parametrize(
    ("layout", "archived"),
    [(layout, False) for layout in LAYOUTS]
    + [(layout, True) for layout in (three_parts, doubled, kaggle_table)],
    ids=lambda value: "archive" if value is True else "folder" if value is False else value.__name__,
)
def test_pictures_reach_the_index_with_their_classes_and_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, layout: Callable[[Drawn], None], archived: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pretrained, "found", lambda: None)
    monkeypatch.setattr(machine, "here", lambda: Machine(2, 1e11, False))
    layout(Drawn(tmp_path / "pictures"))
    pictures = "pictures"
    if archived:
        pictures = Path(shutil.make_archive("pets", "zip", "pictures")).name
    init(Path("work"), pictures=pictures, name="pets", labels=None, weights=None, yes=True)
    for stage in (check, download, preprocess):
        stage.main()
    index = pd.read_parquet("data/images/index.parquet")
    found: Counts = {}
    for part, label in zip(index.official_split.fillna(""), index.label, strict=True):
        own = found.setdefault(part, {})
        own[label] = own.get(label, 0) + 1
    assert found == LAYOUTS[layout]
    assert json.loads(Path("data/images/skipped_classes.json").read_text()) == []
