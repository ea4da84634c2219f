"""Measure against what one would do instead, both sides in alternation in one run.

    python -m benchmarks [CASE ...] [--study FOLDER] [--rounds 5] [--output benchmarks.json]

All cases without a name. FOLDER is a project with a finished study; it is read, and exported forms of
its models are kept in its exports/. Each side runs once in vain, then once a round. Prints medians, and what
multiple of the first side's time each other one takes (the median of the rounds' ratios); writes JSON.
"""

import argparse
from pathlib import Path

from benchmarks import alternation
from benchmarks.cases import input_pipeline, nothing_to_do, predicting, serving

CASES = {
    "predict": predicting.one_picture,
    "predict-500": predicting.many_pictures,
    "serve-1": serving.one_client,
    "serve-16": serving.many_clients,
    "nothing-to-do": nothing_to_do.sides,
    "augmentation": input_pipeline.sides,
}


def main() -> None:
    """Run the cases that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(CASES))
    parser.add_argument("--study", type=Path, default=Path())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", type=Path, default=Path("benchmarks.json"))
    asked = parser.parse_args()
    if unknown := set(asked.cases) - set(CASES):
        parser.error(f"no case {', '.join(sorted(unknown))}; there are {', '.join(CASES)}")
    about, measured = alternation.machine(), {}
    for name in asked.cases or CASES:
        with CASES[name](asked.study.resolve()) as sides:
            measured[name] = alternation.alternate(sides, asked.rounds)
        print(alternation.told(name, measured[name]), flush=True)
        alternation.write(asked.output, about, measured)
    print(
        f"{asked.output}: every run, on {about['cores']} cores, load {about['load_before']:.1f} at the start"
    )


if __name__ == "__main__":
    main()
