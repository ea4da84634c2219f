"""Who or what is on several pictures: found in tables and names, and kept on one side of a split."""

import pytest

from tests.test_layouts.test_published import Files
from tests.test_layouts.test_recognise import flat, refused, seen

NUMBERS = range(60)


def table(title: str, each: int) -> bytes:
    lines = [f"{n:03d}.jpg,{'ab'[n % 2]},p{n // 2 // each}" for n in NUMBERS]
    return "\n".join([f"file,label,{title}", *lines]).encode()


def frames(name: str) -> Files:
    """Return 10 subjects with 3 pictures each in two classes."""
    return flat("", [name.format(label=label, one=n // 3, n=n) for label in "ab" for n in range(30)])


@pytest.mark.parametrize("title", ["Patient ID", "patient_id", "subject", "lesion_id", "Video", "GROUP_ID"])
def test_a_column_of_a_table(title: str) -> None:
    found = seen(flat("images", [f"{n:03d}.jpg" for n in NUMBERS]) | {"labels.csv": table(title, 3)})
    own = title.lower() if "GROUP" in title else title
    assert found.parts["training"].group == found.dataset()["training"]["group"] == own
    assert found.notes == [
        f"labels.csv has a column '{title}': pictures of one of these 10 stay on one side of the split"
        " (`group` in params.yaml)."
    ]


def test_a_table_beside_folders() -> None:
    files = flat("", [f"{'ab'[n % 2]}/{n:03d}.jpg" for n in NUMBERS])
    training = seen(files | {"meta.csv": table("patient", 3).replace(b"label", b"sex")}).dataset()["training"]
    assert training == {"folder": "", "labels": "folder", "list": "meta.csv", "group": "patient"}


def test_too_few_of_a_class_are_told_and_not_kept_together() -> None:
    found = seen(flat("images", [f"{n:03d}.jpg" for n in NUMBERS]) | {"labels.csv": table("patient", 10)})
    assert found.parts["training"].group is None
    assert found.notes == [
        "labels.csv has a column 'patient': pictures of one may come to be in training and in test, which"
        " flatters. a and b have fewer than 5 of them, too few to keep each on one side of a split."
    ]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("{label}/subject{one:02d}_{n}.jpg", "subjectGROUP_*"),
        ("{label}/Patient-{one} ({n}).jpg", "patient-GROUP *"),
        ("{label}/patient{one:03d}/{n}.jpg", "*/patientGROUP/*"),
        ("{label}/{one}/{n}.jpg", "*/GROUP/*"),
        ("train/{label}/video_{one}_frame_{n}.jpg", "video_GROUP_*"),
    ],
)
def test_names(name: str, group: str) -> None:
    assert seen(frames(name)).parts["training"].group == group


@pytest.mark.parametrize("name", ["{label}/{n}.jpg", "{label}/IMG_{one}_{n}.jpg", "case{label}/{n}.jpg"])
def test_names_that_say_no_subject(name: str) -> None:
    assert seen(frames(name)).parts["training"].group is None


def test_a_test_part_of_the_data_sets_own_is_said_to_stay() -> None:
    files = frames("train/{label}/person{one}_{n}.jpg") | frames("test/{label}/person{one}_{n}.jpg")
    found = seen(files)
    assert {key: part.group for key, part in found.parts.items()} == dict.fromkeys(
        ("training", "test"), "personGROUP_*"
    )
    assert found.notes[0].endswith(
        "(`group` in params.yaml). The data set's own test part stays as it is: the report counts what it"
        " shares with training."
    )


def rows(label: str, numbers: range) -> bytes:
    lines = [f"{n:03d}.jpg,{n % 2},p{n // 6}" for n in numbers]
    return "\n".join([f"file,{label},patient", *lines]).encode()


@pytest.mark.parametrize(
    "tables",
    [
        {"train.csv": rows("label", range(40)), "test.csv": rows("label", range(40, 60))},
        {"labels.csv": rows("label", NUMBERS)},
        {"Data_Entry.csv": rows("Finding Labels", NUMBERS)},
    ],
)
def test_parts_share_the_column(tables: Files) -> None:
    train, test = flat("train", [f"{n:03d}.jpg" for n in range(40)]), [f"{n:03d}.jpg" for n in range(40, 60)]
    found = seen(train | flat("test", test) | tables)
    assert {key: part.group for key, part in found.parts.items()} == dict.fromkeys(
        ("training", "test"), "patient"
    )


def test_people_that_are_the_classes_are_no_subjects() -> None:
    table = b"file,person\n" + b"\n".join(b"%03d.jpg,p%d" % (n, n // 6) for n in NUMBERS)
    found = seen(flat("images", [f"{n:03d}.jpg" for n in NUMBERS]) | {"labels.csv": table})
    assert (len(found.counts), found.parts["training"].group, found.notes) == (10, None, [])


def test_folders_of_people_around_folders_of_classes() -> None:
    names = [f"patient{n // 6:02d}/{'ab'[n % 2]}/{n}.jpg" for n in NUMBERS]
    training = seen(flat("", names)).parts["training"]
    assert (training.labels, sorted(training.counts)) == ("inner_folder", ["a", "b"])
    assert training.group == "patientGROUP/*/*"


def test_a_table_of_patients_alone_is_told() -> None:
    table = b"file,patient_id\n" + b"\n".join(b"%03d.jpg,p%d" % (n, n // 6) for n in NUMBERS)
    told = refused(flat("images", [f"{n:03d}.jpg" for n in NUMBERS]) | {"labels.csv": table})
    assert (
        "labels.csv says whose its files are (1 (patient_id)), not their classes. If these are the classes,"
        " set `column` to one of them. That is `lineup init ... --column NAME`" in told
    )


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("{label}/S{one:03d}_004_{n:08d}.jpg", "SGROUP_*"),
        ("{label}/{label}-{one}-{n}.jpg", "'*-GROUP-*'"),
        ("{label}/C{one}P7Thin_cell_{n}.jpg", "CGROUPP*"),
        ("{label}/{one:04d}-{n}.jpg", "GROUP-*"),
    ],
)
def test_numbers_that_pictures_share_are_a_question(name: str, group: str) -> None:
    files = frames(name)
    first, second = sorted(files)[:2]
    found = seen(files)
    assert found.parts["training"].group is None
    assert found.notes == [
        f"Names begin with numbers that several pictures share: {first}, {second}. If these say who or what"
        " is on them, keep those of one on one side of the split: `training: {folder: '', labels: folder,"
        f" group: {group}}}` under `dataset` in params.yaml."
    ]


@pytest.mark.parametrize(
    "name",
    [
        "{label}/{n}_{one}.jpg",  # of pictures of two classes
        "{label}/2024010{one}_12{n:04d}.jpg",  # days
        "{label}/cifar10-train-{n}.jpg",
        "{label}/{label}_{n:03d}.jpg",
        "{label}/{n:03d}a{one}.jpg",
    ],
)
def test_numbers_that_are_no_question(name: str) -> None:
    assert seen(frames(name)).notes == []
