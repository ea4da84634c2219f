"""The modules of this project that others import, found by reading them: nothing is executed.

They are looked for where Python finds the packages `lineup` and `stages`, beside the project or installed.
"""

import ast
from collections.abc import Collection, Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from lineup.code import memory, tree
from lineup.errors import LineupError
from lineup.files import checksum

PACKAGES = ("lineup", "stages")
LEFT_OUT = (
    "lineup.code",  # finds what counts
    "lineup.durable",  # when a file takes its name, not what is in it
    "lineup.errors",  # how a run ends that fails
    "lineup.layouts",  # refuses a layout that no key says
    "lineup.locks",
    "lineup.quick_import",
    "lineup.quiet_tensorflow",  # what is printed
    "lineup.repository",  # where checkpoints lie
    "lineup.running",  # who runs when
    "lineup.schema",  # what it makes of params.yaml is counted section by section
    "lineup.stages_of",  # refuses another Lineup's stages
    "lineup.tracking",  # observes; no stage reads it
    "lineup.warm",  # in which process a stage runs
)  # what cannot change an output


class Module(NamedTuple):
    file: Path
    digest: str
    imports: frozenset[str]


def digests(roots: Iterable[str], left_out: Collection[str] = LEFT_OUT) -> dict[str, str]:
    """Return, by name, the digests of the modules `roots` and of all that they import, transitively.

    Files that are not Python count with the modules of their folder: `lineup/report/templates/page.css`.
    Raises LineupError where a root does not exist or a module's syntax is wrong.
    """
    found = modules(roots, left_out)
    sources = {name: module.digest for name, module in found.items()}
    folders = {module.file.parent: name.split(".")[0] for name, module in found.items()}
    beside = {
        path.relative_to(location(top)).as_posix(): of_file(path, *version(path))
        for folder, top in folders.items()
        for path in other_files(folder)
    }
    return dict(sorted((sources | beside).items()))


def modules(roots: Iterable[str], left_out: Collection[str] = ()) -> dict[str, Module]:
    """Return, by name, the modules `roots` and all that they import, transitively, with their packages."""
    waiting, found, seen = list(roots), {}, set[str]()
    for root in waiting:
        if file_of(root) is None:
            raise LineupError(f"There is no module {root}.")
    apart = tuple(f"{one}." for one in left_out)
    while waiting:
        name = waiting.pop()
        if name in seen or f"{name}.".startswith(apart):
            continue
        seen.add(name)
        if (file := file_of(name)) is None:
            continue
        found[name] = read(name, file, *version(file))
        parts = name.split(".")
        waiting += [".".join(parts[:depth]) for depth in range(1, len(parts))]
        waiting += found[name].imports
    return dict(sorted(found.items()))


def file_of(name: str) -> Path | None:
    """Return the file of a module of the project's own; None for all others, and for names that are none."""
    top = name.split(".")[0]
    if top not in PACKAGES:
        return None
    path = location(top) / name.replace(".", "/")
    candidates = (path / "__init__.py", path.with_suffix(".py"))
    return next((file for file in candidates if file.is_file()), None)


@cache
def location(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise LineupError(f"There is no package '{package}' here. Run the command in the project's folder.")
    return Path(next(iter(spec.submodule_search_locations))).parent


def version(file: Path) -> tuple[int, int]:
    """Return what tells a file's versions apart: when it was modified, and its size."""
    state = file.stat()
    return state.st_mtime_ns, state.st_size


@cache
def of_file(file: Path, modified: int, size: int) -> str:  # noqa: ARG001 (say which version)
    """Return the sha256 of a file's bytes; each version of a file is read once."""
    return checksum(file)


@cache
def read(name: str, file: Path, modified: int, size: int) -> Module:  # noqa: ARG001 (say which version)
    """Return a module as its file has it; each version of a file is read once."""
    content = file.read_bytes()
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    known = memory.key(content, package)
    if (found := memory.recalled(known)) is None:
        try:
            parsed = ast.parse(content)
        except SyntaxError as error:
            raise LineupError(f"{file}, line {error.lineno}: {error.msg}. Mend it.") from None
        found = memory.Found(tree.digest(parsed), sorted(tree.imports(parsed, package)))
        memory.kept[known] = found
    return Module(file, found.digest, frozenset(found.imports))


def other_files(folder: Path) -> list[Path]:
    """Return the files of a package's folder that are not Python, and those of subfolders without Python."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name == "__pycache__" or path.suffix in (".py", ".pyc"):
            continue
        if path.is_file():
            found.append(path)
        elif not any(path.rglob("*.py")):
            found += other_files(path)
    return found
