"""What a file is that no decoder takes for a picture, by its first bytes: for the message alone."""

HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
RAW = "a camera's raw file. Develop it into JPEG, PNG or TIFF"
ARCHIVE = "an archive, not a picture. Unpack it"
PAGE = "a web page, not a picture"
OTHERS = {
    b"version https://git-lfs": "a pointer of Git LFS, not the picture (`git lfs pull` fetches it)",
    b"/annex/objects/": "a pointer of git-annex, not the picture (`git annex get` fetches it)",
    b"outs:\n- md5:": "a pointer of DVC, not the picture (`dvc pull` fetches it)",
    b"\0\x05\x16\x07": "what macOS keeps beside a picture, not the picture",
    b"%PDF": "a PDF, not a picture",
    b"%!PS": "PostScript, not a picture",
    b"8BPS": "a Photoshop file, not a picture",
    b"gimp xcf": "a file of GIMP, not a picture",
    b"<svg": "an SVG, which has no pixels",
    b"<!doctype html": PAGE,
    b"<html": PAGE,
    b"<?xml": "XML, not a picture",
    b"\x76\x2f\x31\x01": "OpenEXR, which has no agreed white. Save it as PNG or JPEG",
    b"#?radiance": "Radiance HDR, which has no agreed white. Save it as PNG or JPEG",
    b"\xff\x0a": "JPEG XL, which is not read. Save it as PNG or JPEG",
    b"\0\0\0\x0cjxl ": "JPEG XL, which is not read. Save it as PNG or JPEG",
    b"\xff\xd8\xff\xf7": "JPEG-LS, which is not read. Save it as PNG or JPEG",
    b"\xff\xd8\xff": "a JPEG that is broken or of a kind that is not read, such as one of 12 bits",
    b"\x89PNG": "a broken PNG",
    b"\x89HDF": "HDF5, not a picture",
    b"\x93NUMPY": "a NumPy array, not a picture",
    b"SIMPLE  =": "FITS, which has no agreed white. Save it as PNG or TIFF",
    b"fujifilm": RAW,
    b"IIRO": RAW,
    b"IIU\0": RAW,
    b"PK\x03\x04": ARCHIVE,
    b"\x1f\x8b": ARCHIVE,
    b"Rar!": ARCHIVE,
    b"7z\xbc\xaf": ARCHIVE,
}  # by their first bytes, whatever their letters' case


def kind_of(data: bytes) -> str:
    """Return what a file is that is no picture, as far as its first bytes say."""
    if not data.strip(b"\0"):
        return "nothing but zeros, as failed downloads and disks leave behind"
    start = data[:64].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    found = next((what for first, what in OTHERS.items() if start.startswith(first.lower())), None)
    if found == OTHERS[b"<?xml"] and b"<svg" in data[:4096].lower():
        return OTHERS[b"<svg"]
    if found:
        return found
    if data[128:132] == b"DICM":
        return "DICOM, which is not read. Save it as PNG or TIFF"
    if data[4:8] == b"ftyp":
        return RAW if data[8:11] == b"crx" else "a film, not a picture"
    return "not an image in a known format"


def is_heif(data: bytes) -> bool:
    return data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS
