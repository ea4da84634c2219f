"""Validate params.yaml before any work, then clear results of variants and backbones it no longer names.

Run by `dvc repro`, always first: a mistake ends here with one message, and nothing earlier is lost.
"""

import ast
import os
import shutil
import stat
from pathlib import Path
from typing import Any

from stages import errors, params
from stages.errors import LineupError, closest
from stages.params import Params, Source

ARCHITECTURES = Path(__file__).parent / "architectures"
OUTPUT = Path("data/check")


def main() -> None:
    """Read params.yaml, refuse it with every mistake found, or write data/check."""
    study = params.load()
    mistakes = [*dataset_mistakes(study), *backbone_mistakes(study), *variant_mistakes(study)]
    if mistakes:
        lines = [f"  {mistake}" for mistake in mistakes]
        raise LineupError("\n".join([f"params.yaml has {len(lines)} mistake(s):", *lines]))
    clear(Path("data/features"), keep=set(study.backbones))
    clear(Path("data/models"), keep=set(study.variants))
    clear(Path("data/results"), keep=set(study.variants))
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / "params.txt").write_text("valid\n")


def dataset_mistakes(study: Params) -> list[str]:
    """Return what is wrong with the data set and its split, as far as params.yaml alone shows it."""
    dataset, mistakes = study.dataset, []
    if not Path(dataset.watch).exists():
        mistakes.append(f"dataset.watch: there is no file or folder '{dataset.watch}'.")
    if dataset.source == "folder":
        mistakes += folder_mistakes(dataset)
    if dataset.source == "archive":
        entries = [("dataset", dataset), *((f"dataset.more.{n}", one) for n, one in enumerate(dataset.more))]
        mistakes += [
            f"{key}.address: '{entry.address}' lies in data/, which DVC owns. Move the archive."
            for key, entry in entries
            if "://" not in entry.address and in_data(entry.address)
        ]
    mistakes += layout_mistakes(dataset)
    official_test = dataset.test is not None and study.split.use_official_test
    if official_test and study.split.test > 0:
        mistakes.append(
            "split.test: the data set brings its own test set. Set split.test to 0,"
            " or split.use_official_test to false to mix it in and split again."
        )
    if not official_test and study.split.test == 0:
        mistakes.append("split.test: must be above 0, since the data set brings no test set of its own.")
    return mistakes


def layout_mistakes(dataset: Source) -> list[str]:
    """Return what does not fit together in the two parts' layouts."""
    mistakes = []
    parts = {"training": dataset.training} | ({"test": dataset.test} if dataset.test else {})
    for name, layout in parts.items():
        key = f"dataset.{name}"
        if layout.labels == "list" and not layout.list:
            mistakes.append(
                f"{key}.labels: is 'list', but there is no {key}.list. Set it to the path,"
                " inside the archive, of the text file that names the images and their classes."
            )
        if layout.labels != "list" and layout.column != 1:
            mistakes.append(
                f"{key}.column: is read only where {key}.labels is 'list', but that is '{layout.labels}'."
            )
    if dataset.test and dataset.training == dataset.test:
        mistakes.append(
            "dataset.test: is the same as dataset.training, so that nothing would be left to train on."
            " Give another folder or list, or leave dataset.test out."
        )
    return mistakes


def folder_mistakes(dataset: params.Folder) -> list[str]:
    """Return what is wrong with a folder of the user's own."""
    path, mistakes = Path(dataset.path), []
    if not path.is_dir():
        mistakes.append(
            f"dataset.path: there is no folder '{dataset.path}'. Give one with a subfolder per class."
        )
    mistakes += unreadable(path)
    if in_data(dataset.path):
        mistakes.append(f"dataset.path: '{dataset.path}' lies in data/, which DVC owns. Move the pictures.")
    if path.resolve() == Path.cwd():
        mistakes.append("dataset.path: is the project itself. Move the pictures to a folder of their own.")
    if Path(dataset.watch) != path:
        mistakes.append(
            f"dataset.watch: is '{dataset.watch}', but must be dataset.path ('{dataset.path}'),"
            " so that DVC notices new pictures."
        )
    return mistakes


def in_data(path: str) -> bool:
    """Tell whether a path is data/ or lies in it."""
    return Path("data").resolve() in (Path(path).resolve(), *Path(path).resolve().parents)


