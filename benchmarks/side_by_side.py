"""How long a study takes cold, one training after the other and side by side; do both come to the same?

python -m benchmarks.side_by_side [--jobs 2] [--small]

Each way runs in a folder of its own, from nothing: `lineup run`, then `lineup run --jobs N`. The default
study takes minutes; --small is three variants of two seeds of the tests' pictures, with 40 epochs each.
"""

import argparse
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from benchmarks import usage
from tests import finished
from tests.conftest import copy_project

EPOCHS = 40


def main() -> None:
    """Print the seconds of both ways, by the clock and of processors, and whether the weights differ."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--small", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ways = {"one after the other": [], f"{given.jobs} side by side": ["--jobs", str(given.jobs)]}
        seconds, weights = {}, []
        for number, (title, options) in enumerate(ways.items()):
            project = Path(folder, str(number))
            lay_out(project, small=given.small)
            taken = usage.of_command([sys.executable, "-m", "lineup", "run", *options], project)
            seconds[title] = taken.seconds
            weights.append(models(project))
            used = taken.processor_seconds
            print(f"{title}: {taken.seconds:.1f} s, {used:.1f} s of processors", flush=True)
        first, second = seconds.values()
        equal = "equal" if weights[0] == weights[1] else "not equal"
        print(f"ratio {second / first:.2f}; the weights of {len(weights[0])} trainings are {equal}")


def lay_out(project: Path, *, small: bool) -> None:
    """Make a project in which nothing has run."""
    project.mkdir()
    if small:
        finished.lay_out(project)
        variants = {name: {**variant, "epochs": EPOCHS} for name, variant in finished.VARIANTS.items()}
        finished.write_params(project, variants=variants)
        return
    copy_project(project)
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    subprocess.run([sys.executable, "-m", "dvc", "init", "-q"], cwd=project, check=True)


def models(project: Path) -> dict[str, bytes]:
    """Return the weights of each training."""
    found = {}
    for path in sorted((project / "data/models").glob("*/*/model.keras")):
        with zipfile.ZipFile(path) as model:
            found["/".join(path.parts[-3:-1])] = model.read("model.weights.h5")
    return found


if __name__ == "__main__":
    main()
