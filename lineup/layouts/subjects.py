"""Who or what is on several pictures, by a table's column or by names: what stays on one side of a split."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from lineup.images import members
from lineup.images.named import ANY, GROUP, subject_of
from lineup.images.tables import columns
from lineup.images.tables.cells import cell
from lineup.images.tables.recognise import Sheet
from lineup.layouts import tables
from lineup.layouts.found import Found, Part, flow, layout
from lineup.layouts.labelling import sharded
from lineup.layouts.sheets import Sheets
from lineup.layouts.tree import Folder
from lineup.words import joined

FEWEST = 5  # subjects of each class: one for each fold
SHOWN = 400  # pictures by which a way of naming is seen
COMMON = 0.2  # of the pictures are named so, at least: one class of several may be
REPEATED = 1.4  # pictures of a subject, on average: else names only number pictures
WORD = (
    "patient pat subject subj sub person participant volunteer donor individual user signer lesion specimen"
    " animal mouse plant tree video vid clip scene session case study slide scan"
).replace(" ", "|")
NAMED = re.compile(rf"((?:{WORD})[ _-]?)(\d+)(\D.*)?", re.IGNORECASE)
NUMBERED = re.compile(r"[A-Za-z]{0,2}[ _-]?\d+")  # a folder that is one of many: 012, s7
# S010_004, CNV-53018-1
TWO = re.compile(r"((?:[A-Za-z]+(?:[_-]|(?=\d)))?)(?!(?:19|20)\d{6}\D)(\d+)(\D).*\d.*")
Subjects = Mapping[str, str]  # by picture


def keep_together(found: Found, top: Folder, sheets: Sheets) -> None:
    """Let parts say what is on several of their pictures, where a table or names do; note it, or why not."""
    training, pictures = found.parts["training"], list(top.all_pictures())
    by_table = of_table(training, pictures, sheets)
    part, own, what = by_table or by_names(training, pictures)
    if not own:
        found.notes += hint(training, pictures, sheets, found)
        return
    labels = classes_of(part, own, pictures, sheets)
    few = too_few(own, labels, found)
    count = len(set(own.values()))
    if few and not by_table:
        return
    if few:
        found.notes.append(
            f"{what}: pictures of one may come to be in training and in test, which flatters. "
            f"{joined(few, 6)} {'has' if len(few) == 1 else 'have'} fewer than {FEWEST} of them, too"
            " few to keep each on one side of a split."
        )
        return
    found.parts["training"] = part
    for key, one in found.parts.items():
        path = one.list or part.list
        if has_column(one, path, str(part.group), pictures, sheets) if path else one.labels == part.labels:
            found.parts[key] = one._replace(list=path, group=part.group)
    own_test = " The data set's own test part stays as it is: the report counts what it shares with training."
    found.notes.append(
        f"{what}: pictures of one of these {count:,} stay on one side of the split (`group` in params.yaml)."
        f"{own_test if 'test' in found.parts else ''}"
    )


def of_table(part: Part, pictures: list[str], sheets: Sheets) -> tuple[Part, Subjects, str] | None:
    """Return the part with its table's column of subjects, the subjects, and what is said of it.

    A part of folders gets a table that names all of its pictures.
    """
    own = [name for name in pictures if members.below(name, part.folder)]
    whole = Folder(part.folder)
    read = [(part.list, sheets.of(part.list, own, part.folder))] if part.list else None
    for path, sheet in read or tables.nearest(whole, own, sheets):
        title = "" if isinstance(sheet, str) else columns.subjects(sheet.rows, sheet.header)
        if isinstance(sheet, str) or not title or says_classes(sheet, title, part):
            continue
        subjects = sheet.subjects(title)
        named = {file for file in sheet.files if file}
        if not isinstance(subjects, str) and (part.list or named.issuperset(own)):
            group = title.lower() if GROUP in title else title
            return part._replace(list=path, group=group), subjects, f"{path} has a column '{title}'"
    return None


def has_column(part: Part, path: str, title: str, pictures: list[str], sheets: Sheets) -> bool:
    """Tell whether a table has a column, and is the part's, or names all of its pictures."""
    own = [name for name in pictures if members.below(name, part.folder)]
    sheet = sheets.of(path, own, part.folder)
    if isinstance(sheet, str) or title.casefold() not in map(str.casefold, sheet.header):
        return False
    if part.list == path:
        return True
    named = {file: cell(row, sheet.path) for row, file in zip(sheet.rows, sheet.files, strict=True) if file}
    alone = sum(map(sheets.one_file, named.values()))  # else they may be another part's of the same names
    return named.keys() >= set(own) and 2 * alone > len(named)


