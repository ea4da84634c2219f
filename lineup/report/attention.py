"""What the net looked at, beside the pictures that it got wrong."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pandas as pd

from lineup.report.pictures import data_uri

FILE = "attention.npz"
LONGEST = 160  # pixels of the longer side, as embedded
COVER = 0.65  # of the colour, over the grey picture
LEAST = float(np.log(2))  # fall of the log-odds, a halving; where no part reaches it, none is shown bright
PLACES = (
    ("upper left", "top", "upper right"),
    ("left", "middle", "right"),
    ("lower left", "bottom", "lower right"),
)


def attach(cards: list[dict[str, Any]], mistakes: pd.DataFrame, folder: Path, pixels: np.ndarray) -> bool:
    """Give cards their pictures coloured by what the answer rests on; return whether any card got one.

    cards and mistakes (row, seed) are in the same order; folder: the variant's results.
    """
    if not (folder / FILE).exists():
        return False
    with np.load(folder / FILE) as kept:
        maps = dict(
            zip(zip(kept["row"].tolist(), kept["seed"].tolist(), strict=True), kept["maps"], strict=True)
        )
    for card, row, seed in zip(cards, mistakes["row"], mistakes["seed"], strict=True):
        if (row, seed) in maps:
            cells, answer = maps[row, seed].astype(np.float32), card["predicted"]
            card["attention"] = data_uri(coloured(pixels[row], cells), LONGEST)
            card["attention_alt"] = (
                f"The same in grey, coloured by what speaks for {answer}: most the {brightest(cells)}"
            )
            card["odds"] = f"odds \N{DIVISION SIGN}\N{NO-BREAK SPACE}{factor(float(cells.max()))}"
    return any("attention" in card for card in cards)


def factor(fall: float) -> str:
    """Return what a fall of the log-odds divides the odds by, in two digits: '1.5', '40', '19,000'."""
    value = float(f"{np.exp(max(fall, 0.0)):.2g}")
    if value > 1e6:
        return "more than a million"
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def brightest(cells: np.ndarray) -> str:
    row, column = divmod(int(cells.argmax()), cells.shape[1])
    return PLACES[3 * row // cells.shape[0]][3 * column // cells.shape[1]]


def coloured(picture: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Return a picture in grey under the colours of its cells (log-odds): uint8, LONGEST pixels long or more.

    Viridis, which is even in brightness and for the colour-blind: from no fall of the odds, or a rise, in
    dark violet to the greatest fall in yellow.
    """
    scale = max(1.0, LONGEST / max(picture.shape[:2]))
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    grey = cv2.cvtColor(cv2.cvtColor(cv2.resize(picture, size), cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    share = (cells / max(float(cells.max()), LEAST)).clip(0, 1)
    smooth = cv2.resize(share, size, interpolation=cv2.INTER_CUBIC).clip(0, 1)
    colours = cv2.applyColorMap((255 * smooth).round().astype(np.uint8), cv2.COLORMAP_VIRIDIS)
    colours = cv2.cvtColor(colours, cv2.COLOR_BGR2RGB)
    return np.asarray(cv2.addWeighted(colours, COVER, grey, 1 - COVER, 0))
