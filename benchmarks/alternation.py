"""Several ways to do the same, measured in alternation: what else the machine does meets all of them."""

import json
import os
import platform
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("dvc", "keras", "mlflow", "numpy", "onnxruntime", "opencv-python-headless", "tensorflow")


@dataclass(frozen=True)
class Taken:
    """One run: seconds on the clock and of all processors, the peak of memory in MiB, images worked on."""

    seconds: float
    processor_seconds: float
    mebibytes: float
    images: int = 0


Side = Callable[[], Taken]
Runs = dict[str, list[Taken]]


def alternate(sides: Mapping[str, Side], rounds: int, in_vain: int = 1) -> Runs:
    """Run every side once a round, in turn; before that so many rounds in vain: caches fill."""
    runs: Runs = {name: [] for name in sides}
    for number in range(in_vain + rounds):
        for name, side in sides.items():
            taken = side()
            if number >= in_vain:
                runs[name].append(taken)
    return runs


def figures(taken: list[Taken]) -> dict[str, float]:
    """Return a side's medians: seconds, processor_seconds, cores, mebibytes; rates where there are images."""
    middle = {
        key: statistics.median(asdict(one)[key] for one in taken)
        for key in ("seconds", "processor_seconds", "mebibytes")
    }
    middle["cores"] = statistics.median(one.processor_seconds / one.seconds for one in taken)
    if images := taken[0].images:
        middle["images_per_second"] = images / middle["seconds"]
        middle["images_per_processor_second"] = images / middle["processor_seconds"]
    return middle


def ratios(runs: Runs) -> dict[str, dict[str, float]]:
    """Return what multiple of the first side's seconds each other one takes: medians over rounds."""
    first, *others = runs
    return {
        name: {
            key: statistics.median(
                getattr(theirs, key) / getattr(ours, key)
                for ours, theirs in zip(runs[first], runs[name], strict=True)
            )
            for key in ("seconds", "processor_seconds")
        }
        for name in others
    }


def told(title: str, runs: Runs) -> str:
    """Return a case as a table for the terminal, the first side's ratio to each other one below."""
    lines = [title]
    for name, taken in runs.items():
        middle = figures(taken)
        line = (
            f"  {name:34} {middle['seconds']:8.2f} s {middle['processor_seconds']:8.2f} processor s"
            f" {middle['cores']:5.2f} cores {middle['mebibytes']:7,.0f} MiB"
        )
        if "images_per_second" in middle:
            line += f" {middle['images_per_second']:9,.0f} images/s"
            line += f" {middle['images_per_processor_second']:9,.0f} a processor s"
        lines.append(line)
    first = next(iter(runs))
    for name, ratio in ratios(runs).items():
        lines.append(
            f"  {name} takes {ratio['seconds']:.2f} x the time of {first},"
            f" {ratio['processor_seconds']:.2f} x its processor"
        )
    return "\n".join(lines)


def machine() -> dict[str, Any]:
    """Return what of the machine and its software decides the figures, and how busy it is."""
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "processor": processor(),
        "cores": os.cpu_count(),
        "card": card(),
        "load_before": os.getloadavg()[0],
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
    }


def processor() -> str:
    """Return the processor's name."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.is_file() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return named[0] if named else platform.machine()


def card() -> str | None:
    """Return the first graphics card's name; None where the driver's own program names none."""
    if not (program := shutil.which("nvidia-smi")):
        return None
    query = [program, "--query-gpu=name", "--format=csv,noheader"]
    done = subprocess.run(query, capture_output=True, text=True, check=False)
    return next(iter(done.stdout.splitlines()), None) if done.returncode == 0 else None


def write(file: Path, about: Mapping[str, Any], cases: Mapping[str, Runs]) -> None:
    """Write every run of every case, with medians and ratios, as JSON."""
    content = {
        name: {
            "runs": {side: [asdict(one) for one in taken] for side, taken in runs.items()},
            "medians": {side: figures(taken) for side, taken in runs.items()},
            "ratios": ratios(runs),
        }
        for name, runs in cases.items()
    }
    file.write_text(json.dumps({"machine": about, "cases": content}, indent=2) + "\n")
