"""params.yaml as text, with a word on what one is likely to change."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

HEAD = """\
# The active study: everything a run may change. Written by `lineup init` from a look at the pictures.
"""
REMARKS = {
    "max_per_class: null": "or a number of training images a class, to try a study on a sample",
    "height": "pixels",
    "horizontal_flip: true": "leave it out where left and right matter: text, digits, arrows",
    "rotation": "degrees, to either side",
    "zoom": "fraction",
    "corruption_images": "test images on which accuracy under corruption is measured; 0 for none",
    "attention_errors": "worst mistakes of which the report shows what the net looked at",
    "checkpoint_batches": "also write a checkpoint every so many batches",
    "grouped: true": "near-duplicates stay on one side",
    "suspects": "where labels that look wrong are searched for",
}


def text(content: Mapping[str, Any]) -> str:
    sections = [
        yaml.safe_dump({key: value}, sort_keys=False, allow_unicode=True, width=100)
        for key, value in content.items()
    ]
    lines = [remarked(line) for section in sections for line in (*section.splitlines(), "")]
    short = re.sub(r"(?m)^(study: .*|seeds:(?:\n- \d+)+)\n\n", r"\1\n", "\n".join(lines))
    return HEAD + re.sub(r"(?m)^- (\d+)", r"  - \1", short).rstrip() + "\n"


def remarked(line: str) -> str:
    bare = line.strip()
    for start, remark in REMARKS.items():
        if bare == start or bare.startswith(f"{start}:"):
            return f"{line}  # {remark}"
    return line
