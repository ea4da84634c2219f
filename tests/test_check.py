"""check refuses what is wrong with params.yaml in one message, before any work, and clears what is gone."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from lineup import errors
from lineup.schema import data_mistakes, net_mistakes, params, wrong
from lineup.schema.base import NOTHING, Strict
from lineup.schema.variant import APPLICATIONS
from stages import check
from tests.conftest import ROOT, SMALL, copy_project, draw_pictures
from tests.mistakes import mistake

Write = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copied")
    copy_project(folder)
    return folder


@pytest.fixture
def project(copied: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the project as the working directory: links to one copy, but for params.yaml."""
    shutil.copytree(copied, tmp_path, copy_function=os.link, dirs_exist_ok=True)
    (tmp_path / "params.yaml").unlink()
    shutil.copy(copied / "params.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def refused() -> str:
    return mistake(check.main)


def variants(**changes: Any) -> dict[str, Any]:
    entry = {**SMALL["variants"]["fully_connected"], **changes}
    return {"fully_connected": {key: value for key, value in entry.items() if value != "absent"}}


def published(source: str, **fields: Any) -> dict[str, Any]:
    return {"dataset": {"source": source, "watch": NOTHING, "max_per_class": None, **fields}}


PART = {"address": "https://x.invalid/a", "file_name": "a.zip"}
SOLAR = {"package": "elpv_dataset", "distribution": "elpv-dataset", "folder": "data"}


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        (
            published("archive", address="s3://bucket/a", file_name="a.zip"),
            "dataset.address: must be an http, https or file address, or the path of a file"
            " (it is 's3://bucket/a')",
        ),
        (
            published("archive", address="data/raw/a.zip", file_name="a.zip"),
            "dataset.address: 'data/raw/a.zip' lies in data/, which DVC owns. Move the archive.",
        ),
        (
            published("archive", **PART, more=[{**PART, "address": "data/b.tgz", "file_name": "b.tgz"}]),
            "dataset.more.0.address: 'data/b.tgz' lies in data/, which DVC owns. Move the archive.",
        ),
        (
            published("archive", **PART, more=[PART]),
            "dataset: every part in `more` must have a file_name of its own",
        ),
        (
            published("archive", **PART, more=[{**PART, "file_nam": "b"}]),
            "dataset.more.0.file_nam: unknown key. Closest: file_name.",
        ),
        (
            published("archive", address="a.zip", file_name="archives/a.zip"),
            "dataset.file_name: must be the name of a file, without folders: flowers.zip"
            " (it is 'archives/a.zip')",
        ),
        (
            published("kaggle", handle="the-simpsons"),
            "dataset.handle: must be OWNER/DATASET, as in the set's address on kaggle.com"
            " (it is 'the-simpsons')",
        ),
        (
            published("package", **SOLAR | {"folder": "../data"}),
            "dataset.folder: must be the path of a folder inside the package, such as data (it is '../data')",
        ),
        (
            published("package", package="a", folder="data"),
            "dataset.distribution: is missing. Expected, for example: distribution: elpv-dataset",
        ),
        (
            published("kagle", handle="a/b"),
            "dataset.source: must be toons, folder, archive, kaggle, package or cifar, but is 'kagle'."
            " Closest: kaggle.",
        ),
    ],
)
def test_mistakes_in_a_source(
    project: Path, set_params: Write, sections: dict[str, Any], message: str
) -> None:
    set_params(**sections)
    assert refused() == f"params.yaml has 1 mistake(s):\n  {message}"


@pytest.mark.parametrize(
    "sections",
    [
        published("archive", address="~/a.zip", file_name="a.zip"),
        published("archive", **PART, more=[{"address": "file:///b.tgz", "file_name": "b.tgz"}]),
        published("kaggle", handle="alexattia/the-simpsons-characters-dataset"),
        published("package", **SOLAR),
    ],
)
def test_sources_are_accepted_without_what_they_name(
    project: Path, set_params: Write, sections: dict[str, Any]
) -> None:
    set_params(**sections)
    check.main()
    assert (project / "data/check/digests.json").exists()


