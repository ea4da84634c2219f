"""`lineup init`: what it prints, what it writes, and what it says of what it cannot use."""

import errno
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from PIL import Image

from lineup import __main__ as program
from lineup import durable
from lineup.layouts.unknown import EXPECTED
from lineup.schema import valid
from lineup.starting import machine, pretrained, project
from lineup.starting.given import MISSING
from lineup.starting.machine import Machine

Run = Callable[..., str]


def draw(
    folder: Path, classes: Mapping[str, int], size: tuple[int, int] = (80, 60), ending: str = "jpg"
) -> None:
    random = np.random.default_rng(len(str(folder)))
    for label, count in classes.items():
        (folder / label).mkdir(parents=True, exist_ok=True)
        for number in range(count):
            pixels = random.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / label / f"{number:03d}.{ending}")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(pretrained, "reachable", lambda: False)
    monkeypatch.setattr(machine, "here", lambda: Machine(2, 1e11, False))
    return tmp_path


@pytest.fixture
def init(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs `lineup init` and returns what it prints; of a mistake, the message."""

    def run(*arguments: str) -> str:
        monkeypatch.chdir(here)
        monkeypatch.setattr(sys, "argv", ["lineup", "init", *arguments])
        with pytest.raises(SystemExit) as ended:
            program.main()
        said = capsys.readouterr()
        assert (ended.value.code or 0) == bool(said.err)
        return said.err or said.out

    return run


def params(project: Path) -> Any:
    return yaml.safe_load((project / "params.yaml").read_text())


FLOWERS = {"daisy": 12, "rose": 8, "tulip": 10}


def test_what_it_prints_and_writes(here: Path, init: Run) -> None:
    draw(here / "flowers", FLOWERS)
    (here / "flowers/notes.txt").write_text("Taken in May.")
    (here / "flowers/daisy/broken.jpg").write_text("<html>")
    Image.new("RGB", (9, 9)).save(here / "flowers/cover.png")
    assert (
        init("blooms", "--pictures", "flowers")
        == f"""\
Pictures   flowers: 31 in 3 classes; a folder for each class
           daisy          13
           rose            8
           tulip          10
Sizes      80 x 60 pixels in the middle, 9 x 9 to 80 x 60; JPEG 30 and PNG 1 (of 32 looked at)
Left out   pictures in the uppermost folder (1): beside the folders, so of no class
           files with .txt (1): no picture by its ending
           1 of 32 pictures looked at cannot be read, the first daisy/broken.jpg (a web page, not a picture);\
 the report lists all
Study      flowers: 64 x 64 pixels, stretched; 5 seeds
Variants   cnn: 40 epochs, batches of 16
           cnn_augmented: 60 epochs, batches of 16
           transfer on the toons' backbone, since no ImageNet weights are here or can be fetched (--weights):\
 30 epochs, batches of 16
Time       about 3 min here, at the present speed of 2 cores
Written    a project in {here}/blooms
Next       cd blooms && lineup run
"""
    )
    written = params(here / "blooms")
    assert written["study"] == "flowers"
    assert written["dataset"] == {
        "source": "folder",
        "path": "../flowers",
        "watch": "../flowers",
        "max_per_class": None,
    }
    assert written["split"] | {"train": 0.6, "validation": 0.2, "test": 0.2} == written["split"]
    made = {path.relative_to(here / "blooms").as_posix() for path in (here / "blooms").rglob("*")}
    assert {".github/workflows/lineup.yml", ".gitignore", "README.md", "requirements.txt", ".git"} <= made
    wheel = f"./lineup-{version('lineup')}-py3-none-any.whl"
    assert (here / "blooms/requirements.txt").read_text().splitlines()[-1] == wheel
    assert {"dvc.yaml", "stages/train.py", ".dvc/config", ".dvcignore", "weights/toonnet.weights.h5"} <= made


def test_what_comes_next_can_be_pasted(here: Path, init: Run) -> None:
    draw(here / "flowers", FLOWERS)
    said = init("my study", "--pictures", "flowers", "--name", "flowers")
    assert said.endswith("Next       cd 'my study' && lineup run\n")


def test_a_file_where_a_folder_is_to_be_is_named(here: Path, init: Run) -> None:
    draw(here / "flowers", FLOWERS)
    init("blooms", "--pictures", "flowers")
    (here / "blooms/studies").touch()
    assert init("blooms", "--pictures", "flowers", "--name", "other") == (
        "error: 'blooms/studies' cannot be used: File exists. Give another place, or mend its owner and"
        " rights.\n"
    )


def test_three_parts_are_written_as_they_are(here: Path, init: Run) -> None:
    for part in ("train", "val", "test"):
        draw(here / "flowers" / part, FLOWERS)
    said = init("blooms", "--pictures", str(here / "flowers"), "--yes")
    assert "30 in 3 classes" not in said
    assert "flowers: 90 in 3 classes; train/, val/ and test/, a folder for each class\n" in said
    assert "           class    training  validation        test\n           daisy          12" in said
    written = params(here / "blooms")
    assert {key: written["dataset"][key]["folder"] for key in ("training", "validation", "test")} == {
        "training": "train",
        "validation": "val",
        "test": "test",
    }
    assert (written["split"]["train"], written["split"]["validation"], written["split"]["test"]) == (1, 0, 0)


@pytest.mark.parametrize("kind", ["zip", "gztar"])
def test_an_archive(here: Path, init: Run, kind: str) -> None:
    draw(here / "flowers/flowers", FLOWERS)
    name = Path(shutil.make_archive("flowers", kind, "flowers")).name
    said = init("blooms", "--pictures", name)
    assert f"Pictures   {name}: 30 in 3 classes; a folder for each class in flowers/\n" in said
    assert params(here / "blooms")["dataset"] == {
        "source": "archive",
        "address": f"../{name}",
        "file_name": name,
        "watch": f"../{name}",
        "max_per_class": None,
        "training": {"folder": "flowers", "labels": "folder"},
    }


def test_pictures_within_the_project_are_not_for_git(here: Path, init: Run) -> None:
    draw(here / "flowers", FLOWERS)
    assert init("--pictures", "flowers").endswith(f"Written    a project in {here}\nNext       lineup run\n")
    assert params(here)["dataset"]["path"] == "flowers"
    assert (here / ".gitignore").read_text().endswith("/exports/\n/flowers\n")


def test_files_that_are_there_stay(here: Path, init: Run) -> None:
    draw(here / "flowers", FLOWERS)
    (here / "README.md").write_text("Mine.\n")
    (here / ".gitignore").write_text("/secret\n")
    init("--pictures", "flowers")
    assert (here / "README.md").read_text() == "Mine.\n"
    assert (here / ".gitignore").read_text() == "/secret\n/flowers\n"


def test_a_second_study_keeps_the_first(here: Path, init: Run) -> None:
    draw(here / "flowers", FLOWERS)
    draw(here / "birds", {"owl": 9, "jay": 9})
    init("work", "--pictures", "flowers")
    first = (here / "work/params.yaml").read_text()
    said = init("work", "--pictures", "birds")
    assert said.splitlines()[-2:] == [
        f"Written    params.yaml in {here}/work; the former study is studies/flowers.yaml",
        "Next       cd work && lineup run",
    ]
    assert (here / "work/studies/flowers.yaml").read_text() == first
    (here / "work/params.yaml").write_text(first + "# mine\n")
    assert "studies/flowers_2.yaml\n" in init("work", "--pictures", "birds")
    assert init("work", "--pictures", "birds").splitlines()[-2] == f"Written    params.yaml in {here}/work"


def test_in_a_clone_only_params_yaml_is_written(project: Path, init: Run) -> None:
    draw(project / "flowers", FLOWERS)
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    init("--pictures", "flowers")
    after = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    changed = {path.relative_to(project).as_posix() for path in after if before.get(path) != after[path]}
    assert changed == {"params.yaml", "studies/toons.yaml"}
    assert valid.load().study == "flowers"


@pytest.mark.parametrize(
    ("place", "project", "name"),
    [
        ("~/My Flowers!", "work", "My_Flowers"),
        ("flowers.tar.gz", "work", "flowers"),
        ("data/images", "petals", "petals"),
        ("alexattia/the-simpsons-characters-dataset", "work", "the-simpsons-characters-dataset"),
        ("猫と犬", "work", "work"),
        ("猫と犬", "犬", "study"),
        ("images", "data", "images"),
    ],
)
def test_the_studys_name(place: str, project: str, name: str) -> None:
    from lineup.starting import naming

    assert naming.study(place, project) == name


def test_further_pages_are_told(here: Path, init: Run) -> None:
    draw(here / "slides", {"thick": 4, "thin": 4})
    first, second = (Image.open(path) for path in sorted((here / "slides/thin").iterdir())[:2])
    first.save(here / "slides/thin/stack.tif", save_all=True, append_images=[second])
    said = init("-p", "slides", "work")
    assert "Left out   all pages or frames but the first, of 1 file looked at\n" in said


def test_classes_of_few_pictures_are_left_out(here: Path, init: Run) -> None:
    draw(here / "flowers", {**FLOWERS, "orchid": 2, "yes": 1, "no": 9})
    said = init("blooms", "--pictures", "flowers")
    assert "Left out   2 classes of fewer than 3 training pictures: orchid and yes\n" in said
    assert params(here / "blooms")["dataset"]["exclude"] == ["orchid", "yes"]


@pytest.mark.parametrize(
    ("size", "count", "side", "resize"),
    [((20, 20), 9, 32, "stretch"), ((640, 480), 9, 224, "stretch"), ((640, 480), 2000, 64, "stretch")],
)
def test_the_size_follows_the_pictures_and_the_time(
    here: Path, size: tuple[int, int], count: int, side: int, resize: str
) -> None:
    from lineup.starting import study
    from lineup.starting.looking import Looks

    content, _ = study.propose(
        "x",
        {},
        {"train": 0.6, "validation": 0.2, "test": 0.2},
        Looks([size] * 9, {"JPEG": 9}, []),
        {"training": 10 * count},
        None,
        Machine(2, 1e11, False),
        mirror=True,
    )
    images = content["images"]
    assert (images["height"], images["width"], images["resize"]) == (side, side, resize)


def test_pictures_of_many_proportions_are_fitted(here: Path, init: Run) -> None:
    draw(here / "flowers", {"daisy": 6, "rose": 6})
    draw(here / "flowers", {"tulip": 6}, size=(60, 90))
    assert "fitted into a square, the rest filled" in init("blooms", "--pictures", "flowers")
    assert params(here / "blooms")["images"]["resize"] == "fit_pad"


@pytest.mark.parametrize(("classes", "mirrored"), [("ab", False), ("0123", False), (["cat", "dog"], True)])
def test_letters_are_not_mirrored(here: Path, init: Run, classes: list[str], mirrored: bool) -> None:
    draw(here / "signs", dict.fromkeys(classes, 6))
    init("work", "--pictures", "signs")
    assert (
        "horizontal_flip" in params(here / "work")["variants"]["cnn_augmented"]["augmentation"]
    ) == mirrored


def test_weights_in_keras_cache_are_taken(here: Path, init: Run) -> None:
    draw(here / "flowers", FLOWERS)
    (here / "keras/models").mkdir(parents=True)
    (here / "keras/models/mobilenet_5_0_224_tf_no_top.h5").touch()
    assert "transfer on MobileNet with ImageNet's weights" in init("blooms", "--pictures", "flowers")
    assert params(here / "blooms")["backbones"]["mobilenet"] == {
        "architecture": "application",
        "weights": "../keras/models/mobilenet_5_0_224_tf_no_top.h5",
        "watch": "../keras/models/mobilenet_5_0_224_tf_no_top.h5",
        "pooling": "avg",
        "input_size": 224,
        "options": {"net": "MobileNet", "alpha": 0.5},
    }
    assert not (here / "blooms/weights").exists()


NESTED = (
    "The folders are nested: classes may be the outer ones (2 classes: animals and plants) or the inner ones"
    " (4 classes: ant, bee, fern and moss)."
)


def test_nested_folders_are_asked_about_on_a_terminal(
    here: Path, init: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw(here / "life/animals", {"ant": 5, "bee": 5})
    draw(here / "life/plants", {"fern": 5, "moss": 5})
    assert init("work", "--pictures", "life") == (
        f"error: life: {NESTED} Say which: --labels folder for the outer ones, --labels inner_folder for the"
        " inner ones; --yes takes inner_folder.\n"
    )
    answers = iter(["", "what", "outer"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert NESTED in init("work", "--pictures", "life")
    assert params(here / "work")["dataset"]["training"] == {"folder": ""}  # else check asks once more
    said = init("work", "--pictures", "life", "--yes")
    assert f"{NESTED} The inner ones are taken; --labels says otherwise.\n" in said
    assert params(here / "work")["dataset"]["training"] == {"folder": "", "labels": "inner_folder"}
    init("work", "--pictures", "life", "--labels", "folder")
    assert params(here / "work")["dataset"]["training"] == {"folder": ""}


def test_nested_folders_of_which_neither_is_likely_are_not_chosen(here: Path, init: Run) -> None:
    draw(here / "drawn/photo", {"dog": 5, "elk": 5})
    draw(here / "drawn/sketch", {"dog": 5, "elk": 5})
    assert init("work", "--pictures", "drawn", "--yes") == (
        "error: drawn: The folders are nested: classes may be the outer ones (2 classes: photo and sketch) or"
        " the inner ones (2 classes: dog and elk). Say which: --labels folder for the outer ones, --labels"
        " inner_folder for the inner ones.\n"
    )
    assert not (here / "work").exists()


def mistakes(here: Path) -> dict[str, tuple[list[str], str]]:
    """Return ways to be wrong: the arguments, the message."""
    handle = "lineup init ../my_project --pictures ."
    return {
        "no pictures named": (["work"], MISSING),
        "no such folder": (
            ["work", "-p", "flowres"],
            f"There is no folder or archive 'flowres'. Closest: flowers. {MISSING}",
        ),
        "an empty folder": (["work", "-p", "empty"], f"empty holds no pictures. {EXPECTED}."),
        "texts": (["work", "-p", "texts"], f"texts holds no pictures (1 with .txt). {EXPECTED}."),
        "one class": (
            ["work", "-p", "one"],
            "one: nothing says the class of a picture: cats/ holds 3 pictures. (If cats is a class, give the"
            f" folder that holds it and the other classes.) {EXPECTED}.",
        ),
        "too few": (
            ["work", "-p", "few"],
            "Two or more classes with 3 pictures each are needed, one for each part that is made."
            " There are: cats (2) and dogs (4).",
        ),
        "no archive": (
            ["work", "-p", "a.zip"],
            "'a.zip' is no folder, and no zip or tar archive that can be read: it is broken, or of another"
            " kind. Give a folder of pictures, or an archive of one.",
        ),
        "the project among the pictures": (
            ["-p", "."],
            f"The project {here} would lie among the pictures of {here}, and be taken for a class. Give a"
            f" folder elsewhere: {handle}",
        ),
        "a project below the pictures": (
            ["flowers/work", "-p", "flowers"],
            f"The project {here}/flowers/work would lie among the pictures of {here}/flowers, and be taken"
            f" for a class. Give a folder elsewhere: {handle}",
        ),
        "a foreign project": (
            ["foreign", "-p", "flowers"],
            f"{here}/foreign has dvc.yaml, data, but is no project of Lineup's, and nothing is overwritten."
            " Give another folder for the project: lineup init my_project --pictures ...",
        ),
        "a file for a project": (
            ["a.zip", "-p", "flowers"],
            "'a.zip' is a file. Give a folder for the project: lineup init my_project ...",
        ),
        "a name with blanks": (
            ["work", "-p", "flowers", "--name", "my flowers"],
            "--name: 'my flowers' must be letters, digits, - and _ alone, such as my_flowers.",
        ),
        "weights that are not there": (
            ["work", "-p", "flowers", "--weights", "net.h5"],
            "--weights: there is no file 'net.h5'. Give the path of a weights file, or leave it out.",
        ),
        "weights of no known name": (
            ["work", "-p", "flowers", "--weights", "a.zip"],
            "--weights: 'a.zip' is no name by which Keras publishes weights without a top, such as"
            " mobilenet_1_0_224_tf_no_top.h5, efficientnetb0_notop.h5 or"
            " resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5. For others, write a `backbones` entry"
            " into params.yaml.",
        ),
        "nothing readable": (
            ["work", "-p", "broken"],
            "broken: none of the pictures can be read; the first, a/0.jpg: not an image in a known format."
            f" {EXPECTED}.",
        ),
    }


@pytest.mark.parametrize("way", list(mistakes(Path())))
def test_what_is_wrong_is_said_and_nothing_is_written(here: Path, init: Run, way: str) -> None:
    draw(here / "flowers", FLOWERS)
    draw(here / "one", {"cats": 3})
    draw(here / "few", {"cats": 2, "dogs": 4})
    for folder in ("empty", "texts", "foreign/data", "broken/a", "broken/b"):
        (here / folder).mkdir(parents=True)
    (here / "texts/a.txt").touch()
    (here / "a.zip").write_text("no archive")
    (here / "foreign/dvc.yaml").touch()
    for number in range(4):
        (here / f"broken/a/{number}.jpg").write_text("no")
        (here / f"broken/b/{number}.jpg").write_text("no")
    before = sorted(here.rglob("*"))
    arguments, message = mistakes(here)[way]
    assert init(*arguments) == f"error: {message}\n"
    assert sorted(here.rglob("*")) == before


def test_a_handle_that_cannot_be_fetched_may_have_been_a_folder(
    here: Path, init: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lineup.sources import kaggle
    from lineup.sources.transfer import TransferError

    def fail(handle: str, target: Path) -> None:
        raise TransferError("no network")

    monkeypatch.setattr(kaggle, "receive", fail)
    said = init("work", "--pictures", "me/flowers")
    assert said.startswith(
        "error: There is no folder 'me/flowers' here, so it was taken for a set of Kaggle's. Could not fetch"
        " https://www.kaggle.com/datasets/me/flowers: no network. Fetch the archive by hand"
    )


def test_a_set_of_kaggles_by_mirror(here: Path, init: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    draw(here / "flowers/train", FLOWERS)
    draw(here / "flowers/test", FLOWERS)
    shutil.make_archive("mirror/roses", "zip", "flowers")
    monkeypatch.setenv("LINEUP_MIRROR", str(here / "mirror"))
    assert "Pictures   me/roses: 60 in 3 classes; train/ and test/" in init("work", "--pictures", "me/roses")
    assert params(here / "work")["dataset"]["handle"] == "me/roses"


@pytest.mark.parametrize("made", [3, 9])
@pytest.mark.parametrize("there", [False, True])
def test_a_full_disk_leaves_no_half_of_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: int, there: bool
) -> None:
    folder, written, write = tmp_path / "project", iter(range(made)), durable.write
    if there:
        folder.mkdir()
        (folder / "own.txt").write_text("mine")

    def full(path: Path, content: bytes) -> None:
        if next(written, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(path, content)

    monkeypatch.setattr(durable, "write", full)
    with pytest.raises(OSError, match="No space left on device"):
        project.make(folder, "", "flowers")
    assert [path.name for path in tmp_path.rglob("*")] == (["project", "own.txt"] if there else [])


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "params.yaml").write_text("old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left on device"):
        durable.write(tmp_path / "params.yaml", b"new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"params.yaml": "old"}


def test_links_are_told_before_anything_is_written(here: Path, init: Run) -> None:
    draw(here / "pets", {"cat": 4, "dog": 4})
    (here / "wolves").mkdir()
    (here / "pets/wolf").symlink_to(here / "wolves")
    (here / "pets/bird").mkdir()
    said = init("study", "--pictures", "pets", "--yes")
    assert "1: folders without files (bird)\n" in said
    assert "1: links to a folder (wolf)\n" in said
    (here / "pets/cat/9.jpg").symlink_to("nowhere")
    assert init("other", "--pictures", "pets", "--yes") == (
        "error: --pictures: 'pets/cat/9.jpg' is a link to nothing. Delete or rename it.\n"
    )
    assert not (here / "other").exists()
