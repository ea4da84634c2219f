"""What check writes of each stage: the code that it runs, and one digest of that and of what its params mean.

DVC compares the digests. The lists of modules are for people, and for saying what changed.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache, reduce
from pathlib import Path
from typing import Any

from lineup.code import closure
from lineup.files import checksum, named_files

DIGESTS = "digests.json"
SETTINGS = "settings.json"
DEFAULTED = {"train": ("training.devices",)}  # params with a default, which dvc.yaml cannot name therefore
OF_ARCHITECTURE = ("features", "train")  # stages that import one by its name, and read what its options name


def files(pipeline: Mapping[str, Any], study: Mapping[str, Any]) -> dict[str, str]:
    """Return the text of each file by its name in data/check.

    pipeline: the stages of dvc.yaml; study: all of params.yaml, defaults included.
    """
    found, digests = {SETTINGS: json.dumps(study, indent=2) + "\n"}, dict[str, Any]()
    digested = cache(closure.digests)  # variants share lists
    named = cache(checksum)  # and weights
    for stage, entry in pipeline.items():
        if entry.get("always_changed") or closure.file_of(f"stages.{stage}") is None:
            continue
        own = digests.setdefault(stage, {})
        for key, item in items(entry, study):
            name, roots = code(stage, item, study)
            lines = (f"{module} {digest}\n" for module, digest in digested(roots).items())
            text = found[f"code/{name}.txt"] = "".join(lines)
            counted = (*params(entry, key), *DEFAULTED.get(stage, ()))
            settings = {param: value(study, param) for param in counted}
            if stage in OF_ARCHITECTURE:
                settings |= {name: named(path) for name, path in named_files(item.get("options", {})).items()}
            digest = hashlib.sha256((text + json.dumps(settings, sort_keys=True)).encode()).hexdigest()
            place = own.setdefault(key, {}) if key else own
            place[digest] = {}  # a text would be a column of `dvc exp show`
    return found | {DIGESTS: json.dumps(digests, indent=2) + "\n"}


def items(entry: Mapping[str, Any], study: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield name and params of each stage that `foreach` makes of a section; ("", {}) of one without."""
    if "foreach" not in entry:
        yield "", {}
    else:
        yield from value(study, entry["foreach"].strip("${}")).items()


def code(stage: str, item: Mapping[str, Any], study: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Return the name of a stage's list of modules, and the modules that it starts from.

    To the stage's own comes what it imports by a name in params.yaml: one source, one architecture.
    """
    if stage == "download":
        return stage, (f"stages.{stage}", f"lineup.sources.{study['dataset']['source']}")
    if stage in OF_ARCHITECTURE:
        name = item["architecture"]
        return f"{stage}/{name}", (f"stages.{stage}", f"lineup.architectures.{name}")
    return stage, (f"stages.{stage}",)


def params(entry: Mapping[str, Any], key: str) -> list[str]:
    named = entry.get("do", entry).get("params", ())
    return [param.replace("${key}", key) for param in named if isinstance(param, str)]


def value(study: Mapping[str, Any], param: str) -> Any:
    """Return what stands under a key with dots."""
    return reduce(lambda found, step: found[step], param.split("."), study)


def changed(folder: Path, new: Mapping[str, str]) -> list[str]:
    """Return the modules that differ from what `folder` says of the same stages."""
    found: set[str] = set()
    for name, text in new.items():
        if name.startswith("code/") and (folder / name).is_file():
            lines = set((folder / name).read_text().splitlines()) ^ set(text.splitlines())
            found |= {line.split(" ")[0] for line in lines}
    return sorted(found)


def write(folder: Path, new: Mapping[str, str]) -> None:
    """Make `folder` hold these files and no others; what is as it was is not touched."""
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in new:
            path.unlink()
    for name, text in new.items():
        path = folder / name
        if not path.is_file() or path.read_text() != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