BACKBONE = {"architecture": "application", "weights": "random", "watch": "lineup"}
OF_A_VARIANT: list[tuple[dict[str, Any], str]] = [
    ({"learning_rate": -0.001}, "learning_rate: must be above 0.0 (it is -0.001)"),
    ({"batchsize": 16}, "batchsize: unknown key. Closest: batch_size."),
    ({"epochs": "absent"}, "epochs: is missing. Expected, for example: epochs: 20"),
    ({"epochs": "absent", "epoch": 20}, "epoch: unknown key. Closest: epochs."),
    ({"epochs": "many"}, "epochs: must be a whole number, such as 20 (it is 'many')"),
    ({"epochs": True}, "epochs: must be a number (it is true)"),
    ({"optimizer": "adma"}, "optimizer: must be sgd, rmsprop, adam or adamw, but is 'adma'. Closest: adam."),
    (
        {"augmentation": {"horizontal_flip": "maybe"}},
        "augmentation.horizontal_flip: must be true or false (it is 'maybe')",
    ),
    ({"augmentation": "strong"}, "augmentation: must be a section of keys (it is 'strong')"),
    ({"augmentation": {"hue": 0.6}}, "augmentation.hue: must be at most 0.5 (it is 0.6)"),
    (
        {"augmentation": {"rand_augment": {"magnitude": 31}}},
        "augmentation.rand_augment.magnitude: must be at most 30 (it is 31)",
    ),
    ({"augmentation": {"mix_up": 0.2}}, "augmentation.mix_up: unknown key. Closest: mixup."),
    (
        {"architecture": "fuly_connected"},
        "architecture: Unknown architecture 'fuly_connected': no lineup/architectures/fuly_connected.py."
        " Closest: fully_connected.",
    ),
    (
        {"options": {"dropuot": 0.5}},
        "options.dropuot: lineup/architectures/fully_connected.py has no such option. Closest: dropout.",
    ),
    ({"input": "features/toonet", "scaling": "none"}, "input: there is no backbone 'toonet'."),
    ({"watch": "pictures"}, "watch: no key of this section. It belongs to backbones.NAME or dataset."),
    (
        {"options": {"num_classes": 3}},
        "options.num_classes: lineup/architectures/fully_connected.py has no such option.",
    ),
    ({"resources": {"gpus": 4}}, "resources.gpus: a training uses one of 4, unless training.devices is all."),
    (
        {"architecture": "application", "options": {"weights": "no.h5"}},
        "options.weights: there is no file 'no.h5'. Give a path, an https address, imagenet or random.",
    ),
]
OF_THE_DATASET: list[tuple[dict[str, Any], str]] = [
    (
        {"classes": ["class_0", "clas_1"]},
        "classes: no folder of pictures is called 'clas_1'. Closest: class_1.",
    ),
    ({"exclude": ["fox"]}, "exclude: no folder of pictures is called 'fox'."),
    ({"names": {"class_9": "cat"}}, "names: no folder of pictures is called 'class_9'. Closest: class_2."),
    (
        {"watch": "lineup"},
        "watch: is 'lineup', but must be dataset.path ('pictures'), so that DVC notices new pictures.",
    ),
    (
        {"training": {"labels": "list"}},
        "training.labels: is 'list', but there is no dataset.training.list. Set it to the path, inside"
        " the archive, of the text file that names the images and their classes.",
    ),
    (
        {"training": {"labels": "list", "list": "a", "named": "a_CLASS"}},
        "training.named: is read only where dataset.training.labels is 'folder' or 'file_name', but that"
        " is 'list'.",
    ),
    (
        {"training": {"named": "train_"}},
        "training.named: must be a name with CLASS for the class: train_CLASS (it is 'train_')",
    ),
    (
        {"training": {"list": "train.txt", "column": 2}},
        "training.column: is read only where dataset.training.labels is 'list', but that is 'folder'.",
    ),
    (
        {"training": {"parts": "train.txt"}},
        "training.parts: is read only where dataset.training.labels is 'list', but that is 'folder'. Give the"
        " same path as `list`.",
    ),
    (
        {"training": {"list": "train.txt", "labels": "lists"}},
        "training.labels: must be folder, inner_folder, file_name or list, but is 'lists'. Closest: list.",
    ),
    (
        {"training": {"list": "train.txt", "column": -1}},
        "training.column: must be a column's number, from 0, or its name in the table's header (it is -1)",
    ),
]
OTHERS: list[tuple[dict[str, Any], str]] = [
    ({"seeds": [0, True]}, "seeds.1: must be a number (it is true)"),
    ({"variants": [1]}, "variants: must be a section: names with their keys below them, or {}"),
    ({"variants": {}}, "variants: must not be empty: give one or more"),
    ({"seeds": 3}, "seeds: must be a list, such as [0, 1, 2] (it is 3)"),
    (
        {"study": "my study"},
        "study: must be letters, digits, - and _ alone, a letter or digit first: my_flowers (it is 'my"
        " study')",
    ),
    (
        {"split": None},
        "split: must be a section of keys, such as {train: 0.6, validation: 0.2, test: 0.2} (it is empty)",
    ),
    ({"images": {"height": 64, "widht": 64}}, "images.widht: unknown key. Closest: width."),
    ({"analysis": {"corruption_images": -1}}, "analysis.corruption_images: must be at least 0 (it is -1)"),
    (
        {"analysis": {"corruption_image": 100}},
        "analysis.corruption_image: unknown key. Closest: corruption_images.",
    ),
    (
        {"split": {**SMALL["split"], "near_duplicate_bits": 40}},
        "split.near_duplicate_bits: the search for near-duplicates finds its own line on each data set."
        " Remove this key.",
    ),
    (
        {"split": {**SMALL["split"], "test": 0.3}},
        "split: train, validation and test must add up to 1, but add up to 1.1",
    ),
    (
        {"split": {**SMALL["split"], "train": 0.8, "test": 0}},
        "split.test: must be above 0, since the data set brings no test set of its own.",
    ),
    (
        {"dataset": {**SMALL["dataset"], "test": {"folder": "test"}}},
        "split.test: the data set brings its own test set. Set split.test to 0, or"
        " split.use_official_test to false to mix it in and split again.",
    ),
    (
        {"dataset": {**SMALL["dataset"], "validation": {"folder": "val"}}},
        "split.validation: the data set brings its own validation set. Set split.validation to 0, or"
        " split.use_official_validation to false to mix it in and split again.",
    ),
    (
        {"split": {**SMALL["split"], "train": 0.8, "validation": 0}},
        "split.validation: must be above 0, since the data set brings no validation set of its own.",
    ),
    (
        {
            "dataset": {**SMALL["dataset"], "validation": {"folder": "val"}},
            "split": {**SMALL["split"], "train": 0.8, "validation": 0, "use_official_validation": False},
        },
        "split.validation: must be above 0, since split.use_official_validation is false.",
    ),
    (
        {
            "dataset": {**SMALL["dataset"], "validation": {"folder": "val"}, "test": {"folder": "val"}},
            "split": {"train": 1, "validation": 0, "test": 0},
        },
        "dataset.test: is the same as dataset.validation, so that nothing would be left to choose by."
        " Give another folder or list, or leave dataset.test out.",
    ),
    *(
        (
            {"dataset": {**SMALL["dataset"], key: 1}},
            f"dataset.{key}: no key of this section. It belongs to {section}.",
        )
        for key, section in {
            "seed": "split or dataset with source: toons",
            "folder": "dataset.training, dataset.validation or dataset.test",
            "epochs": "variants.NAME",
            "height": "images",
            "seeds": "the top level",
        }.items()
    ),
    (
        {
            "dataset": {
                **SMALL["dataset"],
                "training": {"folder": "images", "list": "all.txt"},
                "test": {"folder": "images", "list": "all.txt"},
            },
            "split": {**SMALL["split"], "train": 0.8, "test": 0},
        },
        "dataset.test: is the same as dataset.training, so that nothing would be left to train on. Give"
        " another folder or list, or leave dataset.test out.",
    ),
    (
        {"dataset": {"source": "cifar", "name": "cifar-11", "watch": "lineup", "max_per_class": None}},
        "dataset.name: must be cifar-10 or cifar-100, but is 'cifar-11'. Closest: cifar-10.",
    ),
    ({"seeds": [2**32]}, "seeds.0: must be below 4294967296 (it is 4294967296)"),
    (
        {"variants": variants(architecture="__init__")},
        "variants.fully_connected.architecture: Unknown architecture '__init__':"
        " no lineup/architectures/__init__.py. There are: "
        + ", ".join(net_mistakes.architecture_names())
        + ".",
    ),
    ({"seeds": [1, 1]}, "seeds: every seed may be named once"),
    (
        {"variants": dict.fromkeys(("cnn", "CNN", "other"), SMALL["variants"]["fully_connected"])},
        "variants.CNN: 'cnn' differs from it in case alone. Rename one.",
    ),
    (
        {"backbones": {"net": BACKBONE}, "variants": variants(input="features/net")},
        "variants.fully_connected.scaling: features are no pixels. Set it to none, or to standardise.",
    ),
    (
        {"training": {"precision": "auto", "xla": "on"}},
        "training.xla: Keras uses no XLA where operations are deterministic, as they are here so that a"
        " training that was killed ends as any other. Remove this key (it is 'on')",
    ),
    (
        {"backbones": {"net": {**BACKBONE, "weights": "no.h5"}}},
        "backbones.net.weights: there is no file 'no.h5'. Give a path, an https address, imagenet or random.",
    ),
    (
        {"backbones": {"net": {**BACKBONE, "options": {"net": "MobilNet"}}}},
        "backbones.net.options.net: keras.applications has no 'MobilNet'. Closest: MobileNet.",
    ),
]


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        *(({"variants": variants(**one)}, f"variants.fully_connected.{said}") for one, said in OF_A_VARIANT),
        *(({"dataset": {**SMALL["dataset"], **one}}, f"dataset.{said}") for one, said in OF_THE_DATASET),
        *OTHERS,
    ],
)
def test_a_mistake_is_named_with_its_key(
    project: Path, set_params: Write, sections: dict[str, Any], message: str
) -> None:
    draw_pictures(project / "pictures", each=1)
    set_params(**sections)
    assert refused() == f"params.yaml has 1 mistake(s):\n  {message}"


