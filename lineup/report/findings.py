"""More of the summary in words: what was left out of the study, what deserves a look next."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from lineup.words import decimal, joined, percent, several

OVERFIT = 0.1  # accuracy on training images less that on validation, from which the page speaks of it


def left_out(audit: Mapping[str, Any], reasons: Mapping[str, int]) -> str:
    """Return what was not used: rejected files by reason, skipped classes, removed images; '' for nothing."""
    sentences = []
    if audit["rejected"]:
        most = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        why = joined([f"{reason} ({number})" for reason, number in most], most=4) if most else ""
        was = "was" if audit["rejected"] == 1 else "were"
        sentences.append(
            f"{several(audit['rejected'], 'file')} {was} rejected" + (f": {why}." if why else ".")
        )
    if audit["skipped_classes"]:
        number = len(audit["skipped_classes"])
        names = joined(list(audit["skipped_classes"]))
        noun = "class was" if number == 1 else "classes were"
        sentences.append(f"{number} {noun} skipped for want of training images: {names}.")
    if audit.get("removed_from_training"):
        removed = several(audit["removed_from_training"], "near-duplicate")
        sentences.append(f"{removed} of test images left training and validation.")
    return " ".join(sentences)


def look_next(
    names: Sequence[str],
    report: pd.DataFrame,
    pairs: pd.DataFrame,
    gaps: pd.DataFrame,
    still_falling: bool,
    label_conflicts: int,
    best: str,
) -> list[dict[str, str]]:
    """Return what deserves a look next: a list of text and anchor (the id of a section of the page).

    `report` and `pairs` are the best variant's class_report and confused_pairs; `gaps` has a row per variant:
    variant, train, validation (accuracies of the last epoch); `still_falling` says whether every seed of
    the best variant had its lowest validation loss in its last epoch.
    """
    items = []
    if label_conflicts:
        noun = "pair of near-duplicates has" if label_conflicts == 1 else "pairs of near-duplicates have"
        items.append({"text": f"{label_conflicts:,} {noun} different labels.", "anchor": "leaks"})
    if len(pairs):
        pair = pairs.to_dict("records")[0]
        both = f"{names[pair['first']]} and {names[pair['second']]}"
        text = f"{both} are confused most by {best}: {percent(pair['share'])} of their pictures."
        items.append({"text": text, "anchor": "confused"})
        items.append({"text": weakest(report), "anchor": "classes"})
    overfit = overfitting(gaps)
    if overfit:
        items.append({"text": overfit, "anchor": "curves"})
    if still_falling:
        text = (
            f"{best} was still improving when it stopped: its validation loss was lowest in the last epoch."
        )
        items.append({"text": text, "anchor": "curves"})
    return items


def weakest(report: pd.DataFrame) -> str:
    """Return which class has the lowest F1."""
    worst = report[report["support"] > 0].sort_values("f1", kind="stable").iloc[0]
    figures = f"F1 {decimal(worst['f1'], 2)}, recall {percent(worst['recall'])}"
    return f"{worst['label']} is its weakest class: {figures}."


def overfitting(gaps: pd.DataFrame) -> str:
    """Return which variant's training accuracy is farthest above validation; '' where none is far."""
    widest = gaps.iloc[int((gaps["train"] - gaps["validation"]).argmax())]
    if widest["train"] - widest["validation"] < OVERFIT:
        return ""
    return (
        f"{widest['variant']} overfits most: {percent(widest['train'])} on its training images against"
        f" {percent(widest['validation'])} on validation in the last epoch."
    )
