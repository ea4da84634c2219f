"""The generated series: the same bytes for the same seed, real files of several formats, fair characters."""

import io
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from operator import attrgetter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import strangers
from lineup import processes, toons
from lineup.sources import toons as source
from lineup.toons.characters import CAST
from lineup.toons.plan import schedule
from lineup.toons.scenes import frames

FEW = 40  # scenes
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF", "bmp": "BMP"}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("toons") / "images.zip"
    source.fetch(path, seed=5, scenes=FEW)
    return path


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def decoded(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return image


def is_broken(content: bytes) -> bool:
    try:
        decoded(content)
    except OSError:
        return True
    return False


def test_the_same_seed_gives_the_same_bytes(archive: Path, tmp_path: Path) -> None:
    said = source.fetch(tmp_path / "again.zip", seed=5, scenes=FEW)
    assert said == {"address": "generated:toons?seed=5", "licence": "Apache-2.0"}
    assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["again.zip"]


def test_another_seed_gives_other_pictures(archive: Path, tmp_path: Path) -> None:
    source.fetch(tmp_path / "other.zip", seed=6, scenes=FEW)
    pictures = [set(contents(path).values()) for path in (archive, tmp_path / "other.zip")]
    assert len(pictures[0] & pictures[1]) <= 4  # of the broken files some are the same text


def test_files_are_what_their_names_say(archive: Path) -> None:
    found: Counter[str] = Counter()
    broken = []
    for name, content in contents(archive).items():
        folder, character, file = name.split("/")
        assert folder == "toons"
        assert character in {member.name for member in CAST}
        if is_broken(content):
            broken.append(name)
            continue
        image = decoded(content)
        assert image.format == FORMATS[file.split(".")[1]], name
        assert 72 <= min(image.size) <= max(image.size) <= 200, name
        found[str(image.format)] += 1
    assert len(broken) == 6
    assert set(found) == set(FORMATS.values())
    assert found["JPEG"] > sum(found.values()) / 2


def test_nothing_in_the_archive_depends_on_when_it_was_made(archive: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        entries = opened.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)


def test_a_full_series_has_enough_of_everybody() -> None:
    planned = schedule(0, toons.SCENES, len(CAST))
    frames = Counter(scene.lead for scene in planned for _ in scene.numbers)
    assert 2_300 <= frames.total() <= 2_500
    assert sorted(frames) == list(range(10))
    assert min(frames.values()) >= 120
    assert max(frames.values()) >= 1.5 * min(frames.values())
    assert {len(scene.numbers) for scene in planned} == {2, 3, 4, 5}
    for lead in range(10):
        numbers = [number for scene in planned if scene.lead == lead for number in scene.numbers]
        assert sorted(numbers) == list(range(frames[lead]))


def test_file_numbers_do_not_give_scenes_away() -> None:
    planned = schedule(0, toons.SCENES, len(CAST))
    gaps = [abs(a - b) for scene in planned for a, b in pairwise(scene.numbers)]
    assert np.mean(np.array(gaps) == 1) < 0.03


def test_frames_of_a_scene_are_alike_and_scenes_are_not() -> None:
    planned = schedule(5, FEW, len(CAST))
    scenes = [[small(frame) for frame in frames(CAST, scene, 5)] for scene in planned[:20]]
    within = [np.abs(scene[0] - scene[1]).mean() for scene in scenes]
    across = [np.abs(one[0] - other[0]).mean() for one, other in pairwise(scenes)]
    assert all(not np.array_equal(scene[0], scene[1]) for scene in scenes)
    assert np.median(within) < np.median(across) / 5


def test_characters_share_palettes_and_heads_but_no_two_are_alike() -> None:
    palette = attrgetter("skin", "hair_colour", "shirt_colour")  # all that a mean colour could tell
    palettes = Counter(map(palette, CAST))
    heads = Counter(member.head for member in CAST)
    assert set(palettes.values()) == {2}
    assert set(heads.values()) == {2}
    assert len({(palette(member), member.head) for member in CAST}) >= 9
    for index, one in enumerate(CAST):
        assert all(strangers.unlike(one, other) >= 3 for other in CAST[:index])


def test_other_characters_are_none_of_the_ten() -> None:
    drawn = strangers.others(60, seed=1)
    assert drawn == strangers.others(60, seed=1)
    assert drawn != strangers.others(60, seed=2)
    everybody = [*CAST, *drawn]
    assert min(strangers.unlike(a, b) for i, a in enumerate(everybody) for b in everybody[:i]) >= 2


def test_processes_draw_what_this_one_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = toons.files(5, FEW)
    monkeypatch.setattr(toons, "MANY", 2)
    monkeypatch.setattr(processes, "cores", lambda: 2)
    assert toons.files(5, FEW) == expected


def test_a_mean_colour_does_not_tell_who_it_is() -> None:
    planned = [replace(scene, numbers=scene.numbers[:1]) for scene in schedule(7, 160, len(CAST))]
    colours = np.array([frames(CAST, scene, 7)[0].mean((0, 1)) for scene in planned])
    leads = np.array([scene.lead for scene in planned])
    known = np.arange(len(planned)) % 2 == 0
    means = np.stack([colours[known & (leads == lead)].mean(0) for lead in range(10)])
    nearest = np.linalg.norm(colours[~known, None] - means, axis=2).argmin(1)
    assert (nearest == leads[~known]).mean() < 0.35


def test_it_starts_without_tensorflow() -> None:
    code = "import sys, lineup.toons; print('tensorflow' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def small(frame: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(frame).resize((32, 32)), dtype=float)
