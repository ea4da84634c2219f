"""The template of the curves that dvc.yaml names, laid where DVC looks for it: in plots/ of its own folder.

In a project that is a subfolder of a larger repository, that folder is not the project's.
"""

import shutil
from pathlib import Path

from lineup import repository

TEMPLATE = Path(__file__).with_name("curves.json")


def lay() -> None:
    """Write the template where there is none; an experiment's copy is left as it is."""
    here = Path.cwd().resolve()
    own = repository.dvc(here)
    if own is None or repository.root(here) != here or (own / "plots" / TEMPLATE.name).exists():
        return
    (own / "plots").mkdir(exist_ok=True)
    shutil.copyfile(TEMPLATE, own / "plots" / TEMPLATE.name)
