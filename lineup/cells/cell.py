"""A cell: a training of a study, a variant with a seed and fold, and its outcome; or a shard, or a stage."""

from dataclasses import dataclass, field
from typing import Any

from lineup import which
from lineup.schema.variant import Resources

MADE_ON = "LINEUP_MADE_ON"  # the facts of other machines whose shards count here, a list in JSON
OBSERVED = "LINEUP_OBSERVED"  # 0 where a cell reaches no MLflow while it trains
RUN = "LINEUP_RUN"  # of a cell that exchanges trainings through DVC's remote: which run it belongs to
FEATURES = "features/"  # what stands before a backbone's name in the place of a variant's


@dataclass(frozen=True)
class Cell:
    """A variant and a seed; `epochs` at most, reading data/`input`, with `resources`.

    Or a backbone and the number of a shard, from 0: lineup/cells/shards.py.
    fold: whose training it is, from 1; 0 for the training that goes to work.
    stage: what is run instead, a stage with its arguments as `python -m stages.NAME` has them.
    """

    variant: str
    seed: int
    epochs: int
    input: str
    resources: Resources
    fold: int = 0
    stage: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        if self.stage:
            return " ".join(self.stage)
        if self.backbone:
            return f"{self.variant} part {self.seed + 1}"
        return which.title(self.variant, self.seed, self.fold)

    @property
    def backbone(self) -> str:
        """Return the backbone whose features a cell makes; '' of a training."""
        return self.variant.removeprefix(FEATURES) if self.variant.startswith(FEATURES) else ""

    @property
    def name(self) -> str:
        if self.stage:
            return "-".join(self.stage)
        if self.backbone:
            return f"features-{self.backbone}-p{self.seed + 1}"
        return which.name(self.variant, self.seed, self.fold)


@dataclass(frozen=True)
class Outcome:
    """What a cell came to: a finished training's key and the machine's facts, or `error`, one message.

    lost: its process was gone, without a word of its own.
    """

    key: str = ""
    machine: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    lost: bool = False
