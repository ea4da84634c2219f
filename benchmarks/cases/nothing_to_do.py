"""`uv run dvc repro` with nothing to do, and a plain DVC pipeline of as many stages that do nothing."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import yaml

from benchmarks import usage
from benchmarks.alternation import Side

REPRO = ["-m", "dvc", "repro"]


@contextmanager
def sides(study: Path) -> Iterator[Mapping[str, Side]]:
    """Yield three sides: ours, ours without uv, and the plain pipeline, without uv."""
    listed = subprocess.run(
        [sys.executable, "-m", "dvc", "stage", "list", "--name-only"],
        cwd=study, capture_output=True, text=True, check=True,
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        plain = Path(name)
        lay_out(plain, len(listed.stdout.split()))
        uv = [shutil.which("uv") or "uv", "run", "--project", str(usage.ROOT), "--frozen", "dvc", "repro"]
        yield {
            "uv run dvc repro": partial(usage.of_command, uv, study, 0, {"PYTHONPATH": ""}),
            "dvc repro": partial(usage.of_command, [sys.executable, *REPRO], study),
            "plain DVC": partial(usage.of_command, [sys.executable, *REPRO], plain),
        }


def lay_out(folder: Path, count: int) -> None:
    """Write a chain of `count` stages, each a file made of the one before, and run it once."""
    names = [f"file_{number:02}" for number in range(count)]
    stages = {
        f"stage_{number:02}": {
            "cmd": f"{sys.executable} -c \"open('{name}', 'w').write('{number}')\"",
            "deps": names[number - 1 : number] if number else [],
            "outs": [name],
        }
        for number, name in enumerate(names)
    }
    (folder / "dvc.yaml").write_text(yaml.safe_dump({"stages": stages}, sort_keys=False))
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    for command in (["init", "-q"], ["repro", "-q"]):
        subprocess.run([sys.executable, "-m", "dvc", *command], cwd=folder, check=True)
