"""What the measured figures say of a study: who leads, how sure that is, what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from lineup.judgement import (
    best,
    choice,
    comparison,
    corruption,
    disagreement,
    findings,
    setters,
    subsets,
    summary,
    trusted,
    verdict,
)
from lineup.judgement.best import Best
from lineup.judgement.choice import Choice
from lineup.judgement.comparison import LeakFree
from lineup.judgement.corruption import Robustness
from lineup.judgement.disagreement import Disagreement
from lineup.judgement.findings import Finding
from lineup.judgement.measured import Measured
from lineup.judgement.setters import Setter
from lineup.judgement.subsets import Subsets
from lineup.judgement.summary import Said
from lineup.judgement.verdict import Verdict

FRONT = 20  # variants that are told of class by class


@dataclass(frozen=True)
class Judged:
    """A study's results.

    table: a row per variant, in the order of params.yaml, with the columns of comparison.csv. ranking: a row
    per variant, by rank, as comparison.ranked gives it. setters: what sets the threshold of the variant to
    use, of its seed that goes to work. trusted: the predictions on which confidence was measured. confidence:
    a row per variant, by rank. robustness: by rank, [] where nothing was measured.
    front: the first FRONT variants, by rank.
    """

    table: pd.DataFrame
    ranking: pd.DataFrame
    leak_free: LeakFree
    verdict: Verdict
    disagreements: list[Disagreement]
    subsets: Subsets
    use: Choice
    setters: list[Setter]
    trusted: pd.DataFrame
    confidence: pd.DataFrame
    robustness: list[Robustness]
    front: list[Best]
    said: Said
    look_next: list[Finding]

    @property
    def best(self) -> Best:
        return self.front[0]

    @property
    def order(self) -> list[str]:
        return list(self.ranking["variant"])


def judge(study: Measured, published: Mapping[str, Mapping[str, Any]]) -> Judged:
    """Return a study's results; published: what others report of the same recipes, by variant."""
    test_images = study.audit["test"]["images"]
    table = comparison.compare(study.trainings, published)
    ranking = comparison.ranked(table, test_images)
    order = list(ranking["variant"])
    rows = verdict.ranked_on(study.predictions, ranking)
    found = verdict.verdict(study.predictions, study.split, rows, study.folded)
    seen = trusted.on_rows(study.predictions, rows)
    areas = trusted.areas(seen)
    robustness = corruption.by_rank(study.corrupted, order)
    groups = study.split["group"]
    use = choice.choose(ranking, found, study.validation, groups, study.rests_on)
    own = study.validation[study.validation["variant"] == use.variant]
    trained = study.trainings[study.trainings["variant"] == use.variant]
    to_work = trained.sort_values("val_loss", kind="stable")["seed"].iloc[0]
    set_by = setters.setters(own, int(to_work), groups)
    weak = subsets.weaknesses(study.predictions, study.split, study.looks, rows)
    front = [best.of(name, study.predictions, study.split) for name in order[:FRONT]]
    conflicts, suspected = study.audit["label_conflicts"], list(study.suspected.values())
    table = table.join(corruption.means(study.corrupted), on="variant").join(areas, on="variant")
    return Judged(
        table=with_intervals(table, ranking, found),
        ranking=ranking,
        leak_free=comparison.leak_free(ranking, test_images),
        verdict=found,
        disagreements=disagreement.disagreements(study.predictions, found.pairs, rows, groups),
        subsets=weak,
        use=use,
        setters=set_by,
        trusted=seen,
        confidence=trusted.by_rank(study.trainings, order, areas),
        robustness=robustness,
        front=front,
        said=say(study, ranking, found, use, robustness),
        look_next=findings.look_next(
            front[0], study.histories, conflicts, suspected, study.folded is not None
        )
        + findings.to_check(use.variant, weak.found, set_by, study.rests_on),
    )


def say(
    study: Measured, ranking: pd.DataFrame, found: Verdict, use: Choice, robustness: list[Robustness]
) -> Said:
    resting = study.split["group"].loc[study.validation["row"].unique()]
    by_variant = study.trainings.groupby("variant")
    own = by_variant.get_group(use.variant)
    promised = float(own["promised"].fillna(0).min())
    return Said(
        lead=summary.lead(ranking, found.ranking_intervals[ranking["variant"].iloc[0]]),
        certainty=summary.certainty(ranking, found),
        use=f"Use {use.variant}: {use.why}.",
        not_shown=summary.not_shown(use, ranking, promised),
        confidence=trusted.sentences(own, resting.nunique(), study.rests_on),
        leaks=summary.leaks(study.audit, ranking),
        untested=summary.untested(study.audit),
        left_out=findings.left_out(study.audit),
        robustness=corruption.sentence(robustness),
    )


def with_intervals(table: pd.DataFrame, ranking: pd.DataFrame, found: Verdict) -> pd.DataFrame:
    names = list(table["variant"])
    by_rank = {name: place for place, name in enumerate(ranking["variant"], 1)}
    low, high = np.array([found.intervals[name] for name in names]).T
    ranks = [by_rank[name] for name in names]
    table = table.assign(test_accuracy_low=low, test_accuracy_high=high, rank=ranks)
    if comparison.ranks_leak_free(ranking):
        low, high = np.array([found.ranking_intervals[name] for name in names]).T
        table = table.assign(test_accuracy_leak_free_low=low, test_accuracy_leak_free_high=high)
    return table
