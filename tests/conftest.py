"""What many tests need: a copy of the project in an empty folder, and a folder of pictures."""

import gc
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import yaml
from filelock import FileLock

from tests import asking, warm

os.environ["DVC_NO_ANALYTICS"] = "1"  # else each command leaves a process behind, which calls its makers
if asking.PYTHON in os.environ:  # forked, to share the tests: what they start is not, unless they ask for it
    sys.executable = os.environ.pop(asking.PYTHON)
    multiprocessing.set_executable(sys.executable)
    os.environ["PATH"] = os.environ["PATH"].partition(os.pathsep)[2]
    del os.environ[asking.TIED]
ROOT = Path(__file__).parent.parent
COPIED = (".dvcignore", ".gitignore", "dvc.yaml", "params.yaml", "weights")

SMALL: dict[str, Any] = {
    "study": "small",
    "seeds": [0, 1],
    "dataset": {"source": "folder", "path": "pictures", "watch": "pictures", "max_per_class": None},
    "images": {"height": 24, "width": 24, "resize": "stretch", "interpolation": "area"},
    "split": {"train": 0.6, "validation": 0.2, "test": 0.2, "seed": 0},
    "training": {"precision": "auto"},
    "analysis": {"corruption_images": 0, "attention_errors": 0},
    "backbones": {},
    "suspects": {},
    "variants": {
        "fully_connected": {
            "architecture": "fully_connected",
            "input": "images",
            "optimizer": "adam",
            "learning_rate": 0.001,
            "batch_size": 16,
            "epochs": 2,
        }
    },
}


def draw_pictures(folder: Path, classes: int = 3, each: int = 20) -> None:
    """Draw `each` pictures per class: a shape of the class's colour and size at random places."""
    random = np.random.default_rng(7)
    for label in range(classes):
        place = folder / f"class_{label}"
        place.mkdir(parents=True)
        for number in range(each):
            picture = random.integers(0, 256, (40, 48, 3), dtype=np.uint8)
            x, y = (int(value) for value in random.integers(10, 30, 2))
            colour = [40, 40, 40]
            colour[label % 3] = 230
            cv2.circle(picture, (x, y), 9, colour, -1)
            cv2.imwrite(str(place / f"{number:03d}.png"), picture)


def copy_project(folder: Path) -> None:
    """Copy the project's own files, without results, to `folder`."""
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder / name)
    for name in ("lineup", "stages"):
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=left_out, copy_function=shutil.copyfile)
    for name in ("data", "mlruns"):
        (folder / name).mkdir()
        shutil.copy(ROOT / name / ".gitignore", folder / name)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the project as the working directory."""
    copy_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


MARKED = """
    test_real* test_folds test_kills* test_contracts test_side_by_side* test_end_to_end* test_places*
    test_conversion test_track test_experiments* test_live* test_servers* test_promote test_whole_model
    test_shards* test_team* test_first_half_hour* test_models test_forms test_no_git* test_local
    test_predict test_devices test_clone* test_mlflow_serve test_served test_reruns
    test_server* test_clean test_view test_contract test_check test_moved* test_browser
""".split()  # files, the longest first; the first makes the finished study while the next two need none
LONG = [name.rstrip("*") for name in MARKED]
WHOLE = [name.rstrip("*") for name in MARKED if name.endswith("*")]  # run the whole product in processes


def pytest_configure(config: pytest.Config) -> None:
    """Hide graphics cards, and have the processes that share the tests share one process that forks, too."""
    # What is asserted is a CPU's; and each of several workers would take all memory of a card for itself.
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    if config.getoption("numprocesses", None):
        os.environ[asking.ADDRESS] = warm.start()


def pytest_xdist_setupnodes(config: pytest.Config, specs: list[Any]) -> None:
    """Have the processes that share the tests forked, too: each is spared the imports, 5 s of a processor."""
    if sys.platform == "linux":
        os.environ |= {asking.TIED: "yes", asking.PYTHON: sys.executable}
        for spec in specs:
            spec.python = warm.python()


def pytest_xdist_auto_num_workers() -> int:
    """Return two processes more than there are cores, since many tests wait for servers and clocks."""
    return (os.cpu_count() or 1) + 2


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """Spare the collector its searches through what imports leave, which stays anyway."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run long files before short ones, so that processes that share them end together."""
    rank = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(LONG)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Measure no coverage of what whole runs start, a third of their time: others reach these lines too."""
    with pytest.MonkeyPatch.context() as patch:
        if item.path.stem in WHOLE:
            for name in set(os.environ) - set(warm.untraced(os.environ)):
                patch.delenv(name)
        return (yield)


Shared = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Return a function that returns the folder of a name, which the first caller of all processes fills.

    Processes that share the tests (pytest-xdist) share these folders too; tests only read or copy them.
    """
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, fill: Callable[[Path], object]) -> Path:
        folder, done = base / name, base / f"{name}.done"
        with FileLock(base / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a process that failed
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def finished_study(shared: Shared, empty_store: Path) -> Path:
    """Return a project in which `dvc repro` has run once."""
    from tests import finished

    return shared("finished", lambda project: finished.make(project, empty_store))


@pytest.fixture(scope="session")
def folded_study(shared: Shared, empty_store: Path) -> Path:
    """Return a project of pictures in folds in which `dvc repro` has run once."""
    from tests import folded

    return shared("folded", lambda project: folded.make(project, empty_store))


@pytest.fixture(scope="session")
def promoted_study(finished_study: Path, shared: Shared) -> Path:
    """Return a copy of the finished study whose best model is `models:/small@champion`."""
    from tests import copied

    def promote(project: Path) -> None:
        copied.copy(finished_study, project)
        command = [sys.executable, "-m", "lineup", "promote"]  # as a person runs it, imports included
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

    return shared("promoted", promote)


@pytest.fixture(scope="session")
def empty_store(shared: Shared) -> Path:
    """Return a local MLflow store without runs, which takes 2 s to make: to be copied."""

    def create(folder: Path) -> None:
        script = (
            "from pathlib import Path; from lineup.tracking import store; store.create(Path('mlflow.db'))"
        )
        done = warm.run(folder, "-c", script)
        assert done.returncode == 0, done.stderr

    return shared("store", create) / "mlflow.db"


@pytest.fixture(autouse=True)
def no_server_or_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what the developer's shell names out of the tests."""
    for name in tuple(
        "MLFLOW_TRACKING_URI MLFLOW_EXPERIMENT_NAME LINEUP_MIRROR LINEUP_WORKSPACE DVC_EXP_NAME".split()
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def set_params(project: Path) -> Callable[..., dict[str, Any]]:
    """Return a function that writes params.yaml: SMALL, with sections replaced."""

    def write(**sections: Any) -> dict[str, Any]:
        content = {**SMALL, **sections}
        (project / "params.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
        return content

    return write
