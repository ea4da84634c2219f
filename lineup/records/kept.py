"""checkpoints/KEY: whether a training has finished there, and its files copied to where a stage owns them."""

import shutil
from pathlib import Path

from lineup.records.key import CHECKPOINT


def there(store: Path) -> bool:
    return (store / "finished").exists()


def copy(store: Path, output: Path) -> None:
    """Make `output` a copy of `store`/finished, and remove the checkpoint: nothing is left to resume."""
    shutil.rmtree(output, ignore_errors=True)
    shutil.copytree(store / "finished", output)
    for name in (CHECKPOINT, Path(CHECKPOINT).with_suffix(".part")):
        (store / name).unlink(missing_ok=True)
