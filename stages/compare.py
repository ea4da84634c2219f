"""Compare the variants that params.yaml names: the report, the comparison as a table, figures.

Run by `dvc repro` after evaluate. Reads data/, writes data/report/; needs no TensorFlow.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from stages import params, running
from stages.analysis import cards, comparison, content, fed, gallery, outputs, plain_files, results, verdict
from stages.training import sets

IMAGES, SPLIT, MODELS = Path("data/images"), Path("data/split"), Path("data/models")
RESULTS, REPORT = Path("data/results"), Path("data/report")


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

    table = comparison.compare(trainings, published)
    ranking = comparison.ranked(table, audit["test"]["images"])
    best = str(ranking["variant"].iloc[0])
    names = results.class_names(split)
    seen = {name: sets.seen_by(split, variant.leaks) for name, variant in study.variants.items()}
    found = verdict.verdict(predictions, split, ranked_on(ranking, verdict.leak_free(split, seen)))
    of_best = predictions[predictions["variant"] == best]
    detail = content.detail(best, of_best, histories, split, names, audit["label_conflicts"])
    probabilities = np.load(RESULTS / best / "probabilities.npy", mmap_mode="r")
    page = {
        "study": study.study,
        "ranked_by": str(ranking["ranked_by"].iloc[0]),
        "tested_pairs": found.pairs,
        "said": content.sentences(
            ranking, trainings, audit, reasons, found.ranking_intervals, found.indistinguishable
        ),
        "cards": cards.galleries(
            of_best, probabilities, pixels, split, detail["pairs"], audit.get("pairs", []), names
        ),
        "fed": fed.section(MODELS, ranking["variant"].tolist(), augmentations),
    }
    page |= detail | content.overview(ranking, trainings, histories, audit, published, found)

    REPORT.mkdir(parents=True, exist_ok=True)
    outputs.write_tables(REPORT, table, trainings, page)
    outputs.write_pages(REPORT, page)
    plain_files.write_curves(REPORT, histories, ranking["variant"].tolist())
    plain_files.write_confusion(REPORT, of_best, names)
    outputs.write_figures(REPORT, ranking, trainings, histories, detail["counts"], names)
    mistakes = gallery.confident_mistakes(of_best, cards.MISTAKES)
    outputs.write_galleries(REPORT, pixels, names, mistakes, gallery.class_samples(split))
    print(f"compare: {len(table)} variants; the report is {REPORT / 'report.html'}", flush=True)


def ranked_on(ranking: pd.DataFrame, leak_free: Mapping[str, pd.Index]) -> dict[str, "pd.Index | None"]:
    """Return, by rank, the rows of the test images on which each variant is ranked: None for all."""
    by_leak_free = ranking["ranked_by"].iloc[0] == "test_accuracy_leak_free"
    return {name: leak_free[name] if by_leak_free else None for name in ranking["variant"]}


if __name__ == "__main__":
    running.stage(main)
