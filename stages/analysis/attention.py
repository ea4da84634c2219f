"""What the net looked at, beside the pictures that it got wrong."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from stages.analysis.pictures import data_uri

FILE = "attention.npz"
DIMMED = 0.2  # of its brightness, what the answer does not rest on
LEAST = float(np.log(2))  # fall of the log-odds, a halving; where no part reaches it, none is shown bright


def attach(cards: list[dict[str, Any]], mistakes: pd.DataFrame, folder: Path, pixels: np.ndarray) -> bool:
    """Give each card whose mistake was looked into its picture, dimmed where the answer does not rest on it.

    cards and mistakes (row, seed) are in the same order; folder: the variant's results. Returns whether any
    card got one.
    """
    if not (folder / FILE).exists():
        return False
    with np.load(folder / FILE) as kept:
        maps = dict(
            zip(zip(kept["row"].tolist(), kept["seed"].tolist(), strict=True), kept["maps"], strict=True)
        )
    for card, row, seed in zip(cards, mistakes["row"], mistakes["seed"], strict=True):
        if (row, seed) in maps:
            card["attention"] = data_uri(dimmed(pixels[row], maps[row, seed].astype(np.float32)))
            card["attention_alt"] = f"The part of it on which the answer {card['predicted']} rests"
            card["odds"] = f"odds \N{DIVISION SIGN}\N{NO-BREAK SPACE}{factor(float(maps[row, seed].max()))}"
    return any("attention" in card for card in cards)


def factor(fall: float) -> str:
    """Return what a fall of the log-odds divides the odds by, in two digits: '1.5', '40', '19,000'."""
    value = float(f"{np.exp(max(fall, 0.0)):.2g}")
    if value > 1e6:
        return "more than a million"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def dimmed(picture: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Return a picture, uint8 (height, width, 3), bright where the cells' value (log-odds) is high."""
    high = max(float(cells.max()), LEAST)
    share = cv2.resize(cells / high, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC).clip(0, 1)
    bright: np.ndarray = picture * (DIMMED + (1 - DIMMED) * share[..., None])
    return bright.round().astype(np.uint8)
