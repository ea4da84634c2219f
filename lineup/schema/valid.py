"""params.yaml with nothing wrong: its types and ranges, and what it names."""

from lineup.errors import LineupError
from lineup.schema import data_mistakes as data
from lineup.schema import net_mistakes as nets
from lineup.schema import params


def load() -> params.Params:
    """Read params.yaml; LineupError lists every mistake with its key."""
    study = params.load()
    mistakes = [*data.dataset_mistakes(study), *nets.backbone_mistakes(study), *nets.variant_mistakes(study)]
    mistakes += [*nets.suspect_mistakes(study), *nets.name_mistakes(study)]
    if mistakes:
        lines = [f"  {mistake}" for mistake in mistakes]
        raise LineupError("\n".join([f"params.yaml has {len(lines)} mistake(s):", *lines]))
    return study
