"""What the audit of near-duplicates says of itself, in words."""

from collections.abc import Mapping
from typing import Any

from lineup.words import percent, several


def method(audit: Mapping[str, Any]) -> str:
    """Return what counts as a near-duplicate in this data set, and how often that may be wrong."""
    line, control = audit["line"], audit["control"]
    if line == 1:
        return (
            "Pictures of this data set resemble each other as copies do even pixel over pixel, so only those"
            " that are the same in every pixel count as near-duplicates. Cropped, mirrored or recompressed"
            " copies are not found."
        )
    if not audit["aligned"]:
        return (
            "Pictures of this data set can be laid over each other as copies can (plain ground, simple"
            " shapes, one composition), so only those alike pixel over pixel, at least"
            f" {line:.2f} of 1, count as near-duplicates."
            " Cropped or mirrored copies are not found, resized or recompressed ones often not."
            f" {error(audit['test']['images'], control)}"
        )
    return (
        "Near-duplicates are pictures of one shot, cropped, mirrored, resized, recompressed or brightened:"
        f" laid over each other, their edges and colours are at least {line:.2f} of 1 alike."
        f" {error(audit['test']['images'], control)}"
    )


def one_draw(audit: Mapping[str, Any]) -> str:
    """Return which pictures count as one draw in tests, intervals and thresholds."""
    return f"near-duplicates{', and pictures of one subject,' if 'subjects' in audit else ''}"


def error(test_images: int, control: Mapping[str, Any]) -> str:
    """Return what the control found: pictures that cannot have copies."""
    asked, found = control["pictures"], control["with_partner"]
    most = control["test_images_at_most"]
    if asked == 0:
        return (
            "Nearly every picture is linked to many others, as in a long scene or with one pattern: none"
            " could be asked for copies that it cannot have, so it is not known how many are taken for"
            " near-duplicates by chance. Judge the pairs."
        )
    return (
        f"Of {several(asked, 'picture')} asked for copies that they cannot have (turned upside down, or"
        f" among farther look-alikes), {found:,} had one by this measure: at most"
        f" {percent(control['share_at_most'])} of the test images, {most:,} of {test_images:,}, are taken for"
        " near-duplicates by chance (95% confidence), if other look-alikes are no more alike than"
        " those asked. Where pictures differ by little (one person, one pattern, charts), more may count as"
        " copies: judge the pairs nearest to the line."
    )
