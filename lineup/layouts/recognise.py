"""From names of files to the layout of a data set: its parts, its classes, and what is in neither."""

from collections import Counter
from collections.abc import Mapping
from pathlib import PurePosixPath

from lineup.errors import LineupError
from lineup.images import classes
from lineup.layouts import (
    aside,
    copies,
    forms,
    given_names,
    listed_parts,
    part_lists,
    part_names,
    patterns,
    per_class,
    remarks,
    subjects,
    tables,
    tree,
)
from lineup.layouts.contents import Contents, pictures_in
from lineup.layouts.found import Asked, Found, LeftOut, Part, left_out
from lineup.layouts.labelling import beside_folders, labelled, taken, words
from lineup.layouts.sheets import Sheets
from lineup.layouts.tree import Folder
from lineup.layouts.unknown import EXPECTED, no_pictures, unknown
from lineup.left_out import counted, lines
from lineup.words import joined, several


def recognise(contents: Contents, place: str, asked: Asked = None, column: int | str | None = None) -> Found:
    """Return the layout; LineupError says what was seen where none is known.

    place: for messages; asked: which of nested folders are the classes, where that is a choice; column: of
    the class, in a table.
    """
    root = tree.build(contents.names, pictures_in(contents))
    if not any(root.all_pictures()):
        what = no_pictures(contents.names, contents.read)
        raise LineupError(f"{place} holds no pictures{what} {EXPECTED}.")
    per_class.refuse(contents, place)
    sheets = Sheets(contents, column)
    top, left_out, copied = copies.without(tree.unwrapped(root))
    top, beside = aside.one_set(top)
    found = parted(top, sheets, asked) or by_names(top, asked) or whole(top, sheets, asked)
    if not found.parts:
        passed = "".join(f" Left out: {line}." for line in lines(counted(contents.passed)))
        raise LineupError(f"{place}: {unknown(top, root, sheets, found.notes)}{passed} {EXPECTED}.")
    found.left_out += left_out + beside
    found.notes += [contents.note] if contents.note else []
    if copied and found.parts["training"].folder == top.path:
        found.exclude = [copied]
    subjects.keep_together(found, top, sheets)
    finish(found, root, contents, sheets)
    return found


def parted(top: Folder, sheets: Sheets, asked: Asked) -> Found | None:
    """Return the layout of folders named as parts; None where there are none.

    It has no parts where nothing names the classes of training.
    """
    filled = top.filled
    named = part_names.parts(filled, alone=aside.of_training(top))
    hinted = aside.sharing(top) or aside.hinted(top) if not named and asked != "folder" else {}
    if not (named := named or hinted):
        return None
    names = sorted(name for own in named.values() for name in own)
    found = Found("", {}, asked=asked)
    chosen = folders_of(named, filled, found)
    for key, folder in chosen.items():
        if key == "training" or "training" in found.parts:
            add(found, key, folder, sheets)
            if key == "training" and key in found.parts:
                listed_parts.divide(found, tree.unwrapped(folder), sheets, list(chosen))
    if "training" not in found.parts:
        if asked == "folder":
            return None  # its own folders are the classes
        meant = hinted or len(names) < len(filled)
        said = [taken(names, "parts, by their names")] if meant else []
        return Found("", {}, notes=[*found.notes, *one_class(chosen["training"]), *said])
    for name, folder in filled.items():
        if name not in names:
            found.left_out.append(left_out(folder, "beside the parts, no part by its name"))
    if hinted:
        found.notes.append(taken(names, "parts, by their names"))
    beside_folders(top, found)
    kept = [f"{PurePosixPath(part.folder).name}/" for part in found.parts.values()]
    found.kind = f"{joined(list(dict.fromkeys(kept)))}, {words(found.parts['training'])}{found.kind}"
    compare_classes(found)
    return found


