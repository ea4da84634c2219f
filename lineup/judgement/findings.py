"""More of the summary in words: what was left out of the study, what deserves a look next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement.best import Best
from lineup.judgement.setters import Setter
from lineup.judgement.subsets import Weakness
from lineup.judgement.suspected import Suspected
from lineup.words import decimal, joined, percent, several

NAMED = 60  # letters of paths, in all, up to which they are named
OVERFIT = 0.1  # accuracy on training images less that on validation, from which the page speaks of it


@dataclass(frozen=True)
class Finding:
    """What deserves a look, and the section of the report (its id) that shows it."""

    text: str
    anchor: str


def left_out(audit: Mapping[str, Any]) -> str:
    """Return what was not used: files by reason, skipped classes, removed images; '' for nothing.

    Classes whose names look alike are told, too.
    """
    sentences = []
    if audit["left_out"]:
        used = audit["images"] - audit["removed_from_training"]
        why = joined([f"{one['reason']} ({named(one)})" for one in audit["left_out"]], most=6)
        sentences.append(f"{used:,} of {several(audit['found'], 'file')} are used. Left out: {why}.")
    if audit["skipped_classes"]:
        number = len(audit["skipped_classes"])
        names = joined(list(audit["skipped_classes"]))
        noun = "class was" if number == 1 else "classes were"
        sentences.append(f"{number} {noun} skipped for want of training images: {names}.")
    alike = [joined([repr(name) for name in names]) for names in audit["alike_classes"]]
    sentences += [f"The classes {names} have names that look alike." for names in alike]
    if audit["removed_from_training"]:
        removed = several(audit["removed_from_training"], "near-duplicate")
        sentences.append(f"{removed} of test images left training and validation.")
    return " ".join(sentences)


def named(entry: Mapping[str, Any]) -> str:
    """Return the files that are left out for one reason by their paths, or how many they are."""
    few = entry["files"] == len(entry["examples"]) and sum(map(len, entry["examples"])) < NAMED
    return joined(entry["examples"]) if few else f"{entry['files']:,}"


def look_next(
    best: Best,
    histories: pd.DataFrame,
    label_conflicts: int,
    suspected: Sequence[Suspected],
    in_folds: bool = False,
) -> list[Finding]:
    """Return what deserves a look next; histories: of all variants, a row per variant, seed and epoch.

    in_folds: whether every image is tested.
    """
    items = []
    if label_conflicts:
        noun = "pair of near-duplicates has" if label_conflicts == 1 else "pairs of near-duplicates have"
        items.append(Finding(f"{label_conflicts:,} {noun} different labels.", "leaks"))
    if best.pairs:
        pair = best.pairs[0]
        both = f"{best.names[pair.first]} and {best.names[pair.second]}"
        text = f"{both} are confused most by {best.variant}: {percent(pair.share)} of their pictures."
        items += [Finding(text, "confused"), Finding(weakest(best.classes), "classes")]
    if overfit := overfitting(histories):
        items.append(Finding(overfit, "curves"))
    if still_falling(histories[histories["variant"] == best.variant]):
        text = "was still improving when it stopped: its validation loss was lowest in the last epoch."
        items.append(Finding(f"{best.variant} {text}", "curves"))
    for one in [one for one in suspected[:1] if one.suspected]:
        labels = f"{several(one.suspected, 'label')} of {one.images:,} may be wrong"
        where = "" if in_folds else f", {one.in_test:,} of them in test"
        items.append(Finding(f"{labels}{where}.", "suspects"))
    return items


def to_check(
    use: str, weak: Sequence[Weakness], setters: Sequence[Setter], rests_on: str = "validation"
) -> list[Finding]:
    """Return where a variant is weakest beyond chance, and how many pictures set the threshold of `use`."""
    items = []
    if weak:
        one = weak[0]
        figures = f"{percent(one.accuracy)} right, elsewhere {percent(one.elsewhere)}"
        text = f"{one.variant} errs more on one kind of images ({one.kind}): {figures}."
        items.append(Finding(text, "subsets"))
    if number := sum(one.instead is not None for one in setters):
        noun, labels = (
            ("pictures set", "are their labels") if number > 1 else ("picture sets", "is its label")
        )
        text = f"{number} {rests_on} {noun} what {use} leaves to a person: {labels} right?"
        items.append(Finding(text, "setters"))
    return items


def weakest(report: pd.DataFrame) -> str:
    worst = report[report["support"] > 0].sort_values("f1", kind="stable").iloc[0]
    figures = f"F1 {decimal(worst['f1'], 2)}, recall {percent(worst['recall'])}"
    return f"{worst['label']} is its weakest class: {figures}."


def overfitting(histories: pd.DataFrame) -> str:
    """Return which variant's training accuracy ends farthest above validation; '' where none is far."""
    ends = histories.sort_values("epoch").groupby(["variant", "seed"], sort=False).tail(1)
    means = ends.groupby("variant")[["accuracy", "val_accuracy"]].mean()
    means = means.loc[list(histories["variant"].unique())]
    gap = means["accuracy"] - means["val_accuracy"]
    if gap.max() < OVERFIT:
        return ""
    accuracy, validation = (percent(value) for value in means.iloc[int(gap.argmax())])
    return (
        f"{gap.index[int(gap.argmax())]} overfits most: {accuracy} on its training images against"
        f" {validation} on validation in the last epoch."
    )


def still_falling(own: pd.DataFrame) -> bool:
    """Return whether every seed of one variant had its lowest validation loss in its last epoch."""
    parts = [part.sort_values("epoch")["val_loss"].to_numpy() for _, part in own.groupby("seed")]
    return all(len(part) > 1 and int(np.argmin(part)) == len(part) - 1 for part in parts)
