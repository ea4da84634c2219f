"""Compare the variants that params.yaml names: the report, the comparison as a table, figures.

Run by `dvc repro` after evaluate. Reads data/, writes data/report/; needs no TensorFlow.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from stages import params, running
from stages.analysis import (
    attention,
    cards,
    comparison,
    content,
    fed,
    gallery,
    outputs,
    plain_files,
    results,
    robustness,
    suspects,
    trust,
    verdict,
)
from stages.training import sets

IMAGES, SPLIT, MODELS = Path("data/images"), Path("data/split"), Path("data/models")
RESULTS, SUSPECTS, REPORT = Path("data/results"), Path("data/suspects"), Path("data/report")


def main() -> None:
    """Read params.yaml and data/, write data/report/."""
    study = params.load()
    published = {name: dict(variant.reported) for name, variant in study.variants.items()}
    augmentations = {
        name: variant.augmentation.model_dump() if variant.augmentation else None
        for name, variant in study.variants.items()
    }
    trainings = results.read_trainings(MODELS, RESULTS, list(published))
    histories = results.read_histories(MODELS, trainings)
    trainings = results.with_training_accuracy(trainings, histories)
    predictions = results.read_predictions(RESULTS, list(published))
    audit = results.read_json(SPLIT / "audit.json")
    split = pd.read_parquet(SPLIT / "split.parquet").set_index("row", drop=False).rename_axis(None)
    reasons = results.read_reasons(IMAGES / "rejected.csv")
    pixels = np.load(IMAGES / "images.npy", mmap_mode="r")

    measured = robustness.read(RESULTS, list(published))
    table = comparison.compare(trainings, published)
    ranking = comparison.ranked(table, audit["test"]["images"])
    best = str(ranking["variant"].iloc[0])
    names = results.class_names(split)
    order = ranking["variant"].tolist()
    seen = {name: sets.seen_by(split, variant.leaks) for name, variant in study.variants.items()}
    rows = ranked_on(ranking, verdict.leak_free(split, seen))
    found = verdict.verdict(predictions, split, rows)
    judged = trust.on_rows(predictions, rows)
    table = table.join(robustness.means(measured), on="variant").join(trust.areas(judged), on="variant")
    of_best = predictions[predictions["variant"] == best]
    detail = content.detail(best, of_best, histories, split, names, audit["label_conflicts"])
    probabilities = np.load(RESULTS / best / "probabilities.npy", mmap_mode="r")
    page: dict[str, Any] = {
        "study": study.study,
        "ranked_by": str(ranking["ranked_by"].iloc[0]),
        "tested_pairs": found.pairs,
        "said": content.sentences(
            ranking, trainings, audit, reasons, found.ranking_intervals, found.indistinguishable
        ),
        "cards": cards.galleries(
            of_best, probabilities, pixels, split, detail["pairs"], audit.get("pairs", []), names
        ),
        "robustness": robustness.section(measured, order),
        "suspects": suspects.sections(SUSPECTS, list(study.suspects), pixels),
        "fed": fed.section(MODELS, ranking["variant"].tolist(), augmentations),
    }
    page |= detail | content.overview(ranking, trainings, histories, audit, published, found)
    mistakes = gallery.confident_mistakes(of_best, cards.MISTAKES)
    page["attention"] = attention.attach(page["cards"]["mistakes"], mistakes, RESULTS / best, pixels)
    page["look_next"] += suspects.look_next(page["suspects"])
    page |= trust.section(judged, order, page["confidence"])
    page["said"]["robustness"] = robustness.sentence(page["robustness"])

    REPORT.mkdir(parents=True, exist_ok=True)
    outputs.write_tables(REPORT, table, trainings, page)
    outputs.write_pages(REPORT, page)
    plain_files.write_curves(REPORT, histories, ranking["variant"].tolist())
    plain_files.write_confusion(REPORT, of_best, names)
    outputs.write_figures(REPORT, ranking, trainings, histories, detail["counts"], names)
    outputs.write_galleries(REPORT, pixels, names, mistakes, gallery.class_samples(split))
    print(f"compare: {len(table)} variants; the report is {REPORT / 'report.html'}", flush=True)


def ranked_on(ranking: pd.DataFrame, leak_free: Mapping[str, pd.Index]) -> dict[str, "pd.Index | None"]:
    """Return, by rank, the rows of the test images on which each variant is ranked: None for all."""
    by_leak_free = ranking["ranked_by"].iloc[0] == "test_accuracy_leak_free"
    return {name: leak_free[name] if by_leak_free else None for name in ranking["variant"]}


if __name__ == "__main__":
    running.stage(main)
