"""Compare the variants that params.yaml names: the report, the comparison as a table, figures.

Run by `dvc repro` after evaluate. Reads data/, writes data/report/; needs no TensorFlow.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup import running
from lineup.inference import results as evaluated
from lineup.inference import robustness as measure
from lineup.inference.mistakes import confident_mistakes
from lineup.judgement import comparison, results, verdict
from lineup.report import (
    attention,
    cards,
    content,
    fed,
    gallery,
    outputs,
    plain_files,
    robustness,
    suspects,
    trust,
)
from lineup.schema import params
from lineup.splits.table import class_names

IMAGES, SPLIT, MODELS = Path("data/images"), Path("data/split"), Path("data/models")
RESULTS, SUSPECTS, REPORT = Path("data/results"), Path("data/suspects"), Path("data/report")


def main() -> None:
    """Read params.yaml and data/, write data/report/."""
    study = params.load()
    published = {name: dict(variant.reported) for name, variant in study.variants.items()}
    split = pd.read_parquet(SPLIT / "split.parquet").set_index("row", drop=False).rename_axis(None)
    answers = {name: evaluated.read(RESULTS / name) for name in study.variants}
    counted = results.counted(answers)
    trainings = results.read_trainings(MODELS, RESULTS, counted)
    histories = results.read_histories(MODELS, trainings)
    trainings = results.with_training_accuracy(trainings, histories)
    predictions = results.predictions_of(answers)
    audit = results.read_json(SPLIT / "audit.json")
    pixels = np.load(IMAGES / "images.npy", mmap_mode="r")

    measured = robustness.read(RESULTS, list(published))
    table = comparison.compare(trainings, published)
    ranking = comparison.ranked(table, audit["test"]["images"])
    order = ranking["variant"].tolist()
    rows = ranked_on(ranking, verdict.leak_free(predictions, order))
    judged = trust.on_rows(predictions, rows)
    areas = trust.areas(judged)
    table = table.join(robustness.means(measured), on="variant").join(areas, on="variant")
    found = verdict.verdict(predictions, split, rows)
    reasons = results.read_reasons(IMAGES / "rejected.csv")
    page = {
        "study": study.study,
        "ranked_by": str(ranking["ranked_by"].iloc[0]),
        "tested_pairs": found.pairs,
        "said": content.sentences(
            ranking, trainings, audit, reasons, found.ranking_intervals, found.indistinguishable
        ),
        "robustness": under_corruption(measured, order, split, pixels),
        **content.overview(ranking, trainings, histories, audit, published, found),
    }
    page["said"]["robustness"] = robustness.sentence(page["robustness"])
    page |= trust.section(judged, order, page["confidence"], areas)
    of_best, names = predictions[predictions["variant"] == order[0]], class_names(split)
    mistakes = confident_mistakes(of_best, cards.MISTAKES)
    page |= content.detail(order[0], of_best, histories, split, names, audit["label_conflicts"])
    page |= pictures(study, order, of_best, mistakes, page["pairs"], split, audit, pixels)
    page["look_next"] += suspects.look_next(page["suspects"])
    REPORT.mkdir(parents=True, exist_ok=True)
    plain_files.write_seeds(REPORT, counted)
    outputs.write_tables(REPORT, table, trainings, page)
    outputs.write_pages(REPORT, page)
    plain_files.write_curves(REPORT, histories, order)
    plain_files.write_confusion(REPORT, of_best, names)
    outputs.write_figures(REPORT, ranking, trainings, histories, page["counts"], names)
    outputs.write_galleries(REPORT, pixels, names, mistakes, gallery.class_samples(split))
    print(f"compare: {len(table)} variants; the report is {REPORT / 'report.html'}", flush=True)


def under_corruption(
    measured: pd.DataFrame, order: list[str], split: pd.DataFrame, pixels: np.ndarray
) -> dict[str, Any]:
    """Return the section on robustness with examples of one image; {} where nothing was measured."""
    found = robustness.section(measured, order)
    if not found:
        return {}
    shown = measure.sample(split, int(measured["images"].max()))
    examples = robustness.examples(measure.examples(pixels, int(shown["row"].iloc[0])))
    found |= {"leak_free": not shown["leaked"].any(), "severity": measure.SHOWN}
    return found | {"examples": examples}


def pictures(
    study: params.Params,
    order: list[str],
    of_best: pd.DataFrame,
    mistakes: pd.DataFrame,
    pairs: pd.DataFrame,
    split: pd.DataFrame,
    audit: dict[str, Any],
    pixels: np.ndarray,
) -> dict[str, Any]:
    """Return all that the page shows of images; of_best, mistakes: of the first of `order`."""
    results_of_best, names = RESULTS / order[0], class_names(split)
    probabilities = np.load(results_of_best / "probabilities.npy", mmap_mode="r")
    near = audit.get("pairs", [])
    shown = cards.galleries(of_best, mistakes, probabilities, pixels, split, pairs, near, names)
    augmentations = {
        name: variant.augmentation.model_dump() if variant.augmentation else None
        for name, variant in study.variants.items()
    }
    return {
        "attention": attention.attach(shown["mistakes"], mistakes, results_of_best, pixels),
        "cards": shown,
        "suspects": suspects.sections(SUSPECTS, list(study.suspects), pixels),
        "fed": fed.section(MODELS, order, augmentations),
    }


def ranked_on(ranking: pd.DataFrame, clean: Mapping[str, pd.Index]) -> dict[str, "pd.Index | None"]:
    """Return, by rank, the rows of the test images on which each variant is ranked: None for all."""
    ranks = comparison.ranks_leak_free(ranking)
    return {name: clean[name] if ranks else None for name in ranking["variant"]}


if __name__ == "__main__":
    running.stage(main)
