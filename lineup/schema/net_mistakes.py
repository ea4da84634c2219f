"""Mistakes in `backbones` and `variants`: unknown architectures, options and inputs, missing weights."""

import ast
from pathlib import Path
from typing import Any

from lineup.errors import alternatives, closest
from lineup.schema.base import watch_mistakes
from lineup.schema.params import Params
from lineup.schema.variant import APPLICATIONS

ARCHITECTURES = Path(__file__).parents[1] / "architectures"


def backbone_mistakes(study: Params) -> list[str]:
    mistakes = []
    for name, backbone in study.backbones.items():
        key = f"backbones.{name}"
        mistakes += architecture_mistakes(key, backbone.architecture, "backbone", backbone.options)
        mistakes += weights_mistakes(f"{key}.weights", backbone.weights)
        mistakes += watch_mistakes(f"{key}.watch", backbone.watch)
    return mistakes


def weights_mistakes(key: str, weights: Any) -> list[str]:
    if not isinstance(weights, str) or weights in ("imagenet", "random") or "://" in weights:
        return []
    if Path(weights).is_file():
        return []
    return [f"{key}: there is no file '{weights}'. Give a path, an https address, imagenet or random."]


def variant_mistakes(study: Params) -> list[str]:
    mistakes = []
    for name, variant in study.variants.items():
        key = f"variants.{name}"
        mistakes += architecture_mistakes(key, variant.architecture, "build", variant.options)
        mistakes += weights_mistakes(f"{key}.options.weights", variant.options.get("weights"))
        backbone = variant.input.removeprefix("features/")
        if variant.input != "images" and backbone not in study.backbones:
            mistakes.append(
                f"{key}.input: there is no backbone '{backbone}'.{alternatives(backbone, study.backbones)}"
            )
        gpus = variant.resources.gpus or 0
        if gpus > 1 and study.training.devices == "one":
            mistakes.append(
                f"{key}.resources.gpus: a training uses one of {gpus}, unless training.devices is all."
            )
        if variant.input != "images" and variant.scaling == "unit":
            mistakes.append(f"{key}.scaling: features are no pixels. Set it to none, or to standardise.")
        if variant.input != "images" and variant.augmentation:
            mistakes.append(
                f"{key}.augmentation: features are computed once, so their images cannot be augmented."
            )
    return mistakes


def name_mistakes(study: Params) -> list[str]:
    """Return names that differ in case alone: each has a folder, which macOS and Windows take for one."""
    mistakes: list[str] = []
    for section in ("backbones", "variants", "suspects"):
        names = list(getattr(study, section))
        first = {name.lower(): name for name in reversed(names)}
        mistakes += [
            f"{section}.{name}: '{first[name.lower()]}' differs from it in case alone. Rename one."
            for name in names
            if first[name.lower()] != name
        ]
    return mistakes


def suspect_mistakes(study: Params) -> list[str]:
    mistakes = []
    for name, asked in study.suspects.items():
        backbone = asked.features.removeprefix("features/")
        if backbone not in study.backbones:
            near = alternatives(backbone, study.backbones)
            mistakes.append(f"suspects.{name}.features: there is no backbone '{backbone}'.{near}")
    return mistakes


def architecture_mistakes(key: str, name: str, function: str, options: dict[str, Any]) -> list[str]:
    """Return what is wrong with an entry's architecture and its options, read without importing it."""
    path = ARCHITECTURES / f"{name}.py"
    if name not in architecture_names():
        near = alternatives(name, architecture_names())
        return [
            f"{key}.architecture: Unknown architecture '{name}': no lineup/architectures/{name}.py.{near}"
        ]
    try:
        known = keywords(path, function)
    except SyntaxError as error:
        return [f"{key}.architecture: lineup/architectures/{name}.py, line {error.lineno}: {error.msg}."]
    if not known:
        return [f"{key}.architecture: lineup/architectures/{name}.py has no function `{function}`."]
    net = options.get("net", "MobileNet")
    if name == "application" and net not in APPLICATIONS:
        near = alternatives(net, APPLICATIONS)
        return [f"{key}.options.net: keras.applications has no '{net}'.{near}"]
    given = {"input_shape", "num_classes"} | ({"weights"} if function == "backbone" else set())
    known = [one for one in known if one not in given]
    return [
        f"{key}.options.{option}: lineup/architectures/{name}.py has no such option.{closest(option, known)}"
        for option in options
        if option not in known and ("**" not in known or option in given)
    ]


def architecture_names() -> list[str]:
    return sorted(path.stem for path in ARCHITECTURES.glob("*.py") if path.stem != "__init__")


def keywords(path: Path, function: str) -> list[str]:
    """Return the names of a function's parameters ('**' for any), [] where the file has no such function."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            names = [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]
            return [*names, "**"] if node.args.kwarg else names
    return []
