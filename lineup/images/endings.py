"""By which names a picture is known: for what only its name is at hand. What it is, its content says."""

from posixpath import splitext

PICTURES = frozenset(
    ".jpg .jpeg .jpe .jfif .png .apng .gif .webp .bmp .dib .tif .tiff .ppm .pgm .pbm .pnm .jp2 .avif"
    " .heic .heif .ico .mpo".split()
)


def is_picture(name: str) -> bool:
    """Tell whether a file has the ending of a picture, in either case."""
    return splitext(name)[1].lower() in PICTURES
