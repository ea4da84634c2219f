"""By which names a picture is known: for what only its name is at hand. What it is, its content says."""

from posixpath import splitext

PICTURES = frozenset(
    ".jpg .jpeg .jpe .jfif .png .apng .gif .webp .bmp .dib .tif .tiff .ppm .pgm .pbm .pnm .jp2 .avif"
    " .heic .heif .ico .mpo".split()
)
RAW = tuple(".cr2 .cr3 .crw .nef .nrw .arw .srf .dng .orf .rw2 .raf .pef .srw".split())  # of cameras


def is_raw(name: str) -> bool:
    """Tell whether a file has the ending of a camera's raw file, whose first picture is a small preview."""
    return splitext(name)[1].lower() in RAW


def is_picture(name: str) -> bool:
    return splitext(name)[1].lower() in PICTURES
