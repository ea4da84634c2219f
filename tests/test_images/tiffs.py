"""Writes TIFF files of kinds that Pillow does not write: deep, inverted, packed, with a plane a colour."""

import struct

import numpy as np

ENTRY = 12  # bytes


def write(
    samples: np.ndarray,
    *,
    order: str = "<",
    photometric: int = 1,
    bits: int = 16,
    planes: int = 1,
    more: dict[int, int] | None = None,
) -> bytes:
    """Return samples (height, width) or (height, width, n), unsigned, as an uncompressed TIFF file.

    order: '<' or '>'; photometric: 0 white is zero, 1 black is zero, 2 RGB; bits: 8, 16, or 12 packed without
    gaps; planes: 2 for a plane a colour; more: further tags, each of one short.
    """
    height, width = samples.shape[:2]
    count = 1 if samples.ndim == 2 else samples.shape[2]
    laid = np.moveaxis(samples, 2, 0) if planes == 2 else samples
    data = (
        packed(samples.reshape(height, -1)) if bits == 12 else laid.astype(f"{order}u{bits // 8}").tobytes()
    )
    strips = count if planes == 2 else 1
    size = len(data) // strips
    tags: dict[int, list[int]] = {
        256: [width], 257: [height], 258: [bits] * count, 259: [1], 262: [photometric], 273: [0] * strips,
        277: [count], 278: [height], 279: [size] * strips, 284: [planes],
    }  # fmt: skip
    tags |= {tag: [value] for tag, value in (more or {}).items()}
    start = len(head(tags, order))
    tags[273] = [start + number * size for number in range(strips)]
    return head(tags, order) + data


def head(tags: dict[int, list[int]], order: str) -> bytes:
    """Return all of a TIFF file but its samples."""
    entries, beyond = b"", b""
    beginning = 8 + 2 + ENTRY * len(tags) + 4
    for tag, values in sorted(tags.items()):
        kind, code = (4, "I") if tag in (273, 279) else (3, "H")
        raw = struct.pack(order + code * len(values), *values)
        if len(raw) > 4:
            raw, beyond = struct.pack(f"{order}I", beginning + len(beyond)), beyond + raw
        entries += struct.pack(f"{order}HHI", tag, kind, len(values)) + raw.ljust(4, b"\0")
    magic = b"II*\0" if order == "<" else b"MM\0*"
    return magic + struct.pack(f"{order}IH", 8, len(tags)) + entries + b"\0\0\0\0" + beyond


def packed(rows: np.ndarray) -> bytes:
    """Return rows of 12-bit samples, two in three bytes; a row ends with a whole byte."""
    content = b""
    for row in rows.astype(int):
        pairs = np.append(row, [0] * (len(row) % 2)).reshape(-1, 2)
        three = [(one >> 4, (one & 15) << 4 | other >> 8, other & 255) for one, other in pairs]
        content += bytes(np.array(three, np.uint8).ravel()[: (len(row) * 12 + 7) // 8])
    return content