def unreadable(folder: Path) -> list[str]:
    """Return what DVC cannot hash in a user's folder, and would end or hang on: at most ten paths."""
    found = []
    for path in folder.rglob("*"):
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode) and not path.exists():
            found.append(f"'{path}' is a link to nothing")
        elif not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
            found.append(f"'{path}' is no file")
        elif not path.name.isprintable() and any("\udc80" <= letter <= "\udcff" for letter in path.name):
            found.append(f"{os.fsencode(path)!r} has a name that is not UTF-8")
        if len(found) == 10:
            break
    return [f"dataset.path: {what}. Delete or rename it." for what in found]


def backbone_mistakes(study: Params) -> list[str]:
    """Return unknown architectures and missing weights among the backbones."""
    mistakes = []
    for name, backbone in study.backbones.items():
        key = f"backbones.{name}"
        mistakes += architecture_mistakes(key, backbone.architecture, "backbone", backbone.options)
        is_path = backbone.weights not in ("imagenet", "random") and "://" not in backbone.weights
        if is_path and not Path(backbone.weights).is_file():
            mistakes.append(
                f"{key}.weights: there is no file '{backbone.weights}'."
                " Give a path, an https address, imagenet or random."
            )
        if not Path(backbone.watch).exists():
            mistakes.append(f"{key}.watch: there is no file or folder '{backbone.watch}'.")
    return mistakes


def variant_mistakes(study: Params) -> list[str]:
    """Return unknown architectures, unknown options and unknown inputs among the variants."""
    mistakes = []
    for name, variant in study.variants.items():
        key = f"variants.{name}"
        mistakes += architecture_mistakes(key, variant.architecture, "build", variant.options)
        backbone = variant.input.removeprefix("features/")
        if variant.input != "images" and backbone not in study.backbones:
            mistakes.append(
                f"{key}.input: there is no backbone '{backbone}'.{closest(backbone, study.backbones)}"
            )
        if variant.input != "images" and variant.scaling == "unit":
            mistakes.append(f"{key}.scaling: features are no pixels. Set it to none, or to standardise.")
        if variant.input != "images" and variant.augmentation:
            mistakes.append(
                f"{key}.augmentation: features are computed once, so their images cannot be augmented."
            )
    return mistakes


def architecture_mistakes(key: str, name: str, function: str, options: dict[str, Any]) -> list[str]:
    """Return what is wrong with an entry's architecture and its options, read without importing it."""
    path = ARCHITECTURES / f"{name}.py"
    if name not in architecture_names():
        near = closest(name, architecture_names())
        return [
            f"{key}.architecture: Unknown architecture '{name}': no stages/architectures/{name}.py.{near}"
        ]
    try:
        known = keywords(path, function)
    except SyntaxError as error:
        return [f"{key}.architecture: stages/architectures/{name}.py, line {error.lineno}: {error.msg}."]
    if not known:
        return [f"{key}.architecture: stages/architectures/{name}.py has no function `{function}`."]
    net = options.get("net", "MobileNet")
    if name == "application" and net not in params.APPLICATIONS:
        near = closest(net, params.APPLICATIONS)
        return [f"{key}.options.net: keras.applications has no '{net}'.{near}"]
    given = {"input_shape", "num_classes"} | ({"weights"} if function == "backbone" else set())
    known = [one for one in known if one not in given]
    return [
        f"{key}.options.{option}: stages/architectures/{name}.py has no such option.{closest(option, known)}"
        for option in options
        if option not in known and ("**" not in known or option in given)
    ]


def architecture_names() -> list[str]:
    """Return the names of all files in stages/architectures."""
    return sorted(path.stem for path in ARCHITECTURES.glob("*.py") if path.stem != "__init__")


def keywords(path: Path, function: str) -> list[str]:
    """Return the names of a function's parameters ('**' for any), [] where the file has no such function."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            names = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
            return [*names, "**"] if node.args.kwarg else names
    return []


def clear(folder: Path, keep: set[str]) -> None:
    """Remove the subfolders that are not in `keep`; DVC's cache still holds what it recorded of them."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name not in keep:
            shutil.rmtree(path)


if __name__ == "__main__":
    errors.run(main)
