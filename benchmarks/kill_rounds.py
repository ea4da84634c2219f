"""Kill every stage, and dvc itself, at random moments; each time one more `dvc repro` must make good.

`python -m benchmarks.kill_rounds [--rounds 33] [--seed 0] [--variants NAME ...] [--stages NAME ...]
[--targets NAME ...]` plays on the tests' small study in a temporary folder and prints a line a round. Exit
status 1 where any round ended differently from a run that nothing disturbed. Takes about half a minute
a round on two cores.
"""

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import killing
from tests import finished
from tests.conftest import SMALL


def main() -> None:
    """Prepare the study, play the rounds, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=33)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--variants", nargs="*", default=["one", "head"], choices=list(finished.VARIANTS))
    parser.add_argument("--stages", nargs="*", help="only these")
    parser.add_argument("--targets", nargs="*", default=killing.TARGETS, choices=killing.TARGETS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        study = prepare(Path(folder), options.variants, options.stages)
        rounds = killing.draw(list(study.seconds), options.rounds, options.seed, options.targets)
        print("| round | stage | killed | signal | moment | what was hit | afterwards | seconds |")
        print("|---|---|---|---|---|---|---|---|", flush=True)
        failures = sum(not tell(number, study, one) for number, one in enumerate(rounds, 1))
    print(f"{len(rounds)} rounds, {failures} failed")
    sys.exit(1 if failures else 0)


def prepare(folder: Path, variants: Sequence[str], chosen: Sequence[str] | None) -> killing.Study:
    """Return the tests' small study, of one seed, with the states before its stages."""
    project = lay_out(folder, variants)
    names = killing.stage_names(project)
    study = killing.Study(project, folder / "states")
    study.prepare({name: before for before, name in itertools.pairwise([None, *names]) if name})
    if chosen:
        study.seconds = {name: study.seconds[name] for name in chosen}
    return study


def lay_out(
    folder: Path,
    names: Sequence[str],
    seeds: Sequence[int] = (0,),
    checkpoint_batches: int | None = None,
    split: Mapping[str, Any] = SMALL["split"],
) -> Path:
    """Return a project of the small study, of these variants, in which nothing has run."""
    project = folder / "project"
    project.mkdir()
    finished.lay_out(project)
    variants = {name: finished.VARIANTS[name] for name in names}
    sections: dict[str, Any] = {} if "head" in names else {"backbones": {}, "suspects": {}}
    sections["split"] = split
    sections["training"] = {**SMALL["training"], "checkpoint_batches": checkpoint_batches}
    finished.write_params(project, seeds=[*seeds], variants=variants, **sections)
    return project


def tell(number: int, study: killing.Study, one: killing.Round) -> bool:
    """Play one round, print its line, and say whether all was well."""
    started = time.perf_counter()
    hit, wrong = killing.play(study, one)
    moment = f"{one.share:.0%} of {study.seconds[one.stage]:.1f} s"
    after = "; ".join(wrong).replace("\n", " / ") or "equal"
    seconds = time.perf_counter() - started
    cells = [str(number), one.stage, one.target, one.signal.name, moment, hit, after, f"{seconds:.0f}"]
    print(f"| {' | '.join(cells)} |", flush=True)
    return not wrong


if __name__ == "__main__":
    main()
