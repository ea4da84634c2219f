"""`lineup predict` of a picture and of 500: by the exported form, and by Keras."""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from benchmarks import usage
from benchmarks.alternation import Side
from benchmarks.cases import keras_way, pictures

MANY = 500


def one_picture(study: Path) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield both sides for one picture."""
    return sides(study, 1)


def many_pictures(study: Path) -> AbstractContextManager[Mapping[str, Side]]:
    """Yield both sides for MANY pictures."""
    return sides(study, MANY)


@contextmanager
def sides(study: Path, count: int) -> Iterator[Mapping[str, Side]]:
    """Yield both sides: processes from their start to their end."""
    with tempfile.TemporaryDirectory() as folder:
        pictures.write(study, Path(folder), count)
        yield {
            name: lambda module=module: usage.of_command(  # type: ignore[misc]
                [sys.executable, "-P", "-m", module, "predict", folder], study, count
            )
            for name, module in (("exported form", "lineup"), ("Keras", keras_way.COMMAND))
        }
