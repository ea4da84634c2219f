"""`lineup export` as a user runs it; what it wrote is read back through tf.data, pixel by pixel."""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lineup.errors import LineupError
from lineup.export import places, shards
from tests import warm
from tests.synthetic import make_study

SETTINGS = {"height": 16, "width": 16, "resize": "fit_pad", "interpolation": "area"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported")
    make_study(folder, variants={"cnn": 0.8}, images=120, size=16, leaked=0.2)
    (folder / "data/images/settings.json").write_text(json.dumps(SETTINGS))
    return folder


def export(here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return warm.run(here, "lineup", "export", *arguments)


def read(files: list[Path], shape: list[int]) -> list[dict[str, Any]]:
    """Return every example of the shards, as a user's own tf.data pipeline would."""
    import tensorflow as tf

    names = {"image": tf.string, "label": tf.string, "path": tf.string}
    names |= dict.fromkeys(("height", "width", "channels", "class_id"), tf.int64)
    features = {name: tf.io.FixedLenFeature([], kind) for name, kind in names.items()}

    def parse(record: Any) -> Any:
        example = tf.io.parse_single_example(record, features)
        return example | {"image": tf.reshape(tf.io.decode_raw(example["image"], tf.uint8), shape)}

    return list(tf.data.TFRecordDataset([str(file) for file in files]).map(parse).as_numpy_iterator())


def test_every_pixel_and_label_comes_back(study: Path) -> None:
    done = export(study, "--shards", "4", "--output", "out/deep")
    assert (done.returncode, done.stdout, done.stderr) == (
        (0, "export: 120 images in 12 shards: out/deep\n", "")
    )
    description = json.loads((study / "out/deep/dataset.json").read_text())
    images = np.load(study / "data/images/images.npy")
    table = pd.read_parquet(study / "data/split/split.parquet").set_index("path")
    seen = []
    for split, part in description["splits"].items():
        for shard in part["shards"]:
            examples = read([study / "out/deep" / shard["file"]], description["shape"])
            assert len(examples) == shard["images"]
            for one in examples:
                row = table.loc[one["path"].decode()]
                seen.append(int(row.row))
                np.testing.assert_array_equal(one["image"], images[row.row])
                assert (one["height"], one["width"], one["channels"]) == (16, 16, 3)
                assert (split, one["class_id"], one["label"].decode()) == (row.split, row.class_id, row.label)
                assert description["classes"][one["class_id"]] == row.label
    assert sorted(seen) == list(range(120))
    assert sorted(path.name for path in (study / "out").iterdir()) == ["deep"]
    assert len(list((study / "out/deep").iterdir())) == 13


def test_the_description(study: Path) -> None:
    assert export(study, "--shards", "5", "--output", "described").returncode == 0
    description = json.loads((study / "described/dataset.json").read_text())
    table = pd.read_parquet(study / "data/split/split.parquet").sort_values("row")
    lines = table[["row", "path", "label", "split"]].to_csv(index=False)
    assert description["split_digest"] == hashlib.sha256(lines.encode()).hexdigest()
    assert description["preparation"] == SETTINGS
    assert description["classes"] == sorted(table.label.unique())
    assert {name: part["images"] for name, part in description["splits"].items()} == (
        {"train": 72, "test": 24, "validation": 24}
    )
    assert description["splits"]["test"]["shards"][1] == (
        {"file": "test-00001-of-00005.tfrecord", "images": 5}
    )


def test_the_same_bytes_again_and_only_with_force(study: Path) -> None:
    def content() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in (study / "exports/synthetic").iterdir()}

    assert export(study, "--shards", "2").returncode == 0
    before = content()
    refused = export(study, "--shards", "3")
    assert (refused.returncode, refused.stderr) == (
        1,
        "error: 'exports/synthetic' holds an export. Add --force to replace it, or give another --output.\n",
    )
    assert content() == before
    assert export(study, "--shards", "2", "--force").returncode == 0
    assert content() == before
    assert [path.name for path in (study / "exports").iterdir()] == ["synthetic"]


@pytest.mark.parametrize("folder", ["data", "data/images", "data/new/deep", "out/../data"])
def test_never_into_data(study: Path, folder: str) -> None:
    done = export(study, "--output", folder, "--force")
    assert (done.returncode, done.stderr) == (
        1,
        f"error: '{folder}' lies in data/, which DVC owns. Give --output another folder.\n",
    )


def test_a_folder_of_the_users_own_is_never_replaced(study: Path) -> None:
    (study / "mine").mkdir()
    (study / "mine/thesis.txt").write_text("years of work")
    for output in ("mine", "."):
        done = export(study, "--output", output, "--force")
        assert (done.returncode, done.stderr) == (
            1,
            f"error: '{output}' exists and is no export of Lineup. Give --output another folder.\n",
        )
    assert (study / "mine/thesis.txt").read_text() == "years of work"


def test_before_anything_is_prepared(tmp_path: Path) -> None:
    make_study(tmp_path, variants={"cnn": 0.8}, images=60, size=16)
    for name in ("images/settings.json", "split/split.parquet"):
        (tmp_path / "data/images/settings.json").write_text("{}")
        (tmp_path / "data" / name).unlink()
        done = export(tmp_path)
        assert (done.returncode, done.stderr) == (
            1,
            f"error: data/{name} is missing. Run `dvc repro`, which makes it.\n",
        )


def test_of_few_images_there_are_fewer_shards(study: Path) -> None:
    table = pd.read_parquet(study / "data/split/split.parquet")
    few = pd.concat([table[table.split != "test"], table[table.split == "test"].head(3)])
    few.to_parquet(study / "data/split/split.parquet", index=False)
    try:
        done = export(study, "--output", "few")
    finally:
        table.to_parquet(study / "data/split/split.parquet", index=False)
    assert done.stdout == f"export: {len(few)} images in 9 shards: few\n"


def test_more_shards_than_images(study: Path) -> None:
    done = export(study, "--shards", "25", "--output", "many")
    assert (done.returncode, done.stderr) == (
        1,
        "error: 25 shards are too many: test has 24 image(s), and each shard needs one."
        " Give --shards 24 or fewer.\n",
    )
    assert not (study / "many").exists()


def test_shards_are_equal_and_fair() -> None:
    rows = np.arange(1510)  # sorted by class, as archives are
    table = pd.DataFrame({"row": rows, "path": [f"{row:04}.png" for row in rows], "class_id": rows // 151})
    dealt = shards.deal(table.assign(split="train"), 15)
    assert {len(shard.table) for shard in dealt} == {100, 101}
    assert sorted(row for shard in dealt for row in shard.table.row) == rows.tolist()
    for shard in dealt:
        assert shard.table.class_id.nunique() == 10
        assert not shard.table.row.is_monotonic_increasing
    fewer = shards.deal(table[table.row != 7].assign(split="train"), 1)[0].table.row.tolist()
    every = shards.deal(table.assign(split="train"), 1)[0].table.row.tolist()
    assert fewer == [row for row in every if row != 7]


def test_a_failure_leaves_the_earlier_export(tmp_path: Path) -> None:
    output = tmp_path / "export"
    with places.whole(output) as folder:
        (folder / "dataset.json").write_text("first")

    def fail() -> None:
        with places.whole(output) as folder:
            (folder / "dataset.json").write_text("second")
            raise LineupError("the disk is full")

    with pytest.raises(LineupError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["export"]
    assert (output / "dataset.json").read_text() == "first"
