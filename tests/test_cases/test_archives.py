"""Archives whose names are written as other systems write them."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from lineup import zips
from lineup.layouts import contents
from stages import download, preprocess
from tests.test_download import write_params
from tests.test_split import drawn

NAMES = [f"{label}/{number}.png" for label in ("고양이", "猫", "dog") for number in range(3)]


def archive(path: Path, names: list[str], slash: str = "/", system: int = 3) -> None:
    """Write a zip archive, as Linux (3) or a tool of Windows (0) does."""
    with zipfile.ZipFile(path, "w") as made:
        for seed, name in enumerate(names):
            entry = zipfile.ZipInfo(name.replace("/", slash))
            entry.create_system = system
            made.writestr(entry, drawn(seed))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def classes(here: Path) -> set[str]:
    one = {"source": "archive", "address": "set.zip", "file_name": "set.zip", "watch": "set.zip"}
    write_params(here, one)
    download.main()
    preprocess.main()
    return set(pd.read_parquet(here / "data/images/index.parquet").label)


@pytest.mark.parametrize(("slash", "system"), [("/", 3), ("/", 0), ("\\", 0)])
def test_slashes(here: Path, slash: str, system: int) -> None:
    archive(here / "set.zip", NAMES, slash, system)
    assert classes(here) == {"고양이", "猫", "dog"}
    assert contents.of(here / "set.zip").names == sorted(NAMES)
    with zips.opened(here / "set.zip") as opened:
        assert opened.read("dog/0.png") == drawn(6)


@pytest.mark.parametrize("before", ["./", "../", "/", "../../", "C:/"])
def test_names_that_lead_out_of_the_archive(here: Path, before: str) -> None:
    archive(here / "set.zip", [f"{before}{name}" for name in NAMES])
    assert classes(here) == {"고양이", "猫", "dog"}
    assert contents.of(here / "set.zip").names == sorted(NAMES)


def test_a_backslash_in_a_name_of_linux_stays(here: Path) -> None:
    archive(here / "set.zip", ["a\\b/1.png", "c/2.png"])
    assert classes(here) == {"a\\b", "c"}


def unstated(names: list[str], coding: str) -> bytes:
    """Return a zip archive with names of as many bytes as signs, replaced by those of a coding."""
    stream = io.BytesIO()
    stand_ins = {name: "x" * (len(name.encode(coding)) - 6) + f"{n:06}" for n, name in enumerate(names)}
    with zipfile.ZipFile(stream, "w") as made:
        for seed, name in enumerate(names):
            made.writestr(zipfile.ZipInfo(stand_ins[name]), drawn(seed))
    content = stream.getvalue()
    for name, stand_in in stand_ins.items():
        assert content.count(stand_in.encode()) == 2
        content = content.replace(stand_in.encode(), name.encode(coding))
    return content


def test_names_in_utf_8_that_does_not_say_so(here: Path) -> None:
    (here / "set.zip").write_bytes(unstated(NAMES, "utf-8"))
    with zipfile.ZipFile(here / "set.zip") as plain:
        assert "고양이/0.png" not in plain.namelist()
    assert classes(here) == {"고양이", "猫", "dog"}


WORDS = {
    "gbk": [["猫", "狗"], ["花卉", "向日葵", "玫瑰", "蒲公英"]],
    "shift_jis": [["猫", "鳥"], ["ねこ", "いぬ"], ["バラ", "ヒマワリ", "たんぽぽ"]],
    "euc_kr": [["고양이", "강아지"], ["장미", "해바라기", "민들레"]],
    "big5": [["貓", "狗"], ["花卉", "向日葵", "玫瑰", "汽車"]],
    "cp866": [["кошка", "собака"], ["роза", "птица"]],
    "cp437": [["Bär", "Köter"], ["café", "Größe"], ["señor", "niño"]],
}
OF_WINDOWS = [(coding, words) for coding, every in WORDS.items() for words in every]
NAMED = {"gbk": "GBK", "shift_jis": "Shift-JIS", "euc_kr": "EUC-KR", "big5": "Big5", "cp866": "code page 866"}


@pytest.mark.parametrize(("coding", "words"), OF_WINDOWS)
def test_names_in_a_coding_of_windows(
    here: Path, coding: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    names = [f"{word}/image{number}.png" for word in words for number in range(3)]
    (here / "set.zip").write_bytes(unstated(names, coding))
    assert classes(here) == set(words)
    said = f"coding its names are; they are read as {NAMED.get(coding)}, such as {words[0]}/image0.png."
    assert (said in capsys.readouterr().out) == (coding != "cp437")
    assert contents.of(here / "set.zip").note.count(said) == (coding != "cp437")


def test_names_in_an_unknown_coding_stay_apart(here: Path) -> None:
    (here / "set.zip").write_bytes(unstated(["B\xe4r/image1.png", "\x81\xffx/image2.png"], "latin-1"))
    assert len(classes(here)) == 2


READ = {
    "gb2312": ["健康 患病", "合格 不合格", "A组 B组", "T恤 裤子", "猫1 狗2"],
    "shift_jis": ["猫 犬", "男 女", "Aクラス Bクラス", "学習 テスト", "ﾄﾏﾄ ﾘﾝｺﾞ"],
    "euc_kr": ["남 여", "행복 슬픔 분노", "플라스틱 유리 캔"],
    "big5": ["貓 狗"],
    "cp1251": ["кошка собака", "Кот Пес"],
    "cp1252": ["Äpfel Möhre", "café"],
    "cp850": ["maçã pão", "São"],
}


@pytest.mark.parametrize(("name", "words"), [(name, one) for name, own in READ.items() for one in own])
def test_few_words_tell_the_coding(name: str, words: str) -> None:
    names = [f"{word}/1.jpg".encode(name) for word in words.split()]
    own = [one for one in names if not one.isascii()]
    assert [one.decode(zips.coding(own) or "") for one in own] == [one.decode(name) for one in own]
