"""The report's data, as files: the comparison, and what `dvc plots` and `dvc metrics` read."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement.best import Best
from lineup.judgement.judged import Judged
from lineup.judgement.measured import Measured
from lineup.words import missing

CURVES = ["variant", "seed", "epoch", "accuracy", "val_accuracy", "loss", "val_loss"]
METRICS = """test_accuracy_mean test_accuracy_low test_accuracy_high test_accuracy_leak_free_mean
             test_macro_f1_mean""".split()


def write(folder: Path, name: str, study: Measured, judged: Judged) -> None:
    """Write comparison.csv and .json, curves.csv, confusion.csv, seeds/ and metrics/; name: the study's.

    metrics/ has a file a variant, so that `dvc metrics show` prints a row a variant. No times are among them:
    what `dvc metrics diff` shows has changed.
    """
    table(judged.table, folder / "comparison.csv")
    content(comparison(name, study, judged), folder / "comparison.json")
    table(curves(study.histories, judged.order), folder / "curves.csv")
    table(confusion(judged.best), folder / "confusion.csv")
    for variant, seeds in study.counted.items():
        content(seeds, folder / "seeds" / f"{variant}.json")
    for row in judged.table.to_dict("records"):
        known = {key: float(row[key]) for key in METRICS if not missing(row[key])}
        content(known, folder / "metrics" / f"{row['variant']}.json")


def table(rows: pd.DataFrame, path: Path) -> None:
    rows.to_csv(path, index=False, lineterminator="\n")


def content(value: Any, path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    text = json.dumps(plain(value), indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def plain(value: Any) -> Any:
    """Return a value as JSON takes it: NumPy's scalars as Python's, missing figures as None."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if not isinstance(value, str) and missing(value) else value


def comparison(name: str, study: Measured, judged: Judged) -> dict[str, Any]:
    """Return comparison.json: the table with every seed, the pairs, the audit, the summary in words."""
    best, variants = judged.best, []
    for row in judged.table.to_dict("records"):
        own = study.trainings[study.trainings["variant"] == row["variant"]].drop(columns="variant")
        per_seed = {str(seed["seed"]): seed for seed in own.to_dict("records")}
        for seed, figures in study.counted[row["variant"]].items():
            per_seed[seed] |= {"folds": figures["folds"]} if "folds" in figures else {}
        variants.append(row | {"per_seed": per_seed})
    return {
        "study": name,
        "best": best.variant,
        "use": judged.use.variant,
        "ranked_by": judged.ranking["ranked_by"].iloc[0],
        "summary": asdict(judged.said),
        "suspected_labels": {name: one.suspected for name, one in study.suspected.items()},
        "look_next": [item.text for item in judged.look_next],
        "variants": variants,
        "pairs": judged.verdict.pairs,
        "weaker_on": [asdict(one) for one in judged.subsets.found],
        "audit": {
            key: value for key, value in study.audit.items() if key not in ("pairs", "pairs_below", "classes")
        },
        "classes_of_best": best.classes.to_dict("records"),
        "confused_pairs_of_best": [
            {
                "first": best.names[pair.first],
                "second": best.names[pair.second],
                "mistakes": pair.mistakes,
                "share": pair.share,
            }
            for pair in best.pairs
        ],
    }


def curves(histories: pd.DataFrame, variants: list[str]) -> pd.DataFrame:
    """Return a row per variant (in this order), seed and epoch."""
    place = histories["variant"].map({name: position for position, name in enumerate(variants)})
    return histories.assign(place=place).sort_values(["place", "seed", "epoch"])[CURVES]


def confusion(best: Best) -> pd.DataFrame:
    """Return a row per seed and test image: the class that it is, and the one that the variant says."""
    columns = {"actual": "class_id", "predicted": "predicted"}
    return pd.DataFrame(
        {name: [best.names[one] for one in best.predictions[key]] for name, key in columns.items()}
    )
