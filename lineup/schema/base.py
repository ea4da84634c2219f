"""What every section of params.yaml is made of."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

NOTHING = "data/check/nothing.txt"  # for `watch`, where no file's change means new data; check writes it
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]


class Strict(BaseModel):
    """No unknown keys, no changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def watch_mistakes(key: str, watch: str) -> list[str]:
    """Return what is wrong with a `watch`, which DVC looks at: it must exist."""
    if watch == NOTHING or Path(watch).exists():
        return []
    return [
        f"{key}: there is no file or folder '{watch}'. Name the one whose change means new data,"
        f" or {NOTHING} where there is none."
    ]
