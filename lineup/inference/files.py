"""Pictures on disk as a model's input, prepared exactly as preprocess does."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lineup.errors import LineupError
from lineup.files import is_hidden
from lineup.images.decode import UndecodableError
from lineup.images.prepare import Prepared, attempt
from lineup.images.reading import in_order, refuse_large
from lineup.schema.params import Images


def expand(paths: Iterable[Path]) -> list[Path]:
    """Return the files named, and those below the folders named, hidden ones left out.

    Raises LineupError where a path does not exist, or a folder is empty.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            below = sorted(file for file in path.rglob("*") if file.is_file())
            own = [file for file in below if not is_hidden(file.relative_to(path).parts)]
            if not own:
                raise LineupError(f"There is no picture in '{path}': the folder is empty.")
            files += own
        elif path.is_file():
            files.append(path)
        else:
            raise LineupError(f"There is no file or folder '{path}'.")
    return files


def read(files: Iterable[Path], images: Images) -> Iterator[tuple[Path, Prepared | str]]:
    """Yield each file with its pixels, prepared as `images` says, or with the reason why it has none.

    All cores decode; the order is that of `files`.
    """

    def content(file: Path) -> bytes:
        try:
            refuse_large(file.stat().st_size)
            return file.read_bytes()
        except OSError as error:
            raise UndecodableError(f"cannot be read: {error.strerror}") from None

    def work(file: Path) -> tuple[Path, Prepared | str]:
        return file, attempt(lambda: content(file), **images.model_dump())

    yield from in_order(work, list(files))
