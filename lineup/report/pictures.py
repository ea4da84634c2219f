"""Pictures for the page: each a data URI with what is to be said of it."""

import base64
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
import pandas as pd

from lineup.words import percent, several

LONGEST = 128  # pixels of the longer side, as embedded
QUALITY = 82  # of WebP
DOT = " \N{MIDDLE DOT} "


def data_uri(picture: np.ndarray, longest: int = LONGEST) -> str:
    """Return an RGB picture (height, width, 3; uint8), shrunk where larger, as a WebP data URI."""
    height, width = picture.shape[:2]
    scale = longest / max(height, width)
    if scale < 1:
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    colours = cv2.cvtColor(np.ascontiguousarray(picture), cv2.COLOR_RGB2BGR)
    _, content = cv2.imencode(".webp", colours, [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    return "data:image/webp;base64," + base64.b64encode(content.tobytes()).decode()


def answer_cards(
    chosen: pd.DataFrame,
    of_label: Sequence[float],
    source: Callable[[int], str],
    split: pd.DataFrame,
    names: Sequence[str],
    seeds: int,
) -> list[dict[str, Any]]:
    """Return a card per wrong answer; of_label: what the right one got.

    source: of a row's picture, '' where the page has it elsewhere. `split` is indexed by row of the images,
    here and below.
    """
    cards = []
    for row, own in zip(chosen.to_dict("records"), of_label, strict=True):
        image = split.loc[row["row"]]
        label, answer, sure = image["label"], names[row["predicted"]], percent(row["confidence"])
        details = [f"{percent(own)} for {label}"]
        if seeds > 1 and "wrong_seeds" in row:
            details.append(f"{row['wrong_seeds']} of {seeds} seeds")
        details += [f"fold {row['fold']}"] if "fold" in row else []
        details += frames(row["frames"])
        if image["leaked"]:
            details.append("leaked")
        card = {"src": source(row["row"]), "label": label, "predicted": answer, "confidence": sure}
        card |= {
            "detail": DOT.join(details),
            "path": image["path"],
            "frames": row["frames"],
            "row": row["row"],
        }
        cards.append(card | {"alt": f"A picture of {label}, taken for {answer} with a confidence of {sure}"})
    return cards


def frames(number: int) -> list[str]:
    """Return in words that a picture stands for its near-duplicates with the same answer; [] for it alone."""
    return [f"\N{MULTIPLICATION SIGN} {number} near-duplicates"] if number > 1 else []


def hit_cards(
    chosen: pd.DataFrame, source: Callable[[int], str], split: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return a card per right answer: picture, label, confidence."""
    cards = []
    for row in chosen.to_dict("records"):
        image, sure = split.loc[row["row"]], percent(row["confidence"])
        card = {"src": source(row["row"]), "label": image["label"], "confidence": sure}
        card |= {"path": image["path"], "row": row["row"], "detail": DOT.join(frames(row["frames"]))}
        cards.append(
            card | {"alt": f"A picture of {image['label']}, recognised with a confidence of only {sure}"}
        )
    return cards


def sample_cards(chosen: pd.DataFrame, pixels: np.ndarray, images: "pd.Series[int]") -> list[dict[str, Any]]:
    """Return a card per class: a picture and how many images (`images`, by label) the class has."""
    longest = LONGEST if len(chosen) <= 60 else 80 if len(chosen) <= 200 else 48
    return [
        {
            "src": data_uri(pixels[row], longest),
            "label": label,
            "detail": several(int(images[label]), "image"),
            "alt": f"An example of {label}",
        }
        for row, label in zip(chosen["row"], chosen["label"], strict=True)
    ]


def leak_cards(
    pairs: Sequence[Sequence[float]], pixels: np.ndarray, split: pd.DataFrame
) -> list[dict[str, Any]]:
    """Return a card per pair (test row, training row, likeness): both pictures and labels."""
    cards = []
    for row, other_row, alike in pairs:
        test, training = int(row), int(other_row)
        label, other = str(split.loc[test, "label"]), str(split.loc[training, "label"])
        alts = [f"A test picture of {label}", f"The nearest to it in training, a picture of {other}"]
        card = {"sources": [data_uri(pixels[test]), data_uri(pixels[training])], "alts": alts}
        detail = f"{alike:.2f} of 1 alike" if alike < 1 else "the same in every pixel"
        cards.append(card | {"label": label, "other": other if other != label else "", "detail": detail})
    return cards


def suspect_cards(suspects: pd.DataFrame, pixels: np.ndarray) -> list[dict[str, Any]]:
    """Return a card per suspected label; suspects: rows of suspects.csv."""
    return [
        {
            "src": data_uri(pixels[row["row"]]),
            "label": row["label"],
            "predicted": row["suggested"],
            "detail": f"{percent(row['quality'])} for its label{DOT}{row['split']}",
            "path": row["path"],
            "alt": f"A picture labelled {row['label']} that looks like {row['suggested']}",
        }
        for row in suspects.to_dict("records")
    ]
