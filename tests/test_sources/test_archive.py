"""A published archive: mirror, file://, HTTP with breaks, tar, and what goes wrong."""

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lineup.errors import LineupError
from lineup.sources import archive, transfer
from tests.mistakes import mistake
from tests.test_sources.server import Server, serving

BY_HAND = (
    "Fetch the archive by hand (in a browser, signed in where that is needed) and save it as "
    "downloads/set.zip, or under that name in any folder that the environment variable LINEUP_MIRROR names. "
    "Then run the command again."
)


def zipped(size: int = 300_000) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        opened.writestr(zipfile.ZipInfo("cat/a.jpg"), bytes(size))  # at no time of its own
    return stream.getvalue()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LINEUP_MIRROR", raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr("time.sleep", lambda _: None)
    return tmp_path


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(zipped()) as running:
        yield running


def fetch(address: str, **options: Any) -> dict[str, Any]:
    """Fetch what is called set.zip to 1.zip."""
    return archive.fetch(Path("1.zip"), **{"address": address, "file_name": "set.zip", **options})


def test_over_http_kept_and_not_fetched_twice(
    here: Path, server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    said = fetch(server.address, licence="CC0")
    assert said == {
        "address": server.address,
        "licence": "CC0",
        "file_name": "set.zip",
        "obtained": "downloads",
    }
    assert (here / "1.zip").read_bytes() == server.content
    assert [path.name for path in (here / "downloads").iterdir()] == ["set.zip"]
    (here / "1.zip").unlink()
    assert fetch(server.address, licence="CC0") == said
    assert (here / "1.zip").read_bytes() == server.content
    assert not (here / "1.zip").samefile(here / "downloads/set.zip")
    assert server.ranges == [""]
    assert capfd.readouterr() == ("", "")


def test_a_broken_transfer_goes_on_where_it_stopped(here: Path, server: Server) -> None:
    server.breaks = [3 * transfer.CHUNK, transfer.CHUNK]
    fetch(server.address)
    assert (here / "1.zip").read_bytes() == server.content
    assert server.ranges == ["", "bytes=98304-", "bytes=131072-"]


def test_a_later_run_goes_on_too(here: Path, server: Server) -> None:
    server.breaks = [100_000]  # of which three whole chunks of 32 KiB are kept
    server.statuses = [200, 404]
    with pytest.raises(LineupError):
        fetch(server.address)
    assert (here / "downloads/set.zip.part").stat().st_size == 98_304
    fetch(server.address)
    assert (here / "1.zip").read_bytes() == server.content
    assert server.ranges[-1] == "bytes=98304-"


@pytest.mark.parametrize("change", ["another version", "no ranges"])
def test_what_cannot_be_resumed_starts_again(here: Path, server: Server, change: str) -> None:
    (here / "downloads").mkdir()
    (here / "downloads/set.zip.part").write_bytes(b"of an older version")
    (here / "downloads/set.zip.part.version").write_text('"0"' if change == "another version" else server.tag)
    server.resumable = change != "no ranges"
    fetch(server.address)
    assert (here / "1.zip").read_bytes() == server.content
    assert server.ranges == ["bytes=19-"]


def test_a_range_that_does_not_fit_starts_again(here: Path, server: Server) -> None:
    (here / "downloads").mkdir()
    (here / "downloads/set.zip.part").write_bytes(bytes(400_000))
    (here / "downloads/set.zip.part.version").write_text(server.tag)
    server.statuses = [416]
    fetch(server.address)
    assert (here / "1.zip").read_bytes() == server.content
    assert server.ranges == ["bytes=400000-", ""]


def test_a_busy_server_is_asked_again(here: Path, server: Server) -> None:
    server.statuses = [503, 429]
    fetch(server.address)
    assert len(server.ranges) == 3


@pytest.mark.parametrize(("status", "requests"), [(404, 1), (403, 1), (503, 4)])
def test_a_refusal_says_what_to_do(here: Path, server: Server, status: int, requests: int) -> None:
    names = {404: "Not Found", 403: "Forbidden", 503: "Service Unavailable"}
    server.statuses = [status] * 9
    assert mistake(fetch, server.address) == (
        f"Could not fetch {server.address}: the server answered {status} {names[status]}. {BY_HAND}"
    )
    assert len(server.ranges) == requests


def test_no_server_and_no_such_file_in_the_mirror(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINEUP_MIRROR", str(here))
    assert mistake(fetch, "http://127.0.0.1:9/set") == (
        f"Could not fetch http://127.0.0.1:9/set: no connection to the server. {BY_HAND} (LINEUP_MIRROR "
        f"names {here}, where there is no such file.)"
    )


def test_a_checksum_that_does_not_match(here: Path, server: Server) -> None:
    found = hashlib.sha256(server.content).hexdigest()
    assert mistake(fetch, server.address, sha256="0" * 64) == (
        f"downloads/set.zip has the sha256 {found}, but dataset.sha256 is {'0' * 64}. Delete the file to "
        "have it fetched again, or correct dataset.sha256 if a new version was published."
    )
    fetch(server.address, sha256=found)


def test_a_login_page_is_no_archive(here: Path, server: Server) -> None:
    server.content = b"<!doctype html><title>Sign in</title>"
    assert mistake(fetch, server.address) == (
        f"downloads/set.zip is no archive but a web page or a server's message. Delete it. {BY_HAND}"
    )


def test_the_mirror_is_copied_whatever_its_checksum(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "mirror").mkdir()
    (here / "mirror/set.zip").write_bytes(zipped())
    monkeypatch.setenv("LINEUP_MIRROR", str(here / "mirror"))
    said = fetch("https://x.invalid/y", sha256="0" * 64)
    assert said["obtained"] == "mirror"
    assert (here / "1.zip").read_bytes() == zipped()
    assert not (here / "1.zip").samefile(here / "mirror/set.zip")


@pytest.mark.parametrize("kind", ["file://", "path"])
def test_files_of_this_machine(here: Path, kind: str) -> None:
    (here / "a b.zip").write_bytes(zipped())
    address = (here / "a b.zip").as_uri() if kind == "file://" else "a b.zip"
    assert fetch(address)["obtained"] == "address"
    assert (here / "1.zip").read_bytes() == zipped()
    assert not (here / "1.zip").samefile(here / "a b.zip")
    absent = here / "a b" if kind == "file://" else "a b"
    assert mistake(fetch, address[:-4]) == f"dataset.address: there is no file {absent}. {BY_HAND}"
    Path(absent).mkdir()
    assert mistake(fetch, address[:-4]) == (
        f"dataset.address: {absent} is a folder, not an archive. Write `source: folder`, with it as"
        " `path` and `watch`."
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://1drv.ms/u/s!abc",
        "https://onedrive.live.com/?cid=1&id=2",
        "https://someone-my.sharepoint.com/:u:/p/x",
    ],
)
def test_onedrive_is_left_to_a_browser(here: Path, address: str) -> None:
    assert mistake(fetch, address) == (
        f"Could not fetch {address}: it is a share link of OneDrive, which only a browser can follow. "
        f"{BY_HAND}"
    )
    (here / "downloads").mkdir()
    (here / "downloads/set.zip").write_bytes(zipped())
    assert fetch(address)["obtained"] == "downloads"


def tarred(path: Path, files: dict[str, bytes]) -> bytes:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return path.read_bytes()


def test_parts_are_merged(
    here: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "mirror").mkdir()
    images = tarred(here / "mirror/images.tgz", {"./images/1.jpg": b"one", "README": b"images"})
    lists = tarred(here / "lists.tgz", {"lists/train.txt": b"1.jpg", "README": b"lists"})
    monkeypatch.setenv("LINEUP_MIRROR", str(here / "mirror"))
    said = archive.fetch(
        here / "1.zip",
        address="https://x.invalid/images.tgz",
        file_name="images.tgz",
        more=[
            {"address": "lists.tgz", "file_name": "lists.tgz", "sha256": hashlib.sha256(lists).hexdigest()},
            {"address": server.address, "file_name": "set.zip", "sha256": None},
        ],
    )
    with zipfile.ZipFile(here / "1.zip") as opened:
        content = {name: opened.read(name) for name in opened.namelist()}
    assert list(content) == ["images/1.jpg", "README", "lists/train.txt", "cat/a.jpg"]
    assert content["README"] == b"images"
    assert (content["lists/train.txt"], content["cat/a.jpg"]) == (b"1.jpg", bytes(300_000))
    places = [("https://x.invalid/images.tgz", "images.tgz", "mirror", images)]
    places += [("lists.tgz", "lists.tgz", "address", lists)]
    places += [(server.address, "set.zip", "downloads", server.content)]
    assert said["parts"] == [
        {
            "address": address,
            "file_name": name,
            "obtained": obtained,
            "sha256": hashlib.sha256(whole).hexdigest(),
            "bytes": len(whole),
        }
        for address, name, obtained, whole in places
    ]
    assert capsys.readouterr().out == (
        "download: lists.tgz: 1 file(s) passed over, since earlier archives have their names:\n  README\n"
    )


def test_a_part_with_a_wrong_checksum_or_none_at_all(here: Path) -> None:
    lists = tarred(here / "lists.tgz", {"lists/train.txt": b"1.jpg"})
    (here / "mine.zip").write_bytes(zipped())
    wrong = {"address": "lists.tgz", "file_name": "lists.tgz", "sha256": "0" * 64}
    assert mistake(fetch, "mine.zip", more=[wrong]) == (
        f"lists.tgz has the sha256 {hashlib.sha256(lists).hexdigest()}, but dataset.more.0.sha256 is "
        f"{'0' * 64}. Delete the file to have it fetched again, or correct dataset.more.0.sha256 if a new "
        "version was published."
    )
    absent = {"address": "none.tgz", "file_name": "set.zip", "sha256": None}
    assert (
        mistake(fetch, "mine.zip", more=[absent])
        == f"dataset.more.0.address: there is no file none.tgz. {BY_HAND}"
    )
    (here / "set.zip").write_bytes(zipped()[:-300] + zipped()[-300:].replace(b"PK", b"KP"))
    broken = {"address": "set.zip", "file_name": "set.zip", "sha256": None}
    assert mistake(fetch, "mine.zip", more=[broken]) == (
        f"set.zip is no archive but neither a zip nor a tar archive, or broken. Delete it. {BY_HAND}"
    )


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_tar_archives_are_repacked_the_same_way_each_time(here: Path, mode: str) -> None:
    with tarfile.open(here / "set.tar", mode) as tar:  # type: ignore[call-overload]
        for name in ("./dog/b.jpg", "./cat/a.jpg"):
            entry = tarfile.TarInfo(name)
            entry.size = 5
            tar.addfile(entry, io.BytesIO(b"image"))
        link = tarfile.TarInfo("cat/link.jpg")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    address = (here / "set.tar").as_uri()
    said = fetch(address)
    assert said["repacked_from_sha256"] == hashlib.sha256((here / "set.tar").read_bytes()).hexdigest()
    assert said["repacked_from_bytes"] == str((here / "set.tar").stat().st_size)
    with zipfile.ZipFile(here / "1.zip") as opened:
        assert opened.namelist() == ["dog/b.jpg", "cat/a.jpg"]
        assert opened.read("cat/a.jpg") == b"image"
    archive.fetch(here / "2.zip", address=address, file_name="set.tar")
    assert (here / "1.zip").read_bytes() == (here / "2.zip").read_bytes()


def test_a_broken_tar(here: Path) -> None:
    with tarfile.open(here / "whole.tar.gz", "w:gz") as tar:
        entry = tarfile.TarInfo("cat/a.jpg")
        entry.size = 100_000
        tar.addfile(entry, io.BytesIO(zipped(100_000)))
    broken = here / "set.zip"
    broken.write_bytes((here / "whole.tar.gz").read_bytes()[:-60])
    with pytest.raises(LineupError) as caught:
        fetch(broken.as_uri())
    assert str(caught.value).startswith(f"{broken} is broken: ")
    assert str(caught.value).endswith(f". Delete it. {BY_HAND}")
