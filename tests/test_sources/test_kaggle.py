"""Kaggle's own client, against a server of ours that answers as Kaggle's does."""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lineup.sources import kaggle
from tests.mistakes import mistake
from tests.test_sources.server import Server, serving

ADDRESS = "https://www.kaggle.com/datasets/someone/cats"
BY_HAND = (
    "Fetch the archive by hand (in a browser, signed in where that is needed) and save it as "
    "downloads/cats.zip, or under that name in any folder that the environment variable LINEUP_MIRROR names. "
    "Then run the command again."
)
SIGN_IN = (
    "no such data set, or one for those who are signed in. For that, get a token at "
    "https://www.kaggle.com/settings and set the environment variable KAGGLE_API_TOKEN to it"
)
REQUEST = "/api/v1/datasets.DatasetApiService/DownloadDataset"


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(zipfile.ZipInfo("cats/a.jpg"), b"a cat")  # at no time of its own
    return stream.getvalue()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("KAGGLE_API_TOKEN", "KAGGLE_USERNAME", "KAGGLE_KEY", "KAGGLE_KERNEL_RUN_TYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KAGGLE_CONFIG_DIR", str(tmp_path / ".kaggle"))
    monkeypatch.setenv("KAGGLE_API_ENVIRONMENT", "LOCALHOST")
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr("time.sleep", lambda _: None)
    # What it tells Kaggle of its callers takes it a second beneath pytest: it reads the source of each.
    monkeypatch.setattr("kagglehub.clients.get_user_agent", lambda: "tests")
    return tmp_path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    from kagglesdk import kaggle_env

    with serving(zipped()) as running:
        endpoint = f"http://127.0.0.1:{running.server_port}"
        monkeypatch.setitem(kaggle_env._env_to_endpoint, kaggle_env.KaggleEnv.LOCAL, endpoint)
        yield running


def failure(here: Path, **fields: str) -> str:
    return mistake(kaggle.fetch, here / "1.zip", handle="someone/cats", **fields)


def test_the_archive_arrives_whole_and_in_silence(
    here: Path, server: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KAGGLE_API_TOKEN", "secret")
    for number in (1, 2):
        assert kaggle.fetch(here / f"{number}.zip", handle="someone/cats", licence="CC0") == {
            "address": ADDRESS,
            "licence": "CC0",
            "file_name": "cats.zip",
            "obtained": "downloads",
        }
        assert (here / f"{number}.zip").read_bytes() == server.content
    [(path, sent, authorization)] = server.posts
    assert (path, authorization) == (REQUEST, "Bearer secret")
    assert (sent["ownerSlug"], sent["datasetSlug"]) == ("someone", "cats")
    assert [file.name for file in (here / "downloads").iterdir()] == ["cats.zip"]
    assert capfd.readouterr() == ("", "")


def test_public_sets_need_no_account(here: Path, server: Server) -> None:
    kaggle.fetch(here / "1.zip", handle="someone/cats", file_name="other.zip")
    assert [authorization for _, _, authorization in server.posts] == [None]
    assert (here / "downloads/other.zip").read_bytes() == server.content


def test_the_mirror_comes_first(here: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "mirror").mkdir()
    (here / "mirror/cats.zip").write_bytes(zipped())
    monkeypatch.setenv("LINEUP_MIRROR", str(here / "mirror"))
    assert kaggle.fetch(here / "1.zip", handle="someone/cats")["obtained"] == "mirror"
    assert server.posts == []


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, f"the server answered 401 Unauthorized ({SIGN_IN})"),
        (403, f"the server answered 403 Forbidden ({SIGN_IN})"),
        (404, f"the server answered 404 Not Found ({SIGN_IN})"),
        (500, "the server answered 500 Internal Server Error"),
        (200, "Kaggle's server did not say where the archive lies"),
    ],
)
def test_refused(here: Path, server: Server, status: int, reason: str) -> None:
    server.post_status = status
    assert failure(here) == f"Could not fetch {ADDRESS}: {reason}. {BY_HAND}"


def test_no_network(here: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    from kagglesdk import kaggle_env

    monkeypatch.setitem(kaggle_env._env_to_endpoint, kaggle_env.KaggleEnv.LOCAL, "http://127.0.0.1:9")
    assert failure(here) == f"Could not fetch {ADDRESS}: no connection to the server. {BY_HAND}"


def test_a_broken_file_of_credentials(here: Path, server: Server) -> None:
    (here / ".kaggle").mkdir()
    (here / ".kaggle/kaggle.json").write_text('{"username": "me"}')
    assert failure(here) == (
        f"Could not fetch {ADDRESS}: Kaggle credentials file at {here}/.kaggle/kaggle.json is missing 'key' "
        f"key. {BY_HAND}"
    )


def test_another_version_than_expected(here: Path, server: Server) -> None:
    found = hashlib.sha256(server.content).hexdigest()
    assert failure(here, sha256="0" * 64) == (
        f"downloads/cats.zip has the sha256 {found}, but dataset.sha256 is {'0' * 64}. Delete the file to "
        "have it fetched again, or correct dataset.sha256 if a new version was published."
    )
