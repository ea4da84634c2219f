"""`lineup run`: dvc repro as a process of this one, whose lines are said better."""

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from lineup import processes
from lineup.repro import ending, locking, outputs, pipeline
from lineup.repro.face import Face, in_our_words
from lineup.schema import valid

OTHERS = {"-h", "--help", "-n", "--dry", "-q", "--quiet", "-v", "--verbose"}  # for DVC's own words
WRONG = 255  # DVC's status of what went wrong
OPTIONS_WITH = {"--glob", "-R", "--recursive"}  # whose targets are no names of stages
SINGLE = {"-s", "--single-item"}
ENDING_SECONDS = 10  # that dvc has after Ctrl-C


def run(arguments: Sequence[str]) -> int:
    """Run what has changed; returns the status of `dvc repro`, 1 where it failed.

    LineupError where params.yaml is wrong, or the project is not to be written in now.
    """
    stages = pipeline.stages()
    study = valid.load()
    known = pipeline.names(stages, study.model_dump())
    if not OPTIONS_WITH & set(arguments):
        pipeline.refuse_unknown((one for one in arguments if not one.startswith("-")), known)
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PATH": with_python(os.environ.get("PATH", ""))}
    if SINGLE & set(arguments):
        command = [sys.executable, "-m", "stages.check"]
        if checked := subprocess.run(command, check=False, env=environment).returncode:
            return checked
    command = [sys.executable, "-m", "dvc", "repro", *arguments]
    if OTHERS & set(arguments):
        processes.become(command, environment)
    everything = all(argument.startswith("-") for argument in arguments) and not SINGLE & set(arguments)
    locking.require_writable()
    locking.refuse(stages=everything)
    total = len(known) if everything else 0
    with outputs.here() as out:
        face = Face(out, total, len(study.seeds) * len(study.split.trainings))
        status = follow(command, environment, face, merged=isinstance(out, outputs.Terminal))
        if status == 0:
            face.end()
    if status == 0 and everything:
        print(ending.text(Path.cwd()), flush=True)
    return status


def with_python(path: str) -> str:
    """Return PATH with this Python's folder first: stages run as `python -m ...`."""
    return os.pathsep.join([str(Path(sys.executable).parent), *filter(None, [path])])


def follow(command: Sequence[str], environment: dict[str, str], face: Face, *, merged: bool) -> int:
    """Run a command and hand its lines to the face; returns its status, 1 for DVC's 255, 130 after Ctrl-C.

    merged: take its errors as lines too, since they would tear a terminal's bottom line; else they go to this
    process's, but for what DVC adds to what a stage has said. Ctrl-C reaches the
    command by itself, which has some seconds to end; a second one, SIGTERM and SIGHUP end it with its stages.
    """
    with (
        outputs.errors(merged, in_our_words) as errors,
        subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        try:
            with processes.ended(), processes.surely(lambda: processes.end(process)):
                status = said(process, face)
        except KeyboardInterrupt as signal:
            return 128 + signal.args[0] if signal.args else processes.INTERRUPTED
    return 1 if status == WRONG else status if status >= 0 else 128 - status


def said(process: "subprocess.Popen[str]", face: Face) -> int:
    """Hand a process's lines to the face until its end; returns its status.

    KeyboardInterrupt is raised again, after Ctrl-C once the process has ended or ENDING_SECONDS are over.
    """
    try:
        for line in process.stdout or ():
            face.line(line.rstrip("\n"))
        return process.wait()
    except KeyboardInterrupt as signal:
        if not signal.args:
            with suppress(subprocess.TimeoutExpired):
                process.wait(ENDING_SECONDS)
        raise
