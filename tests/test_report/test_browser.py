"""The report in a real browser, at the width of a phone and of a desk."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

OPENED = "A picture and what each variant says of it"
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
DESK, PHONE = (1280, "light"), (390, "dark")
at_both = pytest.mark.parametrize("page", [DESK, PHONE], ids=["desk", "phone"], indirect=True)
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs Debian's chromium at {CHROMIUM}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(params=[PHONE], ids=["phone"])
def page(request: pytest.FixtureRequest, browser: Browser, report: Path) -> Iterator[Page]:
    width, scheme = request.param
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url) if is_outside(request.url) else None)
    page.goto(f"file://{report}/report.html")
    yield page
    page.close()
    assert said == []  # no console message, no error, no request that leaves the page


def is_outside(address: str) -> bool:
    return not address.startswith("data:") and not address.endswith("/report.html")


@at_both
def test_nothing_is_wider_than_the_page(page: Page) -> None:
    width = "document.documentElement.scrollWidth"
    assert page.evaluate(width) == page.viewport_size["width"]  # type: ignore[index]
    page.evaluate("document.querySelectorAll('option, h3').forEach((one) => one.append('x'.repeat(80)))")
    assert page.evaluate(width) == page.viewport_size["width"]  # type: ignore[index]


def test_every_figure_is_drawn_and_has_an_alternative_text_and_headings_are_in_order(page: Page) -> None:
    assert page.locator("img").count() > 30
    assert page.locator("img:not([alt]), img[alt='']").count() == 0
    assert page.locator("[role=img]").count() >= 12
    assert page.locator("[role=img]:not([aria-label]), [role=img][aria-label='']").count() == 0
    bare = "svg:not([role=img]):not([role=img] svg)"
    assert page.locator(bare).count() == 0
    page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
    page.wait_for_function("[...document.images].every((image) => image.complete && image.naturalWidth > 0)")
    levels = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1]))"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@at_both
def test_axe_finds_nothing_that_keeps_people_out(page: Page) -> None:
    page.get_by_role("radio", name="Loss").check()
    page.get_by_role("radio", name="Counts").check()
    assert violations(page) == []
    page.get_by_role("button", name="Enlarge the curves").first.click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="class", exact=True).check()
    page.locator("#of-pictures").select_option("fully_connected")
    page.locator("button.cell").first.click()
    assert violations(page) == []
    page.locator("#cell button.open").first.click()
    assert violations(page) == []


def violations(page: Page) -> list[str]:
    """Return what axe-core calls serious or critical, and require that it looked at contrasts and texts."""
    found = Axe().run(page).response
    assert {"color-contrast", "button-name", "aria-allowed-attr"} <= {one["id"] for one in found["passes"]}
    return [
        f"{one['id']}: {node['html']}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("page", [DESK], ids=["desk"], indirect=True)
def test_axe_would_say_so(page: Page) -> None:
    bare = "<img src=data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7>"
    page.evaluate(f"document.querySelector('#leaderboard').insertAdjacentHTML('beforeend', '{bare}')")
    assert [one.partition(":")[0] for one in violations(page)] == ["image-alt"]


def variants(page: Page) -> list[str]:
    return page.locator("#leaderboard .sortable").locator("tbody th").all_inner_texts()


def test_leaderboard_sorts_by_click_and_key(page: Page) -> None:
    before = variants(page)
    accuracy = page.locator("#leaderboard th", has=page.get_by_role("button", name="Test accuracy"))
    assert accuracy.get_attribute("aria-sort") == "descending"
    accuracy.get_by_role("button").click()
    assert accuracy.get_attribute("aria-sort") == "ascending"
    assert variants(page) == before[::-1]
    leaderboard = page.locator("#leaderboard")
    leaderboard.get_by_role("button", name="Variant").focus()
    page.keyboard.press("Enter")
    assert variants(page) == ["cnn", "cnn_augmented", "fully_connected", "transfer"]
    assert accuracy.get_attribute("aria-sort") is None
    leaderboard.get_by_role("button", name="Parameters").click()
    assert variants(page) == ["transfer", "cnn_augmented", "cnn", "fully_connected"]


def test_costs_sort_apart_from_the_leaderboard(page: Page) -> None:
    before = variants(page)
    page.locator("#costs").get_by_role("button", name="Latency, 1 image").click()
    order = page.locator("#costs tbody th").all_inner_texts()
    assert order == ["transfer", "cnn_augmented", "cnn", "fully_connected"]
    assert variants(page) == before


def test_switches_show_loss_and_counts(page: Page) -> None:
    loss = page.locator("#curves .view-loss").first
    assert not loss.is_visible()
    page.get_by_role("radio", name="Loss").check()
    assert loss.is_visible()
    count = page.locator(".matrix td.hit b").first
    assert not count.is_visible()
    page.get_by_role("radio", name="Counts").check()
    assert count.is_visible()


@at_both
def test_curves_zoom_in_a_dialog(page: Page) -> None:
    page.get_by_role("button", name="Enlarge the curves of cnn_augmented").click()
    plot = page.locator("dialog svg[role=img]").first
    before = plot.text_content()
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] * 0.4, steps=3)
    page.mouse.up()
    assert plot.locator("svg").get_attribute("viewBox") != "0 0 100 100"
    assert plot.text_content() != before
    page.get_by_role("button", name="Whole").click()
    assert plot.locator("svg").get_attribute("viewBox") == "0 0 100 100"
    page.keyboard.press("Escape")
    assert not page.locator("#enlarged").is_visible()


@at_both
def test_a_point_names_its_seed(page: Page) -> None:
    dot = page.locator("#accuracy circle.dot").last  # drawn last, so that no other covers it
    dot.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # the scrolling ends, which hides a tip
    dot.hover()
    tip = page.locator("#tip")
    tip.wait_for(state="visible")
    assert ", seed " in tip.inner_text()


def test_a_picture_opens_with_every_variants_answer_and_closes_by_key(page: Page) -> None:
    button = page.locator("#mistakes ~ .cards button.open").first
    path = button.get_attribute("data-path")
    button.click()
    shown = page.get_by_role("dialog", name=OPENED)
    assert path is not None
    assert path in shown.locator("figcaption").inner_text()
    told = shown.locator("tbody th").all_inner_texts()
    assert sorted(told) == ["cnn", "cnn_augmented", "fully_connected", "transfer"]
    assert shown.locator("td.wrong").count() >= 1
    assert shown.locator("tbody tr").first.inner_text().endswith(" of 3 seeds")
    page.keyboard.press("Escape")
    assert shown.count() == 0
    assert focused(page, "path") == path


def test_arrows_turn_to_the_next_picture_and_focus_stays_with_it(page: Page) -> None:
    cards = page.locator("#hits ~ .cards").first.locator("button.open")
    paths = [cards.nth(place).get_attribute("data-path") for place in range(cards.count())]
    assert len(paths) > 2
    cards.first.focus()
    page.keyboard.press("Enter")
    shown = page.get_by_role("dialog", name=OPENED)
    page.keyboard.press("ArrowLeft")
    assert shown.locator("figcaption").inner_text().endswith(f": {paths[0]}")
    assert shown.get_by_role("button", name="The picture before").is_disabled()
    page.keyboard.press("ArrowRight")
    shown.get_by_role("button", name="The next picture").click()
    assert shown.locator("figcaption").inner_text().endswith(f": {paths[2]}")
    page.keyboard.press("Escape")
    page.wait_for_function("(path) => document.activeElement.dataset.path === path", arg=paths[2])


def focused(page: Page, name: str) -> str:
    """Return a data attribute of what has the focus."""
    return str(page.evaluate("(name) => document.activeElement.dataset[name]", name))


@at_both
def test_the_leaderboard_has_six_columns_until_all_are_asked_for(page: Page) -> None:
    heads = page.locator("#leaderboard .sortable thead th:visible")
    assert heads.count() == 6
    page.get_by_role("checkbox", name="all columns").check()
    assert heads.count() > 9


@at_both
def test_sections_can_be_reached_from_anywhere(page: Page) -> None:
    page.evaluate("document.documentElement.style.scrollBehavior = 'auto'; window.scrollTo(0, 1e6)")
    page.get_by_role("link", name="Leaderboard", exact=True).click()
    assert page.locator("#leaderboard-title").bounding_box()["y"] < 200  # type: ignore[index]


def test_another_variants_figures_matrix_and_pictures_are_shown_in_all_sections(page: Page) -> None:
    figures, matrix = page.locator("#per-class tbody"), page.locator(".matrix tbody")
    before = [part.inner_text() for part in (figures, matrix)]
    page.locator("#of-classes").select_option("fully_connected")
    assert page.locator("#of-pictures").input_value() == "fully_connected"
    assert page.locator("#of-curves").input_value() == ""
    assert page.locator(".panel:visible").count() == 4
    assert page.locator(".shown-variant").all_inner_texts() == ["fully_connected"] * 2
    shown = page.locator(".of-variant:visible")
    assert shown.count() == 1
    assert "images that fully_connected got wrong" in shown.inner_text()
    assert shown.locator("img:not([src])").count() == 0
    assert shown.locator("button.open").count() > 12
    assert [part.inner_text() for part in (figures, matrix)] != before
    page.locator("#of-pictures").select_option("transfer")
    page.locator("#of-pictures").select_option("cnn_augmented")
    assert [part.inner_text() for part in (figures, matrix)] == before  # the script draws what the page had


def test_the_curves_of_one_variant_stand_alone_and_large(page: Page) -> None:
    panel = page.locator(".panel[data-variant=transfer] svg[role=img]").first
    height = panel.bounding_box()["height"]  # type: ignore[index]
    page.locator("#of-curves").select_option("transfer")
    assert page.locator(".panel:visible h3").all_inner_texts() == [
        page.locator(".panel:visible h3").inner_text()
    ]
    assert panel.bounding_box()["height"] > 1.5 * height  # type: ignore[index]
    assert page.locator("#of-classes").input_value() == "transfer"
    page.locator("#of-curves").select_option("all variants")
    assert page.locator(".panel:visible").count() == 4
    assert page.locator("#of-classes").input_value() == "transfer"


def test_a_chosen_variant_keeps_the_order_of_the_classes(page: Page) -> None:
    page.locator("#per-class").get_by_role("button", name="Recall").click()
    page.locator("#of-classes").select_option("fully_connected")
    recalls = [float(text) for text in page.locator("#per-class tbody td:nth-child(3)").all_inner_texts()]
    assert recalls == sorted(recalls, reverse=True)
    assert len(set(recalls)) > 2


def test_a_link_of_the_summary_leads_to_the_variant_it_speaks_of(page: Page) -> None:
    page.locator("#of-pictures").select_option("fully_connected")
    page.locator("#summary a[href='#confused']").first.click()
    assert page.locator("#of-pictures").input_value() != "fully_connected"
    assert page.locator("#confused").is_visible()


@at_both
def test_a_cell_of_a_chosen_matrix_opens_its_pictures(page: Page) -> None:
    page.locator("#of-classes").select_option("fully_connected")
    cell = page.locator("button.cell").first
    said = cell.get_attribute("aria-label")
    assert said is not None
    true, _, answer = said.partition(" of ")[2].partition(" taken for ")
    cell.click()
    shown = page.get_by_role("dialog", name="Pictures of a cell of the matrix")
    assert shown.locator("p").inner_text().startswith(f"{true} → {answer}: {said.split()[0]} (")
    assert 1 <= shown.locator("img").count() <= 4
    assert {one.get_attribute("data-label") for one in shown.locator("button.open").all()} == {true}
    shown.locator("button.open").first.click()
    opened = page.get_by_role("dialog", name=OPENED)
    row = opened.locator("tr", has=page.get_by_role("rowheader", name="fully_connected", exact=True))
    assert row.locator("td.wrong").inner_text() == answer
    page.keyboard.press("Escape")
    assert opened.count() == 0
    assert focused(page, "label") == true  # the picture in the cell's dialog, which is open still
    page.keyboard.press("Escape")
    assert shown.count() == 0
    assert focused(page, "cell") == cell.get_attribute("data-cell")


def test_ink_is_dark_on_paper(page: Page) -> None:
    page.emulate_media(media="print")
    ink, paper = page.evaluate("(one => [one.color, one.backgroundColor])(getComputedStyle(document.body))")
    assert (ink, paper) == ("rgb(29, 33, 38)", "rgb(255, 255, 255)")
