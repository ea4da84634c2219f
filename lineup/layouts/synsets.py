"""ImageNet's names of classes (n01440764), and the words for them in a list beside the pictures."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

SYNSET = re.compile(r"n\d{8}")
LINE = re.compile(r"(n\d{8})[\s,;]+(?:\d+\s+)?(.+)")


def words(
    classes: Sequence[str], files: Iterable[str], read: Callable[[str], bytes]
) -> tuple[dict[str, str], str]:
    """Return a word for each class, and the file that has them; {} and '' where classes are no such names.

    Lists are lines of a name and its words (words.txt, LOC_synset_mapping.txt), or imagenet_class_index.json.
    """
    if not classes or not all(SYNSET.fullmatch(name) for name in classes):
        return {}, ""
    for path in sorted(files):
        if PurePosixPath(path).suffix.lower() in (".txt", ".csv", ".json", ".tsv"):
            said = listed(path, read(path).decode("utf-8-sig", errors="replace"))
            if set(classes) <= set(said):
                return apart({name: said[name] for name in classes}), path
    return {}, ""


def listed(path: str, text: str) -> dict[str, str]:
    """Return the first word of each name in a list."""
    if path.lower().endswith(".json"):
        try:
            entries = json.loads(text).values()
            return {str(name): first(str(word)) for name, word in entries}
        except (ValueError, AttributeError, TypeError):
            return {}
    found = (LINE.match(line.strip()) for line in text.splitlines())
    return {match[1]: first(match[2]) for match in found if match}


def first(said: str) -> str:
    """Return the first of several words: 'tench, Tinca tinca' is a tench."""
    return said.strip().strip('"').split(",")[0].strip().replace("/", "-")


def apart(named: dict[str, str]) -> dict[str, str]:
    """Return the words, with the name beside one that several classes share (ImageNet has two cranes)."""
    shared = {word for word, count in Counter(named.values()).items() if count > 1}
    return {name: f"{word} ({name})" if word in shared else word for name, word in named.items()}
