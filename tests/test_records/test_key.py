"""A training's name changes with all that decides its weights, and with nothing else."""

import copy
import hashlib
import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lineup.cells import restoring
from lineup.cleaning import needed
from lineup.inference import device
from lineup.records import hashed, key
from lineup.schema import params
from stages import train
from tests.conftest import SMALL
from tests.mistakes import mistake

MACHINE = {"device": "cpu", "precision": "float32", "tensorflow": "2", "keras": "3"}
VARIANT = SMALL["variants"]["fully_connected"]


def split(near_test: bool = False) -> pd.DataFrame:
    """Return a table of two classes, whose first image may have a near-duplicate in test."""
    table = pd.DataFrame({"row": range(18), "label": ["a", "b"] * 9, "class_id": [0, 1] * 9})
    table["path"] = [f"{row}.png" for row in table.row]
    table["split"] = np.repeat(["train", "validation", "test"], 6)
    return table.assign(leaked=False, near_test=(table.row == 0) & near_test, group=table.row)


def keys(
    inputs: Path, table: pd.DataFrame, seed: int = 0, machine: dict[str, Any] = MACHINE, **changes: Any
) -> str:
    content = {**copy.deepcopy(SMALL), "variants": {"net": {**VARIANT, **changes}}}
    entry = params.Params.model_validate(content).variants["net"].model_dump()
    return key.training_key(key.decisive(entry, table, inputs), machine, seed)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    write_images(tmp_path)
    return tmp_path


def write_images(folder: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (18, 5, 5, 3), dtype=np.uint8)
    np.save(folder / "images.npy", pixels)
    hashed.write(folder / "images.npy")


def test_what_decides_weights_gives_another_key(inputs: Path) -> None:
    found = [
        keys(inputs, split()),
        keys(inputs, split(), seed=1),
        keys(inputs, split(), learning_rate=0.002),
        keys(inputs, split(), architecture="cnn"),
        keys(inputs, split(near_test=True), leaks="remove_from_training"),
        keys(inputs, split(), leaks="remove_from_training"),
        keys(inputs, split().assign(label="a")),
    ]
    (inputs / "images.npy").write_bytes(b"others")
    hashed.write(inputs / "images.npy")
    found.append(keys(inputs, split()))
    assert len(set(found)) == len(found)


def test_weights_that_a_variant_starts_from_count_by_what_the_file_holds(inputs: Path) -> None:
    options = {"name": "mobilenet", "weights": str(inputs / "own.weights.h5")}
    found = {keys(inputs, split(), architecture="application", options=options)}
    for content in (b"one", b"another"):
        (inputs / "own.weights.h5").write_bytes(content)
        found.add(keys(inputs, split(), architecture="application", options=options))
    assert len(found) == 3
    (inputs / "own.weights.h5").write_bytes(b"one")
    assert keys(inputs, split(), architecture="application", options=options) in found


def test_what_decides_nothing_gives_the_same(inputs: Path) -> None:
    expected = keys(inputs, split())
    assert keys(inputs, split(), reported={"test_accuracy": 0.5}) == expected
    assert keys(inputs, split(near_test=True)) == expected
    assert keys(inputs, split().assign(leaked=True, group=0)) == expected
    (inputs / "images.npy").write_bytes(b"read by no key: its digest stands beside it")
    assert keys(inputs, split()) == expected


def test_the_code_of_a_training_is_what_decides_its_weights(inputs: Path) -> None:
    code, others = (
        key.decisive({"architecture": name, "leaks": None}, split(), inputs)["code"]
        for name in ("cnn", "fully_connected")
    )
    rooms = {".".join(name.split(".")[:2]) for name in code}
    assert rooms == {"lineup", "lineup.architectures", "lineup.inference", "lineup.training"}
    assert {"lineup.architectures.cnn", "lineup.training.loop", "lineup.inference.device"} < set(code)
    assert "lineup.training.augmentation.epoch" in code
    assert set(others) ^ set(code) == {"lineup.architectures.cnn", "lineup.architectures.fully_connected"}
    assert "lineup.training.fed" not in code


def test_an_array_is_hashed_once_however_many_variants_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    digest = hashlib.file_digest

    def counted(file: io.BufferedReader, name: str) -> Any:
        read.append(Path(file.name).name)
        return digest(file, name)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    write_images(tmp_path)  # as the stage does
    assert len({keys(tmp_path, split(), architecture=name) for name in ("cnn", "fully_connected")}) == 2
    assert read == ["images.npy"]


def test_the_digest_beside_an_array_is_what_sha256sum_reads(inputs: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "images.npy.sha256"], cwd=inputs, capture_output=True, text=True, check=True
    )
    assert done.stdout == "images.npy: OK\n"


def test_inputs_that_are_not_there_are_an_error(tmp_path: Path) -> None:
    assert (
        mistake(keys, tmp_path / "nowhere", split())
        == f"{tmp_path}/nowhere has no *.npy.sha256. Run `dvc repro`, which makes it."
    )


def test_clean_names_the_keys_that_train_gives(
    project: Path, set_params: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both for a variant that sees all of the split and for one that is trained without leaks."""
    variants = {"all": VARIANT, "clean": {**VARIANT, "leaks": "remove_from_training"}}
    set_params(variants=variants)
    (project / "data/split").mkdir()
    split(near_test=True).to_parquet(project / "data/split/split.parquet")
    (project / "data/images").mkdir()
    write_images(project / "data/images")
    given: list[str] = []

    def there(store: Path) -> bool:
        given.append(store.name)
        return True

    monkeypatch.setattr(restoring, "finished", there)
    monkeypatch.setattr(restoring, "copy", lambda *_: None)
    for name in variants:
        monkeypatch.setattr("sys.argv", ["train", name])
        train.main()
    machine = device.configure("auto").facts()
    assert len(set(given)) == 4
    assert needed.keys(params.load(), Path("data"), [machine]) == set(given)
