"""What every section of params.yaml is made of."""

import os
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

NOTHING = "data/check/nothing.txt"  # for `watch`, where no file's change means new data; check writes it
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]


def at_home(path: str) -> str:
    """Return a path with ~ replaced by the user's home, which DVC and others take for a name."""
    return os.path.expanduser(path)  # noqa: PTH111, what names no user's home stays as it is


LocalPath = Annotated[str, AfterValidator(at_home)]


class Strict(BaseModel):
    """No unknown keys, no changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def watch_mistakes(key: str, watch: str) -> list[str]:
    if watch == NOTHING or Path(watch).exists():
        return []
    if watch.startswith("~"):
        return [f"{key}: DVC takes ~ for a name, not for a home. Write '{at_home(watch)}'."]
    return [
        f"{key}: there is no file or folder '{watch}'. Name the one whose change means new data,"
        f" or {NOTHING} where there is none."
    ]
