"""Runs modules in processes forked from one that has the large libraries imported.

Each is a process of its own as `python -m MODULE` is, with its own folder, variables and streams, and imports
lineup and stages for itself, from its folder first. It is spared the import of TensorFlow and MLflow and an
interpreter's end with them: 8 s of a processor. What is imported or not is tested in real processes.
"""

import atexit
import gc
import importlib
import json
import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIBRARIES = """
    lineup.quiet_tensorflow keras mlflow mlflow.keras mlflow.store.model_registry.sqlalchemy_store
    mlflow.store.tracking.sqlalchemy_store pandas pyarrow.parquet sklearn.metrics matplotlib.pyplot
    dvc.cli dvc.repo jinja2 rich.progress typer
""".split()
SECONDS = 600  # after which what runs is killed


def run(
    folder: Path, module: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Do what `python -m module *arguments` does in `folder`, with these variables or this process's.

    A script takes the module's place as it does on Python's command line: "-c", SCRIPT.
    """
    with tempfile.TemporaryDirectory() as streams:
        files = [Path(streams, name) for name in ("out", "err")]
        request = {
            "folder": str(folder),
            "command": [module, *arguments],
            "variables": dict(os.environ if environment is None else environment),
            "streams": [os.devnull, *map(str, files)],
        }
        process = server()
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        status = int(process.stdout.readline())
        out, err = (file.read_text() for file in files)
        return subprocess.CompletedProcess([module, *arguments], status, out, err)


@cache
def server() -> "subprocess.Popen[str]":
    """Return the process that forks, started at the first call; it ends with this one."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)
    return process


def serve() -> None:
    """Fork for each request on standard input, and answer with the exit status; end with the input."""
    import_libraries()
    gc.freeze()  # what is there already is neither looked through nor copied
    fork = multiprocessing.get_context("fork")
    for line in sys.stdin:
        child = fork.Process(target=become, kwargs=json.loads(line))
        child.start()
        child.join(SECONDS)
        if child.is_alive():
            child.kill()
            child.join()
        print(child.exitcode, flush=True)


def import_libraries() -> None:
    """Import what is large, with the variables that MLflow reads then, and nothing of this project."""
    from lineup.tracking import store

    before = dict(os.environ)
    store.prepare()
    for name in LIBRARIES:
        importlib.import_module(name)
    os.environ.clear()
    os.environ.update(before)
    for name in [name for name in sys.modules if name.split(".")[0] in ("lineup", "tests")]:
        del sys.modules[name]


def become(folder: str, command: list[str], variables: dict[str, str], streams: list[str]) -> None:
    """Run the command as a process does that was started for it."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    for number, name in enumerate(streams):
        file = os.open(name, os.O_RDWR | os.O_CREAT, 0o644)
        os.dup2(file, number)
        os.close(file)
    sys.argv = command
    sys.path[0:1] = [folder, str(ROOT)]
    try:
        if command[0] == "-c":
            exec(command.pop(1), {"__name__": "__main__"})  # noqa: S102 (a test's own)
        else:
            runpy.run_module(command[0], run_name="__main__", alter_sys=True)
    finally:
        atexit._run_exitfuncs()


if __name__ == "__main__":
    serve()
