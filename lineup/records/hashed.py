"""NAME.npy.sha256 beside the arrays that trainings read: hashed once, by the stage that wrote them.

A million images are 12 GB, which every variant would read again to hash them.
"""

from pathlib import Path

from lineup.files import checksum

PATTERN = "*.npy.sha256"


def write(array: Path) -> None:
    """Write an array's sha256 beside it, in a line that `sha256sum --check` reads."""
    array.with_name(f"{array.name}.sha256").write_text(f"{checksum(array)}  {array.name}\n")


def read(folder: Path) -> dict[str, str]:
    """Return the sha256 of each array in a folder of inputs, by its name; {} before its stage has run."""
    lines = [path.read_text().split() for path in sorted(folder.glob(PATTERN))]
    return {name: digest for digest, name in lines}
