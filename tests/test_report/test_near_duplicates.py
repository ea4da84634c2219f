"""What the report says of the audit's method, whole sentences."""

from typing import Any

from lineup.report import near_duplicates


def audit(line: float, aligned: bool) -> dict[str, Any]:
    control = {"pictures": 2000, "with_partner": 2, "share_at_most": 0.00314, "test_images_at_most": 32}
    return {"line": line, "aligned": aligned, "control": control, "test": {"images": 10_000}}


ERROR = (
    " Of 2,000 pictures asked for copies that they cannot have (turned upside down, or among farther"
    " look-alikes), 2 had one by this measure: at most 0.3% of the test images, 32 of 10,000, are taken for"
    " near-duplicates by chance (95% confidence), if other look-alikes are no more alike than those asked."
    " Where pictures differ by little (one person, one pattern, charts), more may count as copies: judge the"
    " pairs nearest to the line."
)


def test_pictures_laid_over_each_other() -> None:
    assert near_duplicates.method(audit(0.8, True)) == (
        "Near-duplicates are pictures of one shot, cropped, mirrored, resized, recompressed or brightened:"
        " laid over each other, their edges and colours are at least 0.80 of 1 alike." + ERROR
    )


def test_pictures_that_all_lie_over_each_other() -> None:
    assert near_duplicates.method(audit(0.99, False)) == (
        "Pictures of this data set can be laid over each other as copies can (plain ground, simple shapes,"
        " one composition), so only those alike pixel over pixel, at least 0.99 of 1, count as"
        " near-duplicates."
        " Cropped or mirrored copies are not found, resized or recompressed ones often not." + ERROR
    )


def test_pictures_that_are_alike_pixel_over_pixel() -> None:
    assert near_duplicates.method(audit(1.0, False)) == (
        "Pictures of this data set resemble each other as copies do even pixel over pixel, so only those"
        " that are the same in every pixel count as near-duplicates. Cropped, mirrored or recompressed copies"
        " are not found."
    )


def test_pictures_that_are_all_linked() -> None:
    nobody = {"pictures": 0, "with_partner": 0, "share_at_most": 1.0, "test_images_at_most": 10_000}
    assert near_duplicates.method(audit(0.8, True) | {"control": nobody}) == (
        "Near-duplicates are pictures of one shot, cropped, mirrored, resized, recompressed or brightened:"
        " laid over each other, their edges and colours are at least 0.80 of 1 alike."
        " Nearly every picture is linked to many others, as in a long scene or with one pattern: none could"
        " be asked for copies that it cannot have, so it is not known how many are taken for near-duplicates"
        " by chance. Judge the pairs."
    )
