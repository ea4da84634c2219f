"""Decodes, resizes and hashes every image once: data/raw/images.zip to data/images.

Run as `python -m stages.preprocess`. What it writes: docs/design.md, The pipeline.
"""

import csv
import json
import shutil
import time
import zipfile
from functools import partial
from pathlib import Path

from lineup import files, left_out, running, zips
from lineup.images import classes, index, leaving, lists, members, packing
from lineup.images.reading import read_in_order
from lineup.records import hashed
from lineup.schema import params
from lineup.schema.dataset import Layout, is_pattern
from lineup.words import joined

RAW = Path("data/raw")
ARCHIVE = RAW / "images.zip"
IMAGES = Path("data/images")


def main() -> None:
    settings = params.load()
    dataset, size = settings.dataset, settings.images
    with zips.opened(ARCHIVE) as archive:
        rejected: list[tuple[str, str]] = []
        layouts, names = dataset.layouts().items(), archive.namelist()
        parts = {members.PARTS[key]: part(archive, key, layout, rejected) for key, layout in layouts}
        members.require_parts(found := members.find(names, parts), parts, names)
        members.require_subjects(found, parts)
        found = classes.rename(found, dataset.names)
        chosen, skipped = classes.choose(found, dataset.classes, dataset.exclude)
        rejected += [(item.path, members.UNLABELLED[item.labels]) for item in found if item.label is None]
        kept = members.limit([item for item in found if item.label in chosen], dataset.max_per_class)
        unused = leaving.unclaimed(names, found, parts.values())
        unused += leaving.not_chosen(found, kept, chosen, skipped, dataset.exclude)
        shutil.rmtree(IMAGES, ignore_errors=True)
        IMAGES.mkdir(parents=True)
        started = time.monotonic()
        prepared = read_in_order(archive, [item.path for item in kept], **size.model_dump())
        rows = []
        with packing.Packer(IMAGES / "images.npy", (size.height, size.width, 3)) as packer:
            for item, result in zip(kept, prepared, strict=True):
                if isinstance(result, str):
                    rejected.append((item.path, result))
                    continue
                packer.append(result.pixels)
                part_name = item.part if len(parts) > 1 else None
                rows.append((item.path, item.label, part_name, *result[1:], item.subject))
    members.require_images(kept, dict(rejected))
    hashed.write(IMAGES / "images.npy")
    index.write(IMAGES / "index.parquet", rows)
    write_rejected(IMAGES / "rejected.csv", rejected)
    (IMAGES / "settings.json").write_text(size.model_dump_json(indent=2) + "\n")
    (IMAGES / "skipped_classes.json").write_text(json.dumps(skipped, indent=2) + "\n")
    counted = write_left_out(IMAGES / "left_out.json", [*unused, *rejected])
    tell(found, chosen)
    seconds = time.monotonic() - started
    speed = f"{seconds:.1f} s, {len(kept) / max(seconds, 1e-9):,.0f} images/s"
    print(f"preprocess: {packer.count:,} images of {packer.count + counted:,}, {speed}")


def write_left_out(path: Path, pairs: list[tuple[str, str]]) -> int:
    """Write all that is left out, here and by download, by reason; return how many files that is."""
    manifest = RAW / "manifest.json"
    by_download = files.read_json(manifest).get("left_out", []) if manifest.exists() else []
    entries = left_out.counted(pairs)
    print("".join(f"preprocess: left out {line}\n" for line in left_out.lines(entries)), end="")
    path.write_text(json.dumps([*by_download, *entries], indent=2) + "\n")
    return left_out.files([*by_download, *entries])


def tell(found: list[members.Member], chosen: set[str]) -> None:
    for names in classes.alike(chosen):
        shown = joined([repr(name) for name in names])
        print(f"preprocess: the classes {shown} have names that look alike; dataset.names makes them one.")
    for name in classes.written_in_two_forms(found):
        print(f"preprocess: the class {name!r} is written in two normal forms of Unicode; it is one class.")


def part(archive: zipfile.ZipFile, key: str, layout: Layout, rejected: list[tuple[str, str]]) -> members.Part:
    """Return what belongs to a part of the archive; what its list names in vain goes to `rejected`."""
    pattern = str(layout.group) if is_pattern(layout.group) else None
    if layout.list is None:
        return members.Part(layout.folder, layout.labels, named=layout.named, group=pattern)
    read = partial(lists.read, archive, folder=layout.folder)
    listed = read(
        layout.list,
        column=layout.column,
        classes=layout.labels == "list",
        key=f"dataset.{key}.list",
        where=None if layout.parts else layout.rows,
        group=None if pattern else layout.group,
    )
    rejected += [one for one in listed.rejected if not layout.parts or one not in rejected]
    labels = listed.labels
    if layout.parts:
        own = read(layout.parts, key=f"dataset.{key}.parts", where=layout.rows)
        rejected += own.rejected
        labels = {name: labels.get(name) for name in own.labels}
    return members.Part(layout.folder, layout.labels, labels, layout.named, pattern, listed.subjects)


def write_rejected(path: Path, rejected: list[tuple[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("path", "reason"), *sorted(rejected)])


if __name__ == "__main__":
    running.stage(main)
