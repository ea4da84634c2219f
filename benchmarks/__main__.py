"""Measure against what one would do instead, both sides in alternation in one run.

    python -m benchmarks [CASE ...] [--gpu] [--study FOLDER] [--rounds 3] [--output benchmarks.json]

All cases but `cold` without a name; with --gpu those of a graphics card instead. FOLDER is a project with
the finished default study; it is read, and exported forms of its models are kept in its exports/. Each side
runs once in vain, then once a round. Prints medians, and how many times the first side's time each other one
takes (the median of the rounds' ratios); writes JSON, of which `python -m benchmarks.performance` makes
docs/performance.md's table. In the environment LINEUP_TORCH names a Python that has PyTorch,
LINEUP_ORIGINALS and LINEUP_ARCHIVE archives of pictures.
"""

import argparse
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import alternation
from benchmarks.alternation import Side
from benchmarks.cases import (
    cold,
    decode,
    input_pipeline,
    memory,
    nothing_to_do,
    predicting,
    serving,
    training,
    transfer,
)


@dataclass(frozen=True)
class Case:
    """What is run: its sides; at most so many rounds; rounds in vain; whether it runs unnamed."""

    sides: Callable[[Path], AbstractContextManager[Mapping[str, Side]]]
    most: int = 99
    in_vain: int = 1
    unnamed: bool = True


CASES = {
    "training-a4": Case(training.a4),
    "training-a2": Case(training.a2),
    "training-a6": Case(training.a6),
    "augmentation": Case(input_pipeline.sides, most=2),
    "cold": Case(cold.whole, most=1, in_vain=0, unnamed=False),
    "cold-small": Case(cold.small, most=1, in_vain=0),
    "nothing-to-do": Case(nothing_to_do.sides),
    "predict": Case(predicting.one_picture),
    "predict-500": Case(predicting.many_pictures),
    "serve-1": Case(serving.one_client),
    "serve-16": Case(serving.many_clients),
    "decode-originals": Case(decode.originals),
    "decode-archive": Case(decode.thumbnails, most=2),
    "transfer": Case(transfer.sides, most=2),
    "memory": Case(memory.sides, most=1, in_vain=0),
}
CARD = partial(Case, unnamed=False)
GPU = {
    "gpu-a4": CARD(partial(training.a4, times=training.ON_CARD)),
    "gpu-a2": CARD(partial(training.a2, times=training.ON_CARD)),
    "gpu-a6": CARD(partial(training.a6, times=training.ON_CARD)),
}
CASES |= GPU


def main() -> None:
    """Run the cases that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--gpu", action="store_true")
    parser.add_argument("--study", type=Path, default=Path())
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--output", type=Path, default=Path("benchmarks.json"))
    asked = parser.parse_args()
    if unknown := set(asked.cases) - set(CASES):
        parser.error(f"no case {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    about, measured = alternation.machine(), {}
    if asked.gpu and not about["card"]:
        parser.error("--gpu: nvidia-smi names no graphics card on this machine")
    unnamed = list(GPU) if asked.gpu else [name for name, case in CASES.items() if case.unnamed]
    for name in asked.cases or unnamed:
        case = CASES[name]
        with case.sides(asked.study.resolve()) as sides:
            measured[name] = alternation.alternate(sides, min(asked.rounds, case.most), case.in_vain)
        print(alternation.told(name, measured[name]), flush=True)
        alternation.write(asked.output, about, measured)
    print(
        f"{asked.output}: every run, on {about['cores']} cores, load {about['load_before']:.1f} at the start"
    )


if __name__ == "__main__":
    main()
