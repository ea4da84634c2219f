"""Brings the images as published into data/raw: images.zip, never altered, and manifest.json.

python -m stages.download
"""

import importlib
import json
import shutil
import zipfile
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

from lineup import running, zips
from lineup.errors import LineupError
from lineup.files import checksum, is_hidden
from lineup.layouts import contents, unsaid
from lineup.schema import params
from lineup.schema.dataset import Source

RAW = Path("data/raw")


def main() -> None:
    dataset = params.load().dataset
    shutil.rmtree(RAW, ignore_errors=True)
    RAW.mkdir(parents=True)
    source = importlib.import_module(f"lineup.sources.{dataset.source}")
    archive = RAW / "images.zip"
    said = source.fetch(archive, **own_fields(dataset))
    counts, size = count_files(archive, said["address"]), archive.stat().st_size
    if dataset.source != "folder" and unsaid.applies(dataset.source, dataset.model_fields_set):
        unsaid.refuse(contents.of_zip(archive), f"The archive from {said['address']}", dataset.exclude)
    manifest = {
        "source": dataset.source,
        **said,
        "sha256": checksum(archive),
        "bytes": size,
        "counts": counts,
    }
    (RAW / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
    files, endings = counts["files"], ", ".join(f"{n:,} {ending}" for ending, n in counts["endings"].items())
    print(f"download: {size / 1e6:,.1f} MB from {said['address']}; licence: {said['licence']}")
    print(f"download: {files:,} files: {endings}")


def own_fields(dataset: Source) -> dict[str, Any]:
    """Return the fields that only this kind of source has: the keywords of its `fetch`."""
    shared = {"source", *Source.model_fields}
    return dataset.model_dump(exclude=shared)


def count_files(archive: Path, address: str) -> dict[str, Any]:
    """Return the number of files, in all and by ending (most frequent first), without the system's own."""
    try:
        with zips.opened(archive) as opened:
            files = [entry.filename for entry in opened.infolist() if not entry.is_dir()]
            note = zips.note(opened)
    except zipfile.BadZipFile as error:
        raise LineupError(
            f"The archive from {address} cannot be read: {error}. It is broken, or a copy of it that is used "
            f"again is (downloads/, LINEUP_MIRROR). Replace it and run the command again."
        ) from None
    print(f"download: {note}\n" if note else "", end="")
    names = [name for name in files if not is_hidden(name.split("/"))]
    endings = Counter(PurePosixPath(name).suffix.lower() or "(no ending)" for name in sorted(names))
    return {"files": len(names), "endings": dict(endings.most_common())}


if __name__ == "__main__":
    running.stage(main)