def folders_of(
    named: Mapping[str, list[str]], filled: Mapping[str, Folder], found: Found
) -> dict[str, Folder]:
    """Return the folder of each part, training first: one of its name, the others are left out.

    A training folder that holds parts itself, train/train and train/val, gives those that there are not.
    """
    chosen: dict[str, Folder] = {}
    for key in ("training", "validation", "test"):
        names = sorted(named.get(key, []))
        if names:
            chosen[key] = filled[names[0]]
        found.left_out += [left_out(filled[name], f"{names[0]}/ is taken") for name in names[1:]]
    inner = tree.unwrapped(chosen["training"]).filled
    deeper = part_names.parts(inner)
    for key, names in deeper.items():
        folder = inner[names[0]]
        if key == "training" or key not in chosen:
            chosen[key] = folder
        else:
            found.left_out.append(left_out(folder, f"{chosen[key].path}/ is taken"))
    return {key: chosen[key] for key in ("training", "validation", "test") if key in chosen}


def one_class(training: Folder) -> list[str]:
    inner = tree.unwrapped(training)
    alone = inner.path != training.path and not inner.filled
    said = f"{training.path}/ holds one folder of pictures, {inner.name}: two classes are needed."
    return [said] if alone else []


def add(found: Found, key: str, folder: Folder, sheets: Sheets) -> None:
    """Add a part, or say why it is none."""
    part = labelled(folder, sheets, found, key)
    training = set(found.parts["training"].counts) if key != "training" else set()
    if part and training:
        found.names |= given_names.of_other_zeros(part.counts, training)
        shared = set(part.counts) & training
        if not shared and (other := given_names.of_other_writing(part.counts, training)):
            found.names |= other
            pairs = joined([f"{label} for {name}" for label, name in other.items()], 8)
            found.notes.append(f"{folder.path}/ writes classes otherwise, {pairs}: they are taken for one.")
    if part and training and not {found.names.get(label, label) for label in part.counts} & training:
        why = f"no class of {found.parts['training'].folder}/ is among its own ({joined(list(part.counts))})"
        found.left_out.append(left_out(folder, why))
    elif part is None:
        found.left_out.append(left_out(folder, "nothing says the class of these pictures"))
    else:
        found.parts[key] = part


def by_names(top: Folder, asked: Asked) -> Found | None:
    """Return the layout where names tell parts apart, None where they do not."""
    parts, others = patterns.find(top)
    found = Found("", parts)
    if not parts:
        return None
    named = joined([str(part.named) for part in found.parts.values()])
    if asked == "folder" and top.filled and "/" not in named:
        return None  # train_station/ and test_tube/ are classes
    if found.parts["training"].labels == "folder":
        found.kind = f"folders named {named}"
        found.left_out += [left_out(top.folders[name], "named otherwise") for name in others]
        beside_folders(top, found)
    else:
        found.kind = f"files named {named} with a number"
        if rest := len(top.pictures) - sum(part.pictures for part in found.parts.values()):
            found.left_out.append(LeftOut("pictures", rest, "named otherwise"))
    compare_classes(found)
    return found


def whole(top: Folder, sheets: Sheets, asked: Asked) -> Found:
    """Return the layout of a data set in one part, without that part where nothing names the classes."""
    found, inner = Found("", {}, asked=asked), tree.unwrapped(top)
    part = labelled(top, sheets, found)
    pictures = list(inner.all_pictures())
    lists = part_lists.find(inner, pictures, sheets)
    free = lists if asked is None or part is None else []
    saying = [group for group in free if say_others(group, part, pictures, sheets)]
    listed = [one for group in saying if (one := by_lists(inner, group, pictures, sheets))]
    if len(listed) > 1:
        said = [str(one.parts["training"].list) for one in listed]
        return Found("", {}, notes=[f"{joined(said)} say classes, each its own. Keep one, and its likes."])
    if listed:
        return listed[0]
    if part is None or len(part.counts) < 2:
        return found
    found.parts["training"] = part
    found.kind = words(part) + (f" in {part.folder}/" if part.folder else "")
    by_folders = part.labels != "list" and any(
        part_lists.divide(found, part, group, pictures, "", sheets) for group in lists
    )
    if not by_folders:
        listed_parts.divide(found, inner, sheets)
        if lists and part.list and len(found.parts) == 1:
            part_lists.divide(found, part, lists[0], pictures, "", sheets)
    if len(found.parts) == 1:
        found.notes += part_lists.unused(inner, pictures, sheets)
        if part.list:
            labels = subjects.classes_of(part, pictures, pictures, sheets)
            found.notes += remarks.parts_in_names([name for name, label in labels.items() if label])
    compare_classes(found)
    return found


