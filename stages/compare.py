"""Compare the variants that params.yaml names: count, judge, write the data, and draw the report from it.

Run by `dvc repro` after evaluate. Reads data/, writes data/report/; needs no TensorFlow.
"""

if __name__ == "__main__":
    from lineup.warm import asking

    asking.instead("compare")

from pathlib import Path

import numpy as np

from lineup import running
from lineup.judgement import files, measured
from lineup.judgement.judged import judge
from lineup.records import compared
from lineup.report import cards, content, drawings, pages, provenance, recipes
from lineup.schema import params

DATA, REPORT = Path("data"), Path("data/report")


def main() -> None:
    study = params.load()
    published = {name: dict(variant.reported) for name, variant in study.variants.items()}
    found = measured.read(DATA, list(study.variants), list(study.suspects))
    judged = judge(found, published)
    REPORT.mkdir(parents=True, exist_ok=True)
    files.write(REPORT, study.study, found, judged)

    pixels = np.load(DATA / "images/images.npy", mmap_mode="r")
    trainings = {name: compared.facts(DATA, name, int(min(seeds))) for name, seeds in found.counted.items()}
    page = content.of(study.study, found, judged, published)
    page["provenance"] = provenance.of(DATA, trainings, Path.cwd())
    page["recipes"] = recipes.section({name: trainings[name]["recipe"] for name in judged.order})
    augmentations = {name: one["recipe"]["augmentation"] for name, one in trainings.items()}
    pages.write(REPORT, page | cards.of(DATA, found, judged, augmentations, pixels))
    drawings.write(REPORT, found, judged, pixels)
    print(f"compare: {len(judged.table)} variants; the report is {REPORT / 'report.html'}", flush=True)


if __name__ == "__main__":
    running.stage(main)
