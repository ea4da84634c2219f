"""Validate params.yaml before any work, then clear results of variants and backbones it no longer names.

Run by `dvc repro`, always first: a mistake ends here with one message, and nothing earlier is lost.
"""

import shutil
from pathlib import Path

from lineup import running
from lineup.errors import LineupError
from lineup.locks.start import start
from lineup.schema import data_mistakes as data
from lineup.schema import net_mistakes as nets
from lineup.schema import params

OUTPUT = Path("data/check")


def main() -> None:
    """Start DVC's keeper; read params.yaml, refuse it with every mistake found, or write data/check."""
    start()
    study = params.load()
    mistakes = [*data.dataset_mistakes(study), *nets.backbone_mistakes(study), *nets.variant_mistakes(study)]
    mistakes += [*nets.suspect_mistakes(study), *nets.name_mistakes(study)]
    if mistakes:
        lines = [f"  {mistake}" for mistake in mistakes]
        raise LineupError("\n".join([f"params.yaml has {len(lines)} mistake(s):", *lines]))
    clear(Path("data/features"), keep=set(study.backbones))
    clear(Path("data/models"), keep=set(study.variants))
    clear(Path("data/results"), keep=set(study.variants))
    clear(Path("data/suspects"), keep=set(study.suspects))
    Path("data/suspects").mkdir(parents=True, exist_ok=True)  # compare depends on it, whether named or not
    Path("data/suspects/names.txt").write_text("".join(f"{name}\n" for name in sorted(study.suspects)))
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / "params.txt").write_text("valid\n")


def clear(folder: Path, keep: set[str]) -> None:
    """Remove the subfolders that are not in `keep`; DVC's cache still holds what it recorded of them."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name not in keep:
            shutil.rmtree(path)


if __name__ == "__main__":
    running.stage(main)
