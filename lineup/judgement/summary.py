"""The summary in words: which variant leads, how sure that is, what leaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lineup.inference.threshold import TARGET
from lineup.judgement.choice import Choice
from lineup.judgement.comparison import ranks_leak_free
from lineup.judgement.verdict import Verdict
from lineup.splits.leak_free import MINIMUM_LEAK_FREE, enough
from lineup.words import joined, percent, several


@dataclass(frozen=True)
class Said:
    """The summary's sentences; '' where there is nothing to say."""

    lead: str
    certainty: str
    use: str
    not_shown: str
    confidence: str
    leaks: str
    untested: str
    left_out: str
    robustness: str


def lead(ranking: pd.DataFrame, interval: tuple[float, float]) -> str:
    """Return which variant leads by the figure that ranks, with its 95 % interval."""
    top = ranking.iloc[0]
    equal = ranking[ranking["ranking_accuracy"] == top["ranking_accuracy"]]
    accuracy, images = percent(top["ranking_accuracy"]), several(int(top["ranking_images"]), "test image")
    what = "the highest test accuracy"
    if ranks_leak_free(ranking):
        what, images = "the highest accuracy without leaks", f"{images} without a near-duplicate in training"
    if len(ranking) == 1:
        text = f"{top['variant']} gets {accuracy} of {images} right"
    elif len(equal) > 1:
        return f"{joined(list(equal['variant']))} share {what}: {accuracy} of {images}."
    else:
        text = f"{top['variant']} has {what}: {accuracy} of {images}"
    low, high = (percent(end) for end in interval)
    seeds = "of one seed alone" if top["seeds"] == 1 else f"{top['seeds']} seeds"
    return f"{text} (95% interval {low} to {high}, {seeds})."


def certainty(ranking: pd.DataFrame, found: Verdict) -> str:
    best = ranking["variant"].iloc[0]
    if len(ranking) == 1:
        return "There is no other variant to compare it with."
    tested = "Paired tests, corrected for the number of pairs,"
    all_ = "all that it was compared with" if found.untested else "all others"
    text = f"{tested} tell {best} apart from {all_}."
    if found.indistinguishable:
        text = f"{tested} cannot tell {best} apart from {joined(found.indistinguishable)}."
    elif len(found.untested) == len(ranking) - 1:
        text = ""
    if found.untested:
        was = "was" if len(found.untested) == 1 else "were"
        text += f" {joined(found.untested)} {was} never compared with {best}: they share fewer than"
        text += f" {MINIMUM_LEAK_FREE} test images without a near-duplicate in training."
    return text.strip()


def not_shown(use: Choice, ranking: pd.DataFrame, promised: float) -> str:
    """Return what the study leaves open of the variant to use; promised: of its worst seed, 0: none."""
    open_ = [f"that {use.variant} is better than {joined(use.equals)}"] if use.equals else []
    if int(ranking["seeds"].max()) == 1:
        open_.append("that another seed would do as well")
    if 0 < promised < TARGET:
        open_.append(f"that {percent(TARGET, 0)} of the answers it keeps are right")
    if promised == 0:
        open_.append("that any of its answers can go without a person")
    return f"Not shown: {joined(open_)}." if open_ else ""


def leaks(audit: Mapping[str, Any], ranking: pd.DataFrame) -> str:
    """Return how much of the test set has near-duplicates in training, and what is left without them."""
    images, leaked = audit["test"]["images"], audit["test"]["near_duplicates_in_training"]
    if "folds" in audit:
        return of_folds(audit["folds"], images, subjects="subjects" in audit)
    if leaked == 0:
        return f"None of the {several(images, 'test image')} has a near-duplicate in training."
    share = percent(audit["test"]["share"])
    verb = "has" if leaked == 1 else "have"
    text = f"{leaked:,} of {several(images, 'test image')} ({share}) {verb} a near-duplicate in training."
    cleaned = ranking.loc[ranking["test_accuracy_leak_free_n"] == images, "variant"].tolist()
    others = ranking[~ranking["variant"].isin(cleaned)]
    if not others.empty:
        which = f"no figure of {joined(list(others['variant']))}" if cleaned else "nothing here"
        text += others_without_leaks(others, images, leaked, which)
    if cleaned:
        text += f" {joined(cleaned)} {'was' if len(cleaned) == 1 else 'were'} trained without them:"
        best = float(ranking.loc[ranking["variant"].isin(cleaned), "test_accuracy_mean"].max())
        at_best = "" if len(cleaned) == 1 else "at best "
        text += f" {at_best}{percent(best)} of all {images:,}, none of them seen."
    published = ranking.iloc[int(ranking["test_accuracy_mean"].argmax())]
    if published["test_accuracy_mean"] > ranking["test_accuracy_mean"].iloc[0]:
        accuracy = percent(published["test_accuracy_mean"])
        text += f" As published, leaks and all, {published['variant']} would lead with {accuracy}."
    return text


def untested(audit: Mapping[str, Any]) -> str:
    """Return which classes have no test image; '' where each has one."""
    without = [name for name, parts in audit["classes"].items() if not parts["test"]]
    if not without or "folds" in audit:
        return ""
    few, them = ("has", "it") if len(without) == 1 else ("have", "them")
    return (
        f"{len(without):,} of {len(audit['classes']):,} classes {few} no test image, so nothing is shown of"
        f" {them}: {joined(without)}."
    )


def of_folds(told: Mapping[str, Any], images: int, *, subjects: bool = False) -> str:
    """Return how images were tested in folds; told: audit.json's `folds`; subjects: whether it has those."""
    other = "a near-duplicate of it" + (", nor another of its subject" if subjects else "")
    often = "once" if told["repeats"] == 1 else f"{told['repeats']} times"
    return (
        f"Each of the {several(images, 'image')} was tested {often}, in {told['folds']} folds, by nets that"
        f" saw neither it nor {other}: figures, pairs and thresholds are of these out-of-fold"
        " answers. The model that goes to work was trained with the same recipe on all images but those for"
        " validation, more than each of these nets had. It was itself tested on nothing; curves and costs are"
        " its."
    )


def others_without_leaks(ranking: pd.DataFrame, images: int, leaked: int, which: str) -> str:
    """Return what accuracy is left without leaks, of the variants that had near-duplicates in training.

    `which` names the figures that tell nothing where no image is left.
    """
    best, clean, text = ranking.iloc[0], int(ranking["test_accuracy_leak_free_n"].iloc[0]), ""
    if images - clean < leaked:
        verb = "has" if images - clean == 1 else "have"
        trained = f"{images - clean:,} of them {verb} one among the images trained on"
        text += f" {trained}, the others in validation."
    if clean == 0:
        return f"{text} None is free of leaks, so {which} tells skill from memory."
    accuracy, published = percent(best["test_accuracy_leak_free_mean"]), percent(best["test_accuracy_mean"])
    rest = "the one without" if clean == 1 else f"the {clean:,} without"
    text += f" On {rest}, {best['variant']} reaches {accuracy} instead of {published}"
    if enough(clean):
        return f"{text}."
    return f"{text}; fewer than {MINIMUM_LEAK_FREE} images are too few to rank by."
