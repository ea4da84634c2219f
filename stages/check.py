"""Validate params.yaml before any work, clear results of what it no longer names, write what code stages run.

Run by `dvc repro`, always first: a mistake ends here with one message, and nothing earlier is lost.
"""

import shutil
from pathlib import Path

import yaml

from lineup import running
from lineup.code import memory, written
from lineup.locks import template
from lineup.locks.start import start
from lineup.schema import valid
from lineup.schema.base import NOTHING
from lineup.words import joined

OUTPUT = Path("data/check")


def main() -> None:
    """Start DVC's keeper; read params.yaml, refuse it with every mistake found, or write data/check."""
    start()
    study = valid.load()
    if study.dataset.source == "folder":
        from lineup.layouts import unsaid

        data = study.dataset
        unsaid.refuse_folder(Path(data.path), data.model_fields_set, data.exclude)
    template.lay()
    clear(Path("data/features"), keep=set(study.backbones))
    clear(Path("data/models"), keep=set(study.variants))
    clear(Path("data/results"), keep=set(study.variants))
    clear(Path("data/suspects"), keep=set(study.suspects))
    Path("data/suspects").mkdir(parents=True, exist_ok=True)  # compare depends on it, whether named or not
    Path("data/suspects/names.txt").write_text("".join(f"{name}\n" for name in sorted(study.suspects)))
    pipeline = yaml.safe_load(Path("dvc.yaml").read_text(encoding="utf-8"))["stages"]
    memory.load(memory.FILE)
    files = written.files(pipeline, study.model_dump(mode="json"))
    memory.save(memory.FILE)
    files[Path(NOTHING).name] = ""
    if changed := written.changed(OUTPUT, files):
        print(f"check: code that changed since the last run: {joined(changed)}", flush=True)
    written.write(OUTPUT, files)


def clear(folder: Path, keep: set[str]) -> None:
    """Remove the subfolders that are not in `keep`; DVC's cache still holds what it recorded of them."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name not in keep:
            shutil.rmtree(path)


if __name__ == "__main__":
    running.stage(main)
