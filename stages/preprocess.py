"""Decodes, resizes and hashes every image once: data/raw/images.zip to data/images.

    python -m stages.preprocess

Owns images.npy (uint8, N x height x width x 3) and its sha256, index.parquet (a row per image, same order),
rejected.csv (what cannot be used, and why), skipped_classes.json (classes without training images),
settings.json (how they were resized, which prediction reads).
"""

import csv
import json
import shutil
import time
import zipfile
from pathlib import Path

from lineup import running
from lineup.images import classes, lists, members, packing
from lineup.images.index import Index
from lineup.images.reading import read_in_order
from lineup.records import hashed
from lineup.schema import params
from lineup.schema.dataset import Layout

ARCHIVE = Path("data/raw/images.zip")
IMAGES = Path("data/images")


def main() -> None:
    """Make data/images as `dataset` and `images` in params.yaml say."""
    settings = params.load()
    dataset, size = settings.dataset, settings.images
    with zipfile.ZipFile(ARCHIVE) as archive:
        rejected: list[tuple[str, str]] = []
        layouts = dataset.layouts().items()
        parts = {members.PARTS[key]: part(archive, key, layout, rejected) for key, layout in layouts}
        members.require_parts(found := members.find(archive.namelist(), parts), parts, archive.namelist())
        found = classes.rename(found, dataset.names)
        chosen, skipped = classes.choose(found, dataset.classes)
        rejected += [(item.path, members.UNLABELLED[item.labels]) for item in found if item.label is None]
        kept = members.limit([item for item in found if item.label in chosen], dataset.max_per_class)
        shutil.rmtree(IMAGES, ignore_errors=True)
        IMAGES.mkdir(parents=True)
        started = time.monotonic()
        prepared = read_in_order(archive, [item.path for item in kept], **size.model_dump())
        index = Index()
        with packing.Packer(IMAGES / "images.npy", (size.height, size.width, 3)) as packer:
            for item, result in zip(kept, prepared, strict=True):
                if isinstance(result, str):
                    rejected.append((item.path, result))
                    continue
                packer.append(result.pixels)
                index.append(item.path, item.label, item.part if len(parts) > 1 else None, *result[1:])
    members.require_images(kept, dict(rejected))
    hashed.write(IMAGES / "images.npy")
    index.write(IMAGES / "index.parquet")
    write_rejected(IMAGES / "rejected.csv", rejected)
    (IMAGES / "settings.json").write_text(size.model_dump_json(indent=2) + "\n")
    (IMAGES / "skipped_classes.json").write_text(json.dumps(skipped, indent=2) + "\n")
    if skipped:
        print(f"preprocess: skipped, for want of training images: {', '.join(skipped)}")
    seconds = time.monotonic() - started
    speed = f"{seconds:.1f} s, {len(kept) / max(seconds, 1e-9):,.0f} images/s"
    print(f"preprocess: {packer.count:,} images, {len(rejected):,} rejected, {speed}")


def part(archive: zipfile.ZipFile, key: str, layout: Layout, rejected: list[tuple[str, str]]) -> members.Part:
    """Return what belongs to a part of the archive; what its list names in vain goes to `rejected`."""
    if layout.list is None:
        return members.Part(layout.folder, layout.labels)
    listed = lists.read(
        archive,
        layout.list,
        folder=layout.folder,
        column=layout.column,
        classes=layout.labels == "list",
        key=f"dataset.{key}.list",
    )
    rejected += listed.rejected
    return members.Part(layout.folder, layout.labels, listed.labels)


def write_rejected(path: Path, rejected: list[tuple[str, str]]) -> None:
    """Write path and reason of everything that cannot be used, sorted by path."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("path", "reason"), *sorted(rejected)])


if __name__ == "__main__":
    running.stage(main)
