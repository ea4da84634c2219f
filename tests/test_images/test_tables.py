"""Tables of the shapes that people have: which files they name, and their classes."""

import codecs
import unicodedata
from collections.abc import Collection
from typing import Literal

import pytest

from lineup.images.tables.columns import Where
from lineup.images.tables.recognise import Table, sheet

Form = Literal["NFC", "NFD"]
FILES = [f"train/{number:03}.jpg" for number in range(24)]
LABELS = {path: "cat" if number % 2 else "dog" for number, path in enumerate(FILES)}


def recognise(
    data: bytes,
    files: Collection[str],
    folder: str = "",
    column: int | str | None = None,
    *,
    classes: bool = True,
    where: Where | None = None,
) -> Table | str:
    found = sheet(data, files, folder)
    return found if isinstance(found, str) else found.said(column, classes=classes, where=where)


def table(line: str, head: str = "", separator: str = "\n") -> str:
    """Return a table with a row a file: {i} its number, {s} its name without ending, {l} its class."""
    rows = [line.format(i=i, s=f"{i:03}", l=label) for i, label in enumerate(LABELS.values())]
    return separator.join([*([head] if head else []), *rows])


SHAPES = {
    "a header and commas": table("{s}.jpg,{l}", "file,label"),
    "no header": table("{s}.jpg,{l}"),
    "names without endings": table("{s},{l}", "id,breed"),
    "semicolons": table("{s}.jpg;{l}", "file;label"),
    "tabs": table("{s}.jpg\t{l}", "file\tlabel"),
    "bars": table("{s}.jpg|{l}", "file|label"),
    "blanks": table("{s}.jpg   {l}"),
    "an index first": table("{i},{s}.jpg,{l}", ",file,label"),
    "an index of another frame": table("{i}7,{s}.jpg,{l}", "Unnamed: 0,file,what"),
    "an index without a header": table("{i},{s}.jpg,{l}"),
    "the class first": table("{l},{s}.jpg", "label,file"),
    "the class first, without a header": table("{l},{s}.jpg"),
    "one column a class": table("{s},{{{l}}}", "image,dog,cat")
    .replace("{dog}", "1,0")
    .replace("{cat}", "0,1"),
    "one column a class, as floats": table("{s},{{{l}}}", "image,dog,cat")
    .replace("{dog}", "1.0,0.0")
    .replace("{cat}", "0.0,1.0"),
    "one column a class, in words": table("{s};{{{l}}}", "image;dog;cat")
    .replace("{dog}", "TRUE;FALSE")
    .replace("{cat}", "FALSE;TRUE"),
    "endings in capitals": table("{s}.JPG,{l}", "file,label"),
    "another ending": table("{s}.png,{l}", "file,label"),
    "paths from the top": table("train/{s}.jpg,{l}", "file,label"),
    "paths of another machine": table("/home/me/data/train/{s}.jpg,{l}", "file,label"),
    "paths of Windows": table("C:\\Users\\me\\train\\{s}.jpg,{l}", "file,label"),
    "paths that begin here": table("./train/{s}.jpg,{l}"),
    "zeros that a spreadsheet cut off": table("{i},{l}", "id,label"),
    "numbers first that are names of files, and paths of another machine": table(
        "{i:03},{l},D:\\d\\{s}.jpg", ",what,path"
    ),
    "the class first, and paths of Windows": table("{l}\tD:\\d\\train\\{s}.jpg"),
    "an index in another order": table("{i},{l},{s}.jpg"),
    "quotes": table('"{s}.jpg","{l}"', '"file","label"'),
    "single quotes": table("'{s}.jpg','{l}'"),
    "blanks around cells": table("{s}.jpg , {l} ", "file , label"),
    "ends of lines of Windows": table("{s}.jpg,{l}", "file,label", "\r\n"),
    "ends of lines of old Macs": table("{s}.jpg,{l}", "file,label", "\r"),
    "the first line of Excel": "sep=;\n" + table("{s}.jpg;{l}", "file;label"),
    "empty lines": table("{s}.jpg,{l}", "file,label", "\n\n") + "\n\n",
    "other columns": table("{s}.jpg,a man {i},{l},0.5", "file,by,diagnosis,weight"),
    "numbers and names of classes": table("{s}.jpg,7,{l}", "filepaths,class id,labels"),
    "commas within quotes": table('{s}.jpg,"a, b",{l}', "file,note,class"),
    "commas at the ends of lines": table("{s}.jpg,{l},", "file,label,"),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("folder", ["train", ""])
def test_shapes(shape: str, folder: str) -> None:
    found = recognise(SHAPES[shape].encode(), FILES, folder)
    assert isinstance(found, Table), found
    assert found.labels == LABELS
    assert (found.absent, found.several) == ([], {})


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_codings(coding: str) -> None:
    text = "file,label\n001.jpg,Rüde\n002.jpg,狗\n"
    found = recognise(text.encode(coding), FILES, "train")
    assert isinstance(found, Table), found
    assert found.labels == {"train/001.jpg": "Rüde", "train/002.jpg": "狗"}
    assert found.header == ["file", "label"]
    assert codecs.lookup(coding)


@pytest.mark.parametrize(("of_table", "of_files"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_normal_forms(of_table: Form, of_files: Form) -> None:
    names = ["é1.jpg", "한글.jpg", "ガ.jpg"]
    files = {unicodedata.normalize(of_files, name): "x" for name in names}
    text = "".join(f"{name},x\n" for name in names)
    found = recognise(unicodedata.normalize(of_table, text).encode(), files)
    assert isinstance(found, Table), found
    assert found.labels == files


def test_names_of_which_only_some_are_written_otherwise() -> None:
    files = ["a/1.JPG", "a/2.jpg", "a/3.jpeg", "a/3.txt"]
    found = recognise(b"1.jpg,x\n2.jpg,y\n3,z\n4.jpg,y\n", files, "a")
    assert isinstance(found, Table), found
    assert found.labels == {"a/1.JPG": "x", "a/2.jpg": "y", "a/3.jpeg": "z"}
    assert found.absent == ["4.jpg"]


def test_a_file_that_is_not_there_is_no_other_of_its_name() -> None:
    found = recognise(b"cat/1.jpg,cat\ncat/2.jpg,cat\n", ["cat/1.jpg", "dog/2.jpg"])
    assert isinstance(found, Table), found
    assert found.labels == {"cat/1.jpg": "cat"}
    assert found.absent == ["cat/2.jpg"]


def test_names_of_two_files() -> None:
    files = ["train/1.jpg", "test/1.jpg", "train/2.jpg"]
    found = recognise(b"1.jpg,cat\n2.jpg,dog\n", files)
    assert isinstance(found, Table), found
    assert found.labels == {"train/2.jpg": "dog"}
    assert found.several == {"1.jpg": ("test/1.jpg", "train/1.jpg")}
    assert recognise(b"1.jpg,cat\n", files) == (
        "names files of which there are several, such as test/1.jpg and train/1.jpg."
        " Set `folder` to the folder of one of them"
    )


def test_pictures_without_or_with_two_classes() -> None:
    found = recognise(b"id,a,b,c\n000,1,0,0\n001,0,0,0\n002,0,1,0\n" + b"003,0,0,1\n" * 20, FILES, "train")
    assert isinstance(found, Table), found
    assert found.labels == dict(zip(FILES[:4], ["a", None, "b", "c"], strict=True))
    assert found.classes == [1, 2, 3]


def test_the_solution_of_imagenets_validation() -> None:
    box = "n01440764 13 22 343 330 "
    rows = [f"000,{box}", f"001,{box}{box}", f"002,{box}n02012849 1 2 3 4 "]
    found = recognise("\n".join(["ImageId,PredictionString", *rows]).encode(), FILES, "train")
    assert isinstance(found, Table), found
    assert found.labels == dict(zip(FILES[:3], ["n01440764", "n01440764", None], strict=True))


def test_a_column_by_its_number_or_name() -> None:
    text = b"file,first,second\n000.jpg,a,b\n001.jpg,c,d\n"
    for column in (2, "second", "Second"):
        found = recognise(text, FILES, "train", column)
        assert isinstance(found, Table), found
        assert found.labels == {"train/000.jpg": "b", "train/001.jpg": "d"}


def test_a_list_of_names_alone() -> None:
    found = recognise(b"000.jpg\n001.jpg\n", FILES, "train", classes=False)
    assert isinstance(found, Table), found
    assert found.labels == {"train/000.jpg": None, "train/001.jpg": None}


ABOVE = {
    "# by me\n# on Monday\nfile,label\n000.jpg,cat\n001.jpg,dog\n": ["file", "label"],
    "# file,label\n000.jpg,cat\n001.jpg,dog\n": ["# file", "label"],
    "My pictures,,\n,,\nfile,label,\n000.jpg,cat,\n001.jpg,dog,\n": ["file", "label", ""],
    "2\nkind age\n000.jpg cat 7\n001.jpg dog 8\n": ["", "kind", "age"],
    '"file","label","age"\n"1","000.jpg","cat",7\n"2","001.jpg","dog",7\n': ["", "file", "label", "age"],
    "id,label\n900,cat\n000,cat\n001,dog\n": ["id", "label"],
}


@pytest.mark.parametrize("text", ABOVE)
def test_what_stands_above_a_table(text: str) -> None:
    found = recognise(text.encode(), FILES, "train")
    assert isinstance(found, Table), found
    assert found.header == ABOVE[text]
    assert found.labels == {"train/000.jpg": "cat", "train/001.jpg": "dog"}


OTHERWISE = {
    "Bild;Klasse;Ort\n000.jpg;cat;Ulm\n001.jpg;dog;Bonn\n": ["cat", "dog"],
    "file,a,b\n000.jpg,cat,ok\n001.jpg,dog,ok\n": ["cat", "dog"],
    "file,label,label_str\n000.jpg,0,cat\n001.jpg,1,dog\n": ["cat", "dog"],
    "id,label\n0.0,cat\n1.0,dog\n": ["cat", "dog"],
    "https://x.org/a/000.jpg?v=1,cat\nhttps://x.org/a/%30%301.jpg,dog\n": ["cat", "dog"],
    "file,tags\n000.jpg,\"['cat']\"\n001.jpg,\"['dog']\"\n": ["cat", "dog"],
    "000 Boeing 707\n001 ATR\n": ["Boeing 707", "ATR"],
    "/data/upload/1/0a1b2c3d-000.jpg,cat\n/data/upload/1/0a1b2c3e-001.jpg,dog\n": ["cat", "dog"],
    "Width,Roi.X1,Path,kinds,md5\n30,5,000.jpg,cat,a1\n31,6,001.jpg,dog,b1\n": ["cat", "dog"],
}


@pytest.mark.parametrize("text", OTHERWISE)
def test_classes_in_other_columns(text: str) -> None:
    found = recognise(text.encode(), FILES, "train")
    assert isinstance(found, Table), found
    assert list(found.labels.items()) == [
        (f"train/00{n}.jpg", label) for n, label in enumerate(OTHERWISE[text])
    ]


def test_running_numbers_beside_names_of_other_files_are_no_names() -> None:
    text = "".join(f"{n},IMG_{n}.jpg,{'ab'[n % 2]}\n" for n in range(1, 9))
    assert str(recognise(text.encode(), FILES, "train")).startswith(
        "names no file that is there: none of its 8"
    )


REASONS = {
    "000 1 2 3 4\n001 1 2 3 4\n": "holds boxes, not classes",
    "": "is empty. Give a table that names pictures and their classes",
    "000.jpg\n001.jpg\n": (
        "names files, but has no column with their classes. Give another file, or labels: folder"
    ),
    "file,one,two\n000.jpg,a,b\n001.jpg,a,c\n002.jpg,d,c\n": (
        "has several columns that may be the class: 1 (one) and 2 (two). Set `column` to one of them"
    ),
    "id,a,b\n000,1,1\n001,1,1\n002,0,1\n": (
        "gives 2 of 3 pictures several classes. Lineup tells apart classes of which a picture has one: set"
        " `column` to one of the columns, or give another table"
    ),
    "file,label\n900.jpg,cat\n901.jpg,dog\n": (
        "names no file that is there: none of its 3 line(s) does; the last has '901.jpg'. Closest:"
        " train/021.jpg. Set `folder` to the folder that its paths start from"
    ),
    "PK\x03\x04...": "is an Excel or another zipped file, not a text file. Save it as CSV (UTF-8)",
    '{"a": [[[1]]], "b": [[[2]]]}': "is JSON of a form that is not known. Give rows such as"
    ' {"file_name": "1.jpg", "label": "cat"}, {"1.jpg": "cat"}, {"cat": ["1.jpg"]} or COCO\'s images,'
    " annotations and categories, or save it as CSV (UTF-8)",
    '{"000.jpg": "cat", ': "begins as JSON, and is none: Expecting property name enclosed in double quotes:"
    " line 1 column 20 (char 19). Mend it",
    "ab\0cd": "is not a text file. Give a table (CSV)",
}


@pytest.mark.parametrize("text", REASONS)
def test_reasons(text: str) -> None:
    assert recognise(text.encode(), FILES, "train") == REASONS[text]


def test_a_table_in_another_coding() -> None:
    assert recognise("1.jpg,Rüde".encode("latin-1"), FILES) == (
        "is not a text file in UTF-8. Save it as CSV (UTF-8)"
    )


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ("secnd", "has no column 'secnd'. Closest: second. Set `column` to another, or leave it out"),
        (5, "has no column 5, but 3, counted from 0. Set `column` to another, or leave it out"),
        (0, "has the paths in column 0. Set `column` to another, or leave it out"),
    ],
)
def test_columns_that_are_none(column: int | str, reason: str) -> None:
    assert recognise(b"file,first,second\n000.jpg,a,b\n001.jpg,c,d\n", FILES, "train", column) == reason
