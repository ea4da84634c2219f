"""Fetching one file over HTTP: a bar, retries, and going on where a broken transfer stopped."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

ATTEMPTS = 4  # in a row without a new byte
TIMEOUT = (10, 60)  # seconds to connect, and between two chunks
CHUNK = 1 << 15  # bytes; what a break can lose
BUSY = {429, 500, 502, 503, 504}
REASONS: dict[type[Exception], str] = {  # the narrower ones first
    requests.Timeout: f"no answer within {TIMEOUT[1]} seconds",
    requests.exceptions.ChunkedEncodingError: "the connection broke off",
    requests.exceptions.SSLError: "the server's certificate was not accepted",
    requests.exceptions.ProxyError: "no connection to the proxy",
    requests.ConnectionError: "no connection to the server",
}


class TransferError(Exception):
    """The transfer failed for good; the text is the reason."""


def download(address: str, target: Path) -> None:
    """Fetch `address` to `target`, by way of `target`.part, which a later call goes on with."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    failures = 0
    with bar(target.name) as progress:
        task = progress.add_task(target.name, total=None)
        while True:
            before = size(part)
            try:
                receive(address, part, lambda done, total: progress.update(task, completed=done, total=total))
                break
            except requests.RequestException as error:
                failures = failures + 1 if size(part) <= before else 1
                if failures >= ATTEMPTS or not worth_retrying(error):
                    raise TransferError(reason(error)) from None
                time.sleep(2 ** (failures - 1))
    part.replace(target)
    version(part).unlink(missing_ok=True)


def receive(address: str, part: Path, report: Callable[[int, int | None], None]) -> None:
    """Add to `part` what it lacks, or all of it where the server cannot go on; raises RequestException."""
    headers = {"Accept-Encoding": "identity", "User-Agent": "lineup"}
    known = version(part).read_text() if version(part).exists() else ""
    if known and size(part):
        headers |= {"Range": f"bytes={size(part)}-", "If-Range": known}
    with requests.get(address, headers=headers, stream=True, timeout=TIMEOUT) as response:
        if response.status_code == requests.codes.requested_range_not_satisfiable:
            part.unlink()
            raise requests.ConnectionError("the partial file did not fit the published one")
        response.raise_for_status()
        resumed = response.headers.get("Content-Range", "").startswith(f"bytes {size(part)}-")
        done = size(part) if resumed else 0
        length = response.headers.get("Content-Length")
        total = done + int(length) if length else None
        tag = response.headers.get("ETag", "")
        version(part).write_text(
            "" if tag.startswith("W/") else tag or response.headers.get("Last-Modified", "")
        )
        with part.open("ab" if resumed else "wb") as file:
            for chunk in response.iter_content(CHUNK):
                file.write(chunk)
                done += len(chunk)
                report(done, total)


def version(part: Path) -> Path:
    """Return where the server's name for the version of a partial file is kept."""
    return part.with_name(part.name + ".version")


def size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def worth_retrying(error: requests.RequestException) -> bool:
    """Tell a passing failure (network, busy server) from one that a repetition would only repeat."""
    if isinstance(error, requests.HTTPError):
        return error.response is not None and error.response.status_code in BUSY
    return isinstance(
        error, requests.ConnectionError | requests.Timeout | requests.exceptions.ChunkedEncodingError
    )


def reason(error: requests.RequestException) -> str:
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answered {error.response.status_code} {error.response.reason}"
    return next((said for kind, said in REASONS.items() if isinstance(error, kind)), str(error))


def bar(name: str) -> Progress:
    """Return a bar with bytes, rate and remaining time; silent when the output is no terminal."""
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    return Progress(
        TextColumn(f"download {name}"),
        *columns,
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
