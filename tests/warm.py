"""Runs modules in processes forked from one that has the large libraries imported.

Each is a process of its own as `python -m MODULE` is, with its own folder, variables and streams, and imports
lineup and stages for itself, from its folder first, then from PYTHONPATH. It is spared the import of
TensorFlow and MLflow and an interpreter's end with them: 8 s of a processor. What it starts by `python` or
sys.executable, such as the stages of `dvc repro`, is forked in the same way, and does not find who started
it above itself. A kill of who asked is passed on. What is imported or not, and what looks for its parent, is
tested in real processes.

Where coverage is measured, it is not of the imports here nor of dvc, which run no line of ours: a traced
process takes half as long again.
"""

import atexit
import contextlib
import gc
import importlib
import json
import math
import multiprocessing
import os
import runpy
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests import asking

ROOT = Path(__file__).parent.parent
LIBRARIES = """
    lineup.quiet_tensorflow keras mlflow mlflow.keras mlflow.store.model_registry.sqlalchemy_store
    mlflow.store.tracking.sqlalchemy_store pandas pyarrow.parquet sklearn.metrics matplotlib.pyplot
    dvc.cli dvc.repo jinja2 rich.progress typer cleanlab.filter faiss
    fastapi flask moto.server uvicorn
""".split()
SECONDS = 600  # after which what runs is killed, unless it ends with who started it
FOREIGN = ("MLFLOW_TRACKING", "MLFLOW_EXPERIMENT", "LINEUP_", "DVC_EXP", "DVC_STAGE")  # of who asks first
PIPELINE = "stages: {one: {cmd: mkdir made && cp params.yaml made, deps: [params.yaml], outs: [made]}}"
PYTHON = """#!{python} -IS
import importlib.util
found = importlib.util.spec_from_file_location("asking", {asking!r})
asking = importlib.util.module_from_spec(found)
found.loader.exec_module(asking)
asking.main({python!r}, {address!r})
"""


