"""Classes under a number or under ImageNet's names (n01440764), and a list of the words for them."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from lineup.images.classes import alike
from lineup.images.endings import is_picture
from lineup.images.tables.cells import Rows, cell

SYNSET = re.compile(r"n\d{8}")
LINE = re.compile(r"(n\d{8}|\d+)\s*[\s,;:]\s*(?:\d+\s+)?(.*[^\d\s.,;-].*)")
LISTS = {"class", "classes", "categories", "label", "labels", "names", "classnames", "labelnames"}
COMMA = re.compile(r",(?![^(]*\))")  # outside of brackets
MOST = 1.5  # times as many lines as classes, in a list for classes of numbers; a table of pictures has more


def words(
    classes: Sequence[str], files: Iterable[str], read: Callable[[str], bytes]
) -> tuple[dict[str, str], str]:
    """Return a word for each class, and the file that has them; {} and '' where classes are no such names.

    Lists are lines of a name or number and its words (words.txt, LOC_synset_mapping.txt), or JSON of
    them (imagenet_class_index.json, cat_to_name.json), or of the number of each word. A number's zeros in
    front do not count.
    """
    synsets = all(SYNSET.fullmatch(name) for name in classes)
    if not classes or not (synsets or all(name.isdecimal() for name in classes)):
        return {}, ""
    for path in sorted(files):
        if PurePosixPath(path).suffix.lower() in (".txt", ".csv", ".json", ".tsv"):
            said = listed(path, read(path).decode("utf-8-sig", errors="replace"))
            if not synsets and len(said) > MOST * len(classes):
                continue
            if {plain(name) for name in classes} <= set(said):
                return apart({name: said[plain(name)] for name in classes}), path
            if not synsets and (ordered := in_order(classes, path, read(path))):
                return apart(ordered), path
    return {}, ""


def beside(rows: Rows, classes: int) -> dict[str, str]:
    """Return a name for each number in a table's column, of another column with one for each; {} for none."""
    for column in range(max(map(len, rows))):
        pairs = {(cell(row, classes), cell(row, column)) for row in rows}
        numbers, names = ({pair[side] for pair in pairs} for side in (0, 1))
        if len(pairs) == len(numbers) == len(names) and all(map(is_word, names)):
            return {number: first(name) for number, name in sorted(pairs)}
    return {}


def in_order(classes: Sequence[str], path: str, data: bytes) -> dict[str, str]:
    """Return a name for each of the classes 0, 1, 2, ... from a list of as many; {} where it is none."""
    numbers = sorted(int(name) for name in classes)
    names = [line.strip() for line in data.decode("utf-8-sig", errors="replace").splitlines() if line.strip()]
    known = set(re.findall("[a-z]+", PurePosixPath(path).stem.lower())) & LISTS
    whole = numbers in (list(range(len(names))), list(range(1, len(names) + 1)))
    if not known or not whole or any(name.isdecimal() for name in names):
        return {}
    return {name: first(names[int(name) - numbers[0]]) for name in classes}


def listed(path: str, text: str) -> dict[str, str]:
    """Return the first word of each name in a list; {} where two lines name one."""
    if path.lower().endswith(".json"):
        try:
            content = json.loads(text).items()
            entries = [value if isinstance(value, list) else (key, value) for key, value in content]
            if all(isinstance(word, int) for _, word in entries):  # as Keras has it: {"cat": 0, "dog": 1}
                entries = [(word, name) for name, word in entries]
            return {plain(str(name)): first(str(word)) for name, word in entries}
        except (ValueError, AttributeError, TypeError):
            return {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    pairs = [(match[1], match[2]) for line in lines if (match := LINE.match(line))]
    if not pairs:
        behind = [pair for line in lines if (pair := number_behind(line))]
        pairs = behind if len(behind) == len(lines) else list(in_columns(lines).items())
    said = {plain(name): first(word) for name, word in pairs}
    return said if len(said) == len(pairs) else {}


def number_behind(line: str) -> tuple[str, str] | None:
    """Return the number at a line's end and the words before it, abbey 0; None where it is no such line."""
    before = line.rstrip("0123456789")
    said = before.rstrip(" \t,;:")
    found = len(said) < len(before) < len(line) and any(map(str.isalpha, said))
    return (line[len(before) :], said) if found else None


def in_columns(lines: Sequence[str]) -> dict[str, str]:
    """Return a word for each number of a table with a heading, by the first column where none is twice."""
    rows = list(csv.reader(lines))[1:]
    for number, column in enumerate(zip(*rows, strict=False)):
        if len(set(column)) == len(column) > 1 and all(map(str.isdecimal, column)):
            return beside(rows, number)
    return {}


def is_word(said: str) -> bool:
    """Tell whether a cell may be a class's name: no number, no picture's path."""
    return any(map(str.isalpha, said)) and not is_picture(said)


def plain(name: str) -> str:
    """Return a number without zeros in front."""
    return name.lstrip("0") or "0"


def of_other_zeros(labels: Iterable[str], classes: Iterable[str]) -> dict[str, str]:
    """Return the class of each number that is written with other zeros in front: 7 of 00007."""
    known = {plain(name): name for name in classes if name.isdecimal()}
    return {
        label: known[plain(label)]
        for label in labels
        if label.isdecimal() and known.get(plain(label), label) != label
    }


def of_other_writing(labels: Iterable[str], classes: Iterable[str]) -> dict[str, str]:
    """Return the class of each label that differs from it in case, blanks or dashes alone: Cat of cat."""
    known, own = set(classes), set(labels)
    found: dict[str, str] = {}
    for names in alike(known | own):
        same = [name for name in names if name in known]
        if len(same) == 1:
            found |= {name: same[0] for name in names if name not in known}
    return found


def first(said: str) -> str:
    """Return the first of several words: 'tench, Tinca tinca' is a tench."""
    return COMMA.split(said.strip().strip('"'))[0].strip(" /").replace("/", "-")


def apart(named: dict[str, str]) -> dict[str, str]:
    """Return the words, with the name beside one that several classes share (ImageNet has two cranes)."""
    shared = {word for word, count in Counter(named.values()).items() if count > 1}
    return {name: f"{word} ({name})" if word in shared else word for name, word in named.items()}
