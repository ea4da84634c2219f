"""One table that says which pictures are for training, validation and test."""

from collections import Counter
from collections.abc import Sequence

from lineup.images import members
from lineup.images.tables.recognise import Sheet
from lineup.layouts import tables
from lineup.layouts.apart import Rows
from lineup.layouts.found import Found, LeftOut, Part
from lineup.layouts.sheets import Sheets
from lineup.layouts.tree import Folder
from lineup.words import joined


def divide(found: Found, folder: Folder, sheets: Sheets, named: Sequence[str] = ()) -> None:
    """Divide the training part of a layout as a table says, where one does.

    folder: that of the part; named: the parts that have a folder of their own, which the table adds none to.
    """
    whole, pictures = found.parts["training"], list(folder.all_pictures())
    if whole.labels == "list":
        path, apart = str(whole.list), None
        if not isinstance(sheet := sheets.of(path, pictures, whole.folder), str):
            _, apart = tables.understood(sheet, path, sheets.column)
        if apart is None and (other := tables.parting(folder, pictures, sheets)):
            found.notes.append(unused([other[0]], path))
    else:
        path, apart = tables.parting(folder, pictures, sheets) or ("", None)
    if apart is None:
        return
    parts: dict[str, Part] = {}
    for key, rows in apart.rows.items():
        if key == "training" or key not in named:
            counts = counted(whole, sheets.of(path, pictures, whole.folder), rows, sheets.column)
            if counts:
                parts[key] = whole._replace(counts=counts, list=path, rows=rows)
    if "training" not in parts or len(parts) < 2:
        return
    ordered: dict[str, Part] = {key: parts[key] for key in ("training", "validation", "test") if key in parts}
    found.parts |= ordered
    columns = " and ".join(repr(column) for column in apart.columns)
    found.kind += f", parts by {columns} of {path}"
    inside = sum(sum(part.counts.values()) for part in ordered.values())
    if without := sum(whole.counts.values()) - inside:
        found.left_out.append(LeftOut(f"{whole.folder}/", without, f"{path} puts them into no part"))


def unused(paths: Sequence[str], labels: str) -> str:
    """Return what is said of tables of parts where another table says the classes."""
    tell = "tells" if len(paths) == 1 else "tell"
    return (
        f"{joined(paths)} {tell} parts apart, and {labels} classes: both must stand in one table. Join them,"
        " with a column 'split', to keep the parts."
    )


def counted(whole: Part, sheet: Sheet | str, rows: Rows | None, column: int | str | None) -> dict[str, int]:
    """Return the pictures by class of those that some rows of a table name."""
    by_list = whole.labels == "list"
    said = sheet if isinstance(sheet, str) else sheet.said(column, where=rows, classes=by_list)
    if isinstance(said, str):
        return {}
    part = members.Part(whole.folder, whole.labels, said.labels)
    labels = (members.label(name, members.below(name, whole.folder), part) for name in said.labels)
    counts = Counter(label for label in labels if label and (by_list or label in whole.counts))
    return dict(sorted(counts.items()))
