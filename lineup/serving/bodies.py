"""What a request holds: read within limits, and understood."""

import io
import json
from collections.abc import AsyncIterator
from typing import Any

from multipart import MultipartError, MultipartParser, parse_options_header

from lineup.images.decode import UndecodableError
from lineup.inference import encoded

LIMIT = 32 * 1024 * 1024  # bytes of a request
DRAINED = 8 * LIMIT  # bytes of one that is refused
PICTURES = 64  # of one request
FORM = "-F file=@picture.jpg, as curl sends it"
EXAMPLE = '{"images": ["BASE64 OF A FILE", ...]}'
MOST_PARTS = 256  # of one form, fields without a file among them


class RefusedError(Exception):
    """A request that cannot be answered: the HTTP status, and the reason as its text."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


Pictures = tuple[list[bytes], list[str]]  # of a request: files, then the addresses of others


async def read(parts: AsyncIterator[bytes]) -> bytes:
    """Return a request's body; RefusedError 413 where it has more than LIMIT bytes."""
    content = bytearray()
    async for part in parts:
        content += part
        if len(content) > LIMIT:
            content.clear()
            await forget(parts)
            said = f"The request has more than {LIMIT:,} bytes. Send fewer or smaller pictures."
            raise RefusedError(413, said)
    return bytes(content)


async def forget(parts: AsyncIterator[bytes]) -> None:
    """Read what comes, up to DRAINED bytes, so that its sender listens to why it is refused."""
    size = 0
    async for part in parts:
        size += len(part)
        if size > DRAINED:
            return


def pictures(content_type: str, body: bytes, allow_urls: bool) -> Pictures:
    """Return a request's pictures, at least one: of a form or JSON, else the body is one picture's file.

    Raises RefusedError 400, 403 or 413.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return of_form(content_type, body), []
    if not body:
        raise RefusedError(400, f"The request is empty. Send a picture's bytes as the body, or {EXAMPLE}.")
    if kind != "application/json":
        return [body], []
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RefusedError(
            400, f"The request is not JSON ({str(error)[:100]}). Expected: {EXAMPLE}"
        ) from None
    return listed(content, allow_urls)


def of_form(content_type: str, body: bytes) -> list[bytes]:
    """Return the files of a multipart/form-data body; other fields are not read, nothing lies on the disk."""
    boundary, limit = parse_options_header(content_type)[1].get("boundary", ""), len(body) + 1
    limits = {"part_limit": MOST_PARTS, "spool_limit": limit, "memory_limit": limit, "disk_limit": 0}
    try:
        if not boundary:
            raise MultipartError("it names no boundary")
        parts = MultipartParser(io.BytesIO(body), boundary, len(body), **limits).parts()
        found = [part.raw for part in parts if part.filename]
    except MultipartError as error:
        raise RefusedError(400, f"The form cannot be read ({error}). Expected: {FORM}") from None
    if not found:
        raise RefusedError(400, f"The form has no file. Expected: {FORM}")
    refuse_many(len(found))
    return found


def refuse_many(count: int) -> None:
    """Raise RefusedError 413 where a request has too many pictures."""
    if count > PICTURES:
        said = f"The request has {count} pictures, more than {PICTURES}. Send several requests."
        raise RefusedError(413, said)


def listed(content: Any, allow_urls: bool) -> Pictures:
    """Return the pictures that a JSON request lists under `images` and `urls`."""
    known = {"images", "urls"}
    if not isinstance(content, dict) or not content or not set(content) <= known:
        raise RefusedError(400, f"The JSON is not an object of images. Expected: {EXAMPLE}")
    for key, entries in content.items():
        if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
            raise RefusedError(400, f"'{key}' is not a list of texts. Expected: {EXAMPLE}")
    if content.get("urls") and not allow_urls:
        raise RefusedError(403, "Addresses are not fetched here. `lineup serve --allow-urls` allows them.")
    count = sum(len(entries) for entries in content.values())
    if not count:
        raise RefusedError(400, f"The request has no picture. Expected: {EXAMPLE}")
    refuse_many(count)
    images = [decoded(text, number) for number, text in enumerate(content.get("images", []))]
    return images, content.get("urls", [])


def decoded(text: str, number: int) -> bytes:
    try:
        return encoded.decode(text)
    except UndecodableError:
        raise RefusedError(400, f"images[{number}] is not in base64. Expected: {EXAMPLE}") from None
