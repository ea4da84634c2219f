"""`lineup init --update-stages`: a project's dvc.yaml and stages/ as the installed Lineup has them."""

import os
import re
from pathlib import Path

from lineup import durable, stages_of
from lineup.errors import LineupError
from lineup.schema import valid
from lineup.starting import project

FORMER = "former_stages"  # DVC would run a second file named dvc.yaml too
REQUIRED = re.compile(r"(?m)^(lineup(?:\[[^\]]*\])?==|\./lineup-)[^\s-]+")


def update(folder: Path) -> None:
    """Write the pipeline of a project anew; what was edited by hand is kept in former_stages/.

    LineupError where the folder is none, and where its params.yaml is not right for the new pipeline.
    """
    if not stages_of.is_project(folder):
        raise LineupError(
            f"{folder.resolve()} is no project of Lineup's, so it has no stages to update. Run the command in"
            " a project's folder, or begin one: lineup init my_project --pictures FOLDER."
        )
    os.chdir(folder)
    here, new = Path(), stages_of.installed()
    if stages_of.is_clone(here) or new == stages_of.recorded(here):
        print(f"dvc.yaml and stages/ are those of {new} already.")
        return
    if kept := put_aside(here):
        print(f"What was there may have been edited, and is kept in {kept}/.")
    rewrite(here)
    print(f"dvc.yaml and stages/ are those of {new} now; params.yaml, data/ and dvc.lock are as they were.")
    valid.load()
    print("Next: lineup run")


def put_aside(folder: Path) -> str:
    """Keep a pipeline that is not as some Lineup wrote it; return where, or ''."""
    made, now = stages_of.recorded(folder), stages_of.digest(folder)
    if now == stages_of.installed().digest or (made and now == made.digest):
        return ""
    names = (FORMER, *(f"{FORMER}_{number}" for number in range(2, 1000)))
    target = next(path for name in names if not (path := folder / name).exists())
    project.copy(folder / stages_of.STAGES, target)
    project.copy(folder / stages_of.PIPELINE, target / f"{stages_of.PIPELINE}.txt")
    return target.name


def rewrite(folder: Path) -> None:
    """Write pipeline and record, the record last, so that an interrupted update is one still to be done."""
    shared, stages = stages_of.shared(), folder / stages_of.STAGES
    own = sorted((shared / stages_of.STAGES).glob("*.py"))
    for path in [shared / stages_of.PIPELINE, *own]:
        durable.write(folder / path.relative_to(shared), path.read_bytes())
    for path in stages.glob("*.py"):
        if path.name not in {one.name for one in own}:
            path.unlink()
    required = folder / "requirements.txt"
    if required.is_file():
        text = required.read_text(encoding="utf-8")
        newer = REQUIRED.sub(rf"\g<1>{stages_of.installed().version}", text)
        if newer != text:
            durable.write(required, newer.encode())
    project.record(folder)