def say_others(lists: dict[str, str], part: Part | None, pictures: list[str], sheets: Sheets) -> bool:
    """Tell whether lists of parts may say classes: there are none yet, or each has pictures of several."""
    if part is None or part.list:
        return part is None or part_lists.part_of(str(part.list)) is not None
    labels: dict[str, str] = {}
    for path in lists.values():
        said = sheets.labels(path, pictures, part.folder)
        labels |= {name: label for name, label in said.items() if label}
    own = subjects.classes_of(part, labels, pictures, sheets)
    pairs = {(own[name], label) for name, label in labels.items()}
    return len(labels) >= tables.NEARLY * len(pictures) and len(pairs) > len(set(own.values()))


def by_lists(inner: Folder, lists: dict[str, str], pictures: list[str], sheets: Sheets) -> Found | None:
    """Return the layout by lists that say parts and classes, None where they say no classes."""
    found = Found(f"classes by their tables in {inner.path or '.'}/", {})
    if not part_lists.divide(found, None, lists, pictures, inner.path, sheets):
        return None
    compare_classes(found)
    return found


def compare_classes(found: Found) -> None:
    """Note the classes that one part has and training has not, and the other way round."""
    training = set(found.parts["training"].counts)
    apart = {part.folder for part in found.parts.values()}
    for key, part in found.parts.items():
        ours, theirs = (
            f"{found.parts[one].folder}/" if len(apart) == len(found.parts) else f"the {one} part"
            for one in (key, "training")
        )
        own = {found.names.get(label, label) for label in part.counts}
        if strange := sorted(own - training):
            found.notes.append(
                f"{ours} has {several(len(strange), 'class', 'classes')} that"
                f" {theirs} has not: {joined(strange)}. Their pictures are left out."
            )
        if lacking := sorted(training - own):
            found.notes.append(f"{ours} has no pictures of {joined(lacking)}.")


def finish(found: Found, root: Folder, contents: Contents, sheets: Sheets) -> None:
    """Add the words for classes under numbers, and what is no picture."""
    lists = {path for part in found.parts.values() for path in (part.list, part.parts)}
    others = [name for name in root.all_others() if name not in lists]
    training = found.parts["training"]
    words, source = given_names.words(list(training.counts), others, contents.read)
    if not words and training.list and all(map(str.isdecimal, training.counts)):
        words, source = tables.words(training, list(root.all_pictures()), sheets), training.list
    found.names = {label: words.get(name, name) for label, name in found.names.items()} | words
    if words:
        found.notes.append(f"Classes get their words from {source}.")
    found.notes += remarks.of(list(root.all_pictures()), found.counts, training.folder)
    for alike in classes.alike(found.counts):
        names = joined([repr(name) for name in alike])
        found.notes.append(f"The classes {names} have names that look alike; dataset.names makes them one.")
    for name in classes.of_two_alphabets(found.counts):
        codes = name.encode("ascii", "backslashreplace").decode()
        found.notes.append(f"The class '{name}' has letters of two alphabets in a word: '{codes}'.")
    endings = Counter(PurePosixPath(name).suffix.lower() or "no ending" for name in others if name != source)
    for ending, count in endings.most_common():
        form = forms.form_of(ending)
        why = f"not read; {form.do}" if form else "no picture by its ending"
        found.left_out.append(LeftOut(f"files with {ending}", count, why))