def test_a_broken_architecture_file_is_named_with_its_line(project: Path, set_params: Write) -> None:
    draw_pictures(project / "pictures", each=1)
    broken = project / "lineup/architectures/broken.py"
    broken.write_text("def build(:\n")
    mistakes = net_mistakes.architecture_mistakes("variants.a", "fully_connected", "build", {})
    assert mistakes == []
    original = net_mistakes.ARCHITECTURES
    try:
        net_mistakes.ARCHITECTURES = broken.parent
        assert net_mistakes.architecture_mistakes("variants.a", "broken", "build", {}) == [
            "variants.a.architecture: lineup/architectures/broken.py, line 1: invalid syntax."
        ]
    finally:
        net_mistakes.ARCHITECTURES = original


def test_what_dvc_cannot_read_is_named(project: Path, set_params: Write) -> None:
    draw_pictures(project / "pictures", each=1)
    set_params()
    (project / "pictures/class_0/gone.png").symlink_to("nowhere.png")
    os.mkfifo(project / "pictures/class_0/pipe.png")
    assert sorted(refused().splitlines()[1:]) == [
        "  dataset.path: 'pictures/class_0/gone.png' is a link to nothing. Delete or rename it.",
        "  dataset.path: 'pictures/class_0/pipe.png' is no file. Delete or rename it.",
    ]


