"""The body of `lineup promote`: register the study's best model, and let it take over where it is better."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from lineup.errors import LineupError
from lineup.inference import facts as facts_of
from lineup.inference import workspace
from lineup.inference.facts import Facts
from lineup.judgement.statistics.folded import Folded, of_audit
from lineup.promotion import bundle, candidates, card, judgement
from lineup.records import compared
from lineup.tracking import flavors, registry, store

if TYPE_CHECKING:
    from lineup.tracking.registry import MlflowClient, ModelVersion


@dataclass(frozen=True)
class Candidate:
    """The study's best: its facts, every variant's answers, its model card, an example of a picture."""

    study: str
    facts: Facts
    answers: dict[str, pd.DataFrame]
    card: str
    example: bytes
    folded: Folded | None  # where the answers are those of folds

    @property
    def own_answers(self) -> pd.DataFrame:
        return self.answers[self.facts.variant]


def promote(force: bool) -> None:
    """Register the model that the report says to use; move the alias `champion` to it where it is better.

    Raises LineupError, which ends the command with status 1, where the alias stays with another version.
    """
    here = Path.cwd()
    candidate = collect(here / "data")
    with registry.opened(here) as client:
        model = registry.model_name(client, candidate.study, here)
        version = registered(here, client, candidate, model)
        title = f"{model} version {version.version} ({name(version)})"
        address = f"models:/{model}@{registry.ALIAS}"
        with store.locked(client.tracking_uri):  # nobody else may move the alias meanwhile
            present = registry.champion(client, model)
            if present is not None and present.version == version.version:
                print(f"{title} is the champion already: {address}")
                return
            found = compare(client, candidate, present)
            if not found.better and not force:
                raise LineupError(refused(title, present, found.said))
            move(client, version, present, found)
    ending = "." if found.better else " (forced)."
    print(f"{title} is the champion now: {address}\nThe report says to use it. {found.said}{ending}")


def collect(data: Path) -> Candidate:
    """Read what the workspace has; LineupError where the variant to use cannot be told or is not usable."""
    found = compared.read(data)
    chosen = {row["variant"]: workspace.facts_of(row["variant"], data) for row in found["variants"]}
    best = chosen[compared.to_use(found)]
    workspace.refuse_diverged(best)
    answers = {name: candidates.answers(one, data) for name, one in chosen.items()}
    text = card.write(best, answers[best.variant], found, data)
    folded = of_audit(found["audit"])
    return Candidate(found["study"], best, answers, text, workspace.example(data), folded)


def registered(here: Path, client: "MlflowClient", candidate: Candidate, model: str) -> "ModelVersion":
    """Return the version of a registered model with the candidate's content, found or made."""
    data = here / "data"
    digest = bundle.digest(candidate.facts, candidate.own_answers, data)
    if version := registry.find(client, model, digest):
        return version
    facts = candidate.facts
    tags = {
        "digest": digest,
        "study": candidate.study,
        "variant": facts.variant,
        "seed": str(facts.seed),
        "training_key": facts.training_key,
    }
    with tempfile.TemporaryDirectory() as folder:
        content, whole = Path(folder, "model"), Path(folder, "whole")
        bundle.write(content, facts, candidate.own_answers, candidate.card, data)
        flavors.write(whole, content, candidate.example)
        return registry.register(client, model, whole, tags, candidate.card, here)


def compare(
    client: "MlflowClient", candidate: Candidate, present: "ModelVersion | None"
) -> judgement.Judgement:
    if present is None:
        return judgement.Judgement(True, "There was no champion before it")
    with registry.files(client, present) as folder:
        if not (folder / bundle.ANSWERS).is_file():
            return judgement.Judgement(
                False, "what the champion said of the test images is not stored with it"
            )
        kept = Facts.model_validate_json((folder / facts_of.FILE).read_text(encoding="utf-8"))
        at_work = pd.read_parquet(folder / bundle.ANSWERS)
    if kept.class_names != candidate.facts.class_names:
        return judgement.Judgement(False, "the champion knows other classes")
    return judgement.judge(candidate.facts.variant, candidate.answers, at_work, candidate.folded)


def refused(title: str, present: "ModelVersion | None", said: str) -> str:
    there = f"version {present.version} ({name(present)})" if present else "no version"
    return (
        f"{title} is registered, but the champion stays {there}: {said}."
        " `lineup promote --force` moves the alias all the same, and the version's tags say so."
    )


def move(
    client: "MlflowClient",
    version: "ModelVersion",
    present: "ModelVersion | None",
    found: judgement.Judgement,
) -> None:
    """Make a version the champion; its tags say after whom, why, and whether by force."""
    tags = {"promoted_after": present.version if present else "none", "promotion": found.said}
    tags["promotion_forced"] = str(not found.better).lower()
    for key, value in tags.items():
        client.set_model_version_tag(version.name, version.version, key, str(value))
    client.set_registered_model_alias(version.name, registry.ALIAS, version.version)


def name(version: "ModelVersion") -> str:
    return f"{version.tags.get('variant')}, seed {version.tags.get('seed')}"