def run(
    folder: Path, module: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Do what `python -m module *arguments` does in `folder`, with these variables or this process's.

    A script takes the module's place as it does on Python's command line: "-c", SCRIPT.
    """
    command = [module, *arguments] if module == "-c" else ["-m", module, *arguments]
    variables = os.environ if environment is None else environment
    with Path(os.devnull).open() as nothing, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        streams = [stream.fileno() for stream in (nothing, out, err)]
        status = asking.ask(server(), str(folder), command, variables, streams)
        said = [os.pread(stream, os.fstat(stream).st_size, 0).decode() for stream in streams[1:]]
        return subprocess.CompletedProcess(command, status, *said)


def python() -> str:
    """Return a program that takes python's place: what it runs by -m or -c is forked, and killed with it.

    With asking.TIED among its variables it ends with who started it, as what it starts does then.
    """
    return str(Path(server()).with_name("python"))


@cache
def server() -> str:
    """Return the address of the process that forks: a shared one, else one that the first call starts."""
    return os.environ.get(asking.ADDRESS) or start()


def start() -> str:
    """Start a process that forks, which ends with this one; return its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.warm"],
        cwd=ROOT,
        env=untraced(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)
    assert process.stdout
    return process.stdout.readline().strip()


def untraced(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without those by which coverage is measured in a process."""
    return {name: value for name, value in variables.items() if not name.startswith("COVERAGE_")}


def serve() -> None:
    """Fork for each request, until standard input ends; what is large is imported at the first one."""
    folder = tempfile.mkdtemp()
    address = f"{folder}/socket"
    python = Path(folder, "python")
    python.write_text(PYTHON.format(python=sys.executable, asking=asking.__file__, address=address))
    python.chmod(0o755)
    sys.executable = str(python)
    running: list[Running] = []
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen(1000)
        print(address, flush=True)
        while sys.stdin not in (ready := waited(server, running)):
            over = [one for one in running if one.over(ready)]
            running = [one for one in running if one not in over]
            if server in ready:
                import_libraries()
                connection, _ = server.accept()
                running.append(Running(connection, [server, *(one.connection for one in running)]))
    for one in running:
        one.end()
    shutil.rmtree(folder)


class Running:
    """A request's process; where who asked is gone, or too long a time, it is killed."""

    def __init__(self, connection: socket.socket, others: Sequence[socket.socket]) -> None:
        """Read three streams and a line of JSON, and fork; `others` are not the new process's."""
        self.connection = connection
        _, streams, _, _ = socket.recv_fds(connection, 1, 3)
        with connection.makefile() as file:
            asked = json.loads(file.readline())
        self.until = math.inf if asking.TIED in asked["variables"] else time.monotonic() + SECONDS
        fork = multiprocessing.get_context("fork").Process
        self.child = fork(target=become, args=([connection, *others], streams), kwargs=asked)
        self.child.start()
        assert self.child.pid
        for stream in streams:
            os.close(stream)
        # The sentinel says already that it ends where it becomes another program.
        self.ended = os.pidfd_open(self.child.pid) if hasattr(os, "pidfd_open") else self.child.sentinel

    def over(self, ready: Sequence[object]) -> bool:
        """Return whether it is over, having told how it ended, or having ended it."""
        if {self.connection, self.ended}.isdisjoint(ready) and time.monotonic() < self.until:
            return False
        self.end()
        return True

    def end(self) -> None:
        """Kill it if it runs, and answer with its exit status."""
        if not select.select([self.ended], [], [], 0)[0]:
            self.child.kill()
        self.child.join()
        with self.connection, contextlib.suppress(BrokenPipeError):
            self.connection.sendall(f"{self.child.exitcode}\n".encode())
        if self.ended != self.child.sentinel:
            os.close(self.ended)
        self.child.close()


def waited(server: socket.socket, running: Sequence[Running]) -> Sequence[object]:
    """Return what is ready once something is: standard input, the server, connections, ended processes."""
    watched = [sys.stdin, server, *(end for one in running for end in (one.connection, one.ended))]
    until = min((one.until for one in running), default=math.inf)
    limit = None if until == math.inf else max(0, until - time.monotonic())
    return select.select(watched, [], [], limit)[0]


@cache
def import_libraries() -> None:
    """Import what is large, with the variables that MLflow reads then, and nothing of this project."""
    from lineup.tracking import store

    before = dict(os.environ)
    store.prepare()
    for name in LIBRARIES:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        rehearse(Path(folder))
    os.environ.clear()
    os.environ.update(before)
    for name in [name for name in sys.modules if name.split(".")[0] in ("lineup", "stages", "tests")]:
        del sys.modules[name]
    gc.freeze()  # what is there already is neither looked through nor copied


def rehearse(folder: Path) -> None:
    """Track a made-up study and run a pipeline in here, since first uses of MLflow and DVC prepare much.

    It takes 1 s off each `track` and a quarter off each `dvc`. No thread is left, since a fork would lose it.
    """
    from dvc.cli import main

    from stages import track
    from tests.test_tracking import made_up

    for name in [name for name in os.environ if name.startswith(FOREIGN)]:
        del os.environ[name]
    importlib.import_module("tqdm").tqdm.monitor_interval = 0  # starts no thread
    made_up.fill(folder, {"cnn": 0.8}, (0,))
    (folder / "dvc.yaml").write_text(PIPELINE)
    kept, here = [os.dup(stream) for stream in (1, 2)], Path.cwd()
    with Path(os.devnull).open("w") as nothing, contextlib.chdir(folder):
        for stream in (1, 2):
            os.dup2(nothing.fileno(), stream)
        track.main()
        subprocess.run(["git", "init", "-q"], check=True)
        statuses = [main(words) for words in (["init", "-q"], ["repro"], ["status"])]
    for stream, own in zip((1, 2), kept, strict=True):
        os.dup2(own, stream)
        os.close(own)
    assert (statuses, threading.active_count(), Path.cwd()) == ([0, 0, 0], 1, here)


def become(
    others: Sequence[socket.socket],
    streams: Sequence[int],
    folder: str,
    command: list[str],
    variables: dict[str, str],
) -> None:
    """Run the command as a process does that was started for it."""
    for other in others:
        other.close()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    own = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([own, *filter(None, [variables.get("PATH")])])
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = os.fdopen(0)
    kind, sys.argv = command[0], command[1:]
    if sys.argv[0] != "dvc" and untraced(variables) != variables:
        importlib.import_module("coverage").process_startup()
    given = filter(None, variables.get("PYTHONPATH", "").split(os.pathsep))
    sys.path[0:1] = [folder, *given, str(ROOT)]
    try:
        if kind == "-c":
            script, sys.argv[0] = sys.argv[0], "-c"
            exec(script, {"__name__": "__main__"})  # noqa: S102 (a test's own)
        else:
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    finally:
        atexit._run_exitfuncs()


if __name__ == "__main__":
    serve()
