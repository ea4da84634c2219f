"""The embedded cartoon series, drawn here: lineup/toons."""

import zipfile
from pathlib import Path

from lineup.toons import LICENCE, SCENES, files


def fetch(destination: Path, *, seed: int = 0, scenes: int = SCENES) -> dict[str, str]:
    """Write a series as a zip file of `toons/CHARACTER/NUMBER.EXTENSION`; return its address and licence."""
    destination = Path(destination)
    part = destination.with_name(destination.name + ".part")
    content = files(seed, scenes)
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(content):
            archive.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), content[name])
    part.replace(destination)
    return {"address": f"generated:toons?seed={seed}", "licence": LICENCE}
