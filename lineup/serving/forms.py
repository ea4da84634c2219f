"""Pictures of a form, as `curl -F file=@picture.jpg` and browsers send it."""

import io

from multipart import MultipartError, MultipartParser, parse_options_header

MOST_PARTS = 256  # of one form, fields without a file among them


class UnreadableError(Exception):
    """A form that cannot be read; the text says why."""


def files(content_type: str, body: bytes) -> list[bytes]:
    """Return the content of each file of a multipart/form-data body, in order; other fields are not read.

    Nothing is written to disk. Raises UnreadableError.
    """
    boundary = parse_options_header(content_type)[1].get("boundary", "")
    if not boundary:
        raise UnreadableError("it names no boundary")
    limit = len(body) + 1
    try:
        parts = MultipartParser(
            io.BytesIO(body),
            boundary,
            len(body),
            part_limit=MOST_PARTS,
            spool_limit=limit,
            memory_limit=limit,
            disk_limit=0,
        ).parts()
        return [part.raw for part in parts if part.filename]
    except MultipartError as error:
        raise UnreadableError(str(error)) from None