def test_yaml_reads_on_as_true(project: Path, set_params: Write) -> None:
    draw_pictures(project / "pictures", each=1)
    set_params(training={"precision": "auto", "xla": True})
    assert "training.xla: Keras uses no XLA" in refused()
    set_params(training={"precision": "auto", "xla": False})
    assert params.load().training.xla == "off"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Give one name. params.yaml has: cnn, transfer."),
        (["cnm"], "params.yaml has no 'cnm'. It has: cnn, transfer. Closest: cnn."),
    ],
)
def test_a_stage_names_what_it_can_run(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.setattr("sys.argv", ["train", *arguments])
    assert mistake(errors.argument, ["cnn", "transfer"]) == message


def test_an_archive_in_a_folders_place_is_told(project: Path, set_params: Write) -> None:
    (project / "pictures").write_bytes(b"PK")
    set_params()
    assert refused() == (
        "params.yaml has 1 mistake(s):\n"
        "  dataset.path: 'pictures' is a file. Give a folder; of an archive, `lineup init --pictures"
        " pictures` writes the section."
    )


def test_a_missing_folder_is_named(project: Path, set_params: Write) -> None:
    set_params()
    assert refused() == (
        "params.yaml has 2 mistake(s):\n"
        "  dataset.watch: there is no file or folder 'pictures'. Name the one whose change means new data,"
        " or data/check/nothing.txt where there is none.\n"
        "  dataset.path: there is no folder 'pictures'. Give one with a subfolder per class."
    )


def test_nothing_is_cleared_by_wrong_params(project: Path, set_params: Write) -> None:
    result = project / "data/models/old"
    result.mkdir(parents=True)
    set_params(seeds=[])
    assert "seeds" in refused()
    assert result.exists()


def test_what_params_no_longer_name_is_cleared(project: Path, set_params: Write) -> None:
    draw_pictures(project / "pictures", each=1)
    set_params()
    folders = {
        name: project / "data" / name
        for name in ("models/old", "models/fully_connected", "results/old", "features/old", "suspects/old")
    }
    for folder in folders.values():
        folder.mkdir(parents=True)
    check.main()
    assert [name for name, folder in folders.items() if folder.exists()] == ["models/fully_connected"]
    checked = project / "data/check"
    left = {path.relative_to(checked).as_posix() for path in checked.rglob("*.*")}
    stages = ("download", "preprocess", "split", "train/fully_connected", "evaluate", "compare")
    lists = {f"code/{stage}.txt" for stage in stages}
    assert left == {"digests.json", "nothing.txt", "settings.json", *lists}
    assert [path.name for path in (project / "data/suspects").iterdir()] == ["names.txt"]


@pytest.mark.parametrize(
    "path", [ROOT / "params.yaml", *sorted((ROOT / "studies").glob("*.yaml"))], ids=lambda p: p.stem
)
def test_shipped_params_are_valid(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    study = params.load(path)
    assert data_mistakes.dataset_mistakes(study) == []
    assert net_mistakes.variant_mistakes(study) == []
    assert net_mistakes.backbone_mistakes(study) == []
    assert net_mistakes.suspect_mistakes(study) == []
    assert "max_per_class: null" in path.read_text()


def test_every_key_that_must_be_there_has_an_example() -> None:
    required = {
        name
        for model in models(Strict)
        if model.__module__.startswith("lineup.schema.")  # others read what Lineup itself wrote
        for name, field in model.model_fields.items()
        if field.is_required()
    }
    assert required - set(wrong.EXAMPLES) == set()


def test_every_pattern_is_said_in_words() -> None:
    text = json.dumps(params.Params.model_json_schema())
    patterns = {one.encode().decode("unicode_escape") for one in re.findall(r'"pattern": "\^(.+?)\$"', text)}
    assert patterns - set(wrong.PATTERNS) == set()
    assert patterns


def models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for one in model.__subclasses__():
        yield one
        yield from models(one)


def test_known_applications_are_those_of_keras() -> None:
    import keras

    known = {
        name
        for name in dir(keras.applications)
        if isinstance(getattr(keras.applications, name), type(check.clear))
    }
    assert known == set(APPLICATIONS)