def says_classes(sheet: Sheet, title: str, part: Part) -> bool:
    """Tell whether a part's classes are what a column says: of people, say."""
    values = {cell(row, sheet.header.index(title)) for row in sheet.rows}
    return 2 * len(values & set(part.counts)) > len(part.counts)


def by_names(part: Part, pictures: list[str]) -> tuple[Part, Subjects, str]:
    """Return the part with what names of one subject's pictures are like, and the subjects; {} for none."""
    own = {name: inner for name in pictures if (inner := members.below(name, part.folder))}
    shown = list(own.values())[:: max(1, len(own) // SHOWN)]
    named = [] if sharded(shown) else shown
    seen = Counter(pattern for inner in named if (pattern := pattern_of(inner, part.labels)))
    for pattern, count in seen.most_common(1):
        subjects = {name: one for name, inner in own.items() if (one := subject_of(inner, pattern))}
        if count >= COMMON * len(shown) and len(subjects) >= REPEATED * len(set(subjects.values())):
            return part._replace(group=pattern), subjects, f"Names are like {pattern}"
    return part, {}, ""


def hint(part: Part, pictures: list[str], sheets: Sheets, found: Found) -> list[str]:
    """Return a question where the first of two numbers in names is that of several pictures of each class."""
    own = {name: inner for name in pictures if (inner := members.below(name, part.folder))}
    seen = Counter(pattern for inner in own.values() if (pattern := numbers(inner)))
    for pattern, _ in seen.most_common(1):
        named = {name: one for name, inner in own.items() if (one := subject_of(inner, pattern))}
        labels = classes_of(part, named, pictures, sheets)
        pairs = {(one, labels[name]) for name, one in named.items()}
        many = len(set(named.values())) >= FEWEST and not too_few(named, labels, found)
        if len(named) < 2 * max(len(pairs), COMMON * len(own)) or not many:
            continue
        first, second = list(named)[:2]
        said = {**layout(part), "group": pattern}
        return [
            f"Names begin with numbers that several pictures share: {first}, {second}. If these say who or"
            f" what is on them, keep those of one on one side of the split: `training: {flow(said)}` under"
            " `dataset` in params.yaml."
        ]
    return []


def numbers(inner: str) -> str | None:
    """Return what names with two numbers are like by one of them, the first taken for a subject."""
    match = TWO.fullmatch(PurePosixPath(inner).stem)
    if match is None:
        return None
    word, after = match[1], match[3]
    return f"{f'{ANY}{word[-1]}' if word[-1:] in ('_', '-') else word}{GROUP}{after}{ANY}"


def pattern_of(inner: str, labels: str) -> str | None:
    """Return what the names of a subject's pictures are like, by one of them; None where it says none.

    A folder that is the class is no subject.
    """
    *folders, file = inner.split("/")
    free = range(1 if labels == "folder" else 0, len(folders) - (labels == "inner_folder"))
    for place in free:
        match = NAMED.fullmatch(folders[place])
        word = match[1].lower() if match and not match[3] else ""
        if word or NUMBERED.fullmatch(folders[place]):
            steps = [ANY] * len(folders)
            steps[place] = word + GROUP
            return "/".join([*steps, ANY])
    match = NAMED.fullmatch(file.rpartition(".")[0])
    return f"{match[1].lower()}{GROUP}{match[3][0]}{ANY}" if match and match[3] else None


def classes_of(part: Part, own: Iterable[str], pictures: list[str], sheets: Sheets) -> dict[str, str | None]:
    """Return the class of pictures with a subject."""
    listed: Mapping[str, str | None] | None = None
    if part.labels == "list":
        files = [name for name in pictures if members.below(name, part.folder)]
        sheet = sheets.of(str(part.list), files, part.folder)
        said = sheet if isinstance(sheet, str) else tables.understood(sheet, str(part.list), sheets.column)[0]
        listed = {} if isinstance(said, str) else said.labels
    whole = members.Part(part.folder, part.labels, listed, part.named)
    return {name: members.label(name, members.below(name, part.folder), whole) for name in own}


def too_few(subjects: Subjects, labels: Mapping[str, str | None], found: Found) -> list[str]:
    """Return the classes of which there are too few subjects to split; pictures without one count."""
    of_class: dict[str, set[str]] = {}
    named: Counter[str] = Counter()
    for name, subject in subjects.items():
        if (label := labels[name]) in found.parts["training"].counts:
            of_class.setdefault(str(label), set()).add(subject)
            named[str(label)] += 1
    counts = found.parts["training"].counts
    return [one for one, own in of_class.items() if len(own) + max(0, counts[one] - named[one]) < FEWEST]
