"""What each net is fed, for the report: the train stage's picture, and its augmentation in words."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2

from lineup.report import pictures
from lineup.words import joined, percent, several

FEW, MOST_FIGURES = 6, 8  # figures that are shown large, or at all
LARGE, SMALL = 640, 420  # pixels of the longer side, as embedded
MOST = 20  # names or changes in one sentence


def section(
    models: Path, names: Sequence[str], recipes: Mapping[str, Mapping[str, Any] | None]
) -> dict[str, Any]:
    """Return a figure for each augmented variant, and the names of those without augmentation.

    recipes: the fields of schema.variant.Augmentation by variant. A figure's `src` is '' where
    models/VARIANT/fed.png does not exist, and of those behind the first MOST_FIGURES.
    """
    said = {name: changes(recipes.get(name) or {}) for name in names}
    plain = [name for name in names if not said[name]]
    changed = [name for name in names if said[name]]
    longest, shown = LARGE if len(changed) <= FEW else SMALL, changed[:MOST_FIGURES]
    figures = [
        {
            "variant": name,
            "src": picture(models / name / "fed.png", longest) if name in shown else "",
            "alt": f"Training images that {name} is fed: {joined(said[name], MOST)}",
            "text": f"{joined(said[name], MOST)}.",
        }
        for name in changed
    ]
    return {
        "figures": figures,
        "left_out": len(changed) - len(shown),
        "plain": joined(plain, MOST) if plain else "",
    }


def picture(path: Path, longest: int) -> str:
    """Return a PNG, its longer side at most so many pixels, as a data URI; '' where there is none."""
    content = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB) if path.exists() else None
    return "" if content is None else pictures.data_uri(content, longest)


def changes(recipe: Mapping[str, Any]) -> list[str]:
    """Return an augmentation's settings in words, in the order they are applied; [] where all are off."""
    asked = {name: value for name, value in recipe.items() if value}
    found = [
        *(text.format(asked[name]) for name, text in RANGES.items() if name in asked),
        *(text for name, text in FLIPS.items() if name in asked),
        *(f"{name} changed by up to {percent(asked[name], 0)}" for name in COLOURS if name in asked),
    ]
    if layers := asked.get("rand_augment"):
        operations = several(layers["layers"], "operation")
        found.append(f"RandAugment ({operations} of magnitude {layers['magnitude']} of 30)")
    if "random_erasing" in asked:
        found.append(f"a rectangle erased in {percent(asked['random_erasing'], 0)} of the images")
    mixes = [f"{title} (alpha {asked[name]:g})" for name, title in MIXES.items() if name in asked]
    if mixes:
        found.append(" or ".join(mixes) + (", one of them a batch" if len(mixes) > 1 else ""))
    return found


RANGES = {
    "rotation": "rotated by up to {:g}\N{DEGREE SIGN}",
    "zoom": "zoomed by up to {:.0%}",
    "width_shift": "shifted sideways by up to {:.0%}",
    "height_shift": "shifted up or down by up to {:.0%}",
    "shear": "sheared by up to {:g}\N{DEGREE SIGN}",
}
FLIPS = {"horizontal_flip": "mirrored at random", "vertical_flip": "turned upside down at random"}
COLOURS = ("brightness", "contrast", "saturation", "hue")
MIXES = {"mixup": "mixup", "cutmix": "CutMix"}
