"""Pieces of many pages, measured where they once stood badly: on a phone and on a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.e2e import people
from tests.e2e.browser import Look, overflow_px
from tests.e2e.conftest import OpenPage
from tests.e2e.people import speak

CAMPAIGN = f"/campaigns/{people.CAMPAIGN}"
PHONE, TABLET, DESK = Look(width=390, height=844), Look(width=768, height=1024), Look(width=1440)
CLOSED = "main .rows a:has-text('autumn')"
LINES = """
boxes => boxes.reduce((lines, box) => {
  const { top, bottom } = box.getBoundingClientRect();
  return lines.some(line => top < line.bottom && line.top < bottom) ? lines : [...lines, { top, bottom }];
}, []).length
"""
TICKED_BESIDE = """
rows => rows.every(row => {
  const tick = row.querySelector("[type=checkbox]").getBoundingClientRect();
  const words = row.querySelector(".line").getBoundingClientRect();
  return tick.top < words.bottom && tick.left >= words.right;
})
"""
GAPS = """
cells => cells.filter(cell => cell.children.length > 1).map(cell => {
  const [first, second] = [...cell.children].map(child => child.getBoundingClientRect());
  return Math.round(second.left - first.right);
})
"""
WRAPPED = "titles => titles.filter(title => title.getClientRects().length && title.offsetHeight > 30).length"
TOPS = """
links => links.map(link => {
  const words = document.createRange();
  words.selectNodeContents(link);
  return Math.round(words.getBoundingClientRect().bottom * 4);
})
"""
BLANKS = """
links => links.map(link => {
  const words = document.createRange();
  words.selectNodeContents(link.firstChild);
  words.setEnd(link.firstChild, link.firstChild.textContent.trimEnd().length);
  return link.querySelector("bdi").getClientRects()[0].left - words.getClientRects()[0].right;
})
"""
FIGURES = """
row => {
  const lines = {};
  for (const cell of row.querySelectorAll("td.n")) {
    const words = document.createRange();
    words.selectNodeContents(cell.querySelector("a") ?? cell);
    (lines[Math.round(cell.getBoundingClientRect().bottom)] ??= []).push(words.getBoundingClientRect().bottom);
  }
  return Object.values(lines).filter(line => line.length > 1);
}
"""
SPILLED = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.textContent)"
NEAR_PX = 16


def opened(open_page: OpenPage, look: Look, email: str, path: str) -> Page:
    """Open a page in English."""
    page = open_page(look, email)
    page.goto("/feedback/reference")
    speak(page, "en")
    page.goto(path)
    return page


def lines_of(page: Page, selector: str) -> int:
    """Return on how many lines the matching elements stand."""
    found = page.locator(selector)
    assert found.count() > 1, selector
    return int(found.evaluate_all(LINES))


def test_the_bar_of_a_mission_takes_two_lines_of_a_phone(open_page: OpenPage) -> None:
    page = opened(open_page, PHONE, people.AUTHOR, f"{CAMPAIGN}/missions/1/play?step=2")
    assert lines_of(page, ".act-bar .button") == 2


def test_a_tick_box_stands_beside_its_row(open_page: OpenPage) -> None:
    page = opened(open_page, PHONE, people.MANAGER, f"{CAMPAIGN}/themes/sort")
    rows = page.locator("main .rows > li")
    assert rows.count() > 1
    assert rows.evaluate_all(TICKED_BESIDE)


def test_what_a_cell_says_stands_together_on_a_phone(open_page: OpenPage) -> None:
    page = opened(open_page, PHONE, people.SPONSOR, "/reviews")
    page.goto(page.locator(CLOSED).first.evaluate("link => link.href") + "/minutes")
    gaps = page.locator("main td").evaluate_all(GAPS)
    assert gaps
    assert max(gaps) <= NEAR_PX


@pytest.mark.parametrize("look", [PHONE, DESK])
def test_the_way_back_stays_on_a_line_however_long_a_title_is(open_page: OpenPage, look: Look) -> None:
    page = opened(open_page, look, people.MANAGER, f"{CAMPAIGN}/themes/sort")
    way = page.locator(".crumbs")
    before = way.evaluate("way => way.offsetHeight")
    way.locator("a").evaluate("link => { link.textContent += ' and what still disturbs'.repeat(9); }")
    assert way.evaluate("way => [way.offsetHeight, way.scrollWidth - way.clientWidth]") == [before, 0]
    assert overflow_px(page) == 0


def test_no_cell_of_a_report_is_wider_than_its_place_on_a_phone(open_page: OpenPage) -> None:
    cells = opened(open_page, PHONE, people.CENTRAL, f"{CAMPAIGN}/reports/sheet").locator(".report tbody :is(th, td)")
    assert cells.count() > 1
    assert cells.evaluate_all(SPILLED) == []


@pytest.mark.parametrize(("path", "selector"), [("/studio", ".foot a"), ("/help", ".foot a")])
def test_links_of_the_foot_share_a_line(open_page: OpenPage, path: str, selector: str) -> None:
    assert lines_of(opened(open_page, DESK, people.CENTRAL, path), selector) == 1


def test_the_pages_of_the_assistant_are_tabs_on_one_line(open_page: OpenPage) -> None:
    page = opened(open_page, DESK, people.CENTRAL, "/studio")
    page.goto(page.locator("main .rows .title a").first.evaluate("link => link.href"))
    assert lines_of(page, "main .tabs a") == 1


def test_a_title_alone_in_its_row_has_the_width_of_it(open_page: OpenPage) -> None:
    page = opened(open_page, DESK, people.AUTHOR, "/help")
    titles = page.locator("main .rows .title a")
    assert titles.count() > 1
    assert titles.evaluate_all(WRAPPED) == 0


def test_a_page_of_a_tablet_begins_where_its_navigation_begins(open_page: OpenPage) -> None:
    for path in ("/products", "/announcements"):
        page = opened(open_page, TABLET, people.CENTRAL, path)
        edges = page.locator(".mark, h1").evaluate_all("all => all.map(one => one.getBoundingClientRect().left)")
        assert edges[0] == edges[1], path


def test_a_table_of_a_tablet_is_one(open_page: OpenPage) -> None:
    page = opened(open_page, TABLET, people.CENTRAL, "/products")
    assert lines_of(page, "main tbody tr:first-child > *") == 1
    assert page.locator("main .scroll").evaluate("box => box.scrollWidth - box.clientWidth") == 0


@pytest.mark.parametrize("look", [TABLET, DESK], ids=["tablet", "desk"])
def test_the_words_of_the_navigation_stand_on_one_line(open_page: OpenPage, look: Look) -> None:
    page = opened(open_page, look, people.SPONSOR, "/campaigns")
    assert len(set(page.locator(".wide li > a:visible, .wide summary:visible").evaluate_all(TOPS))) == 1


def test_a_link_keeps_the_blanks_between_its_words(open_page: OpenPage) -> None:
    page = opened(open_page, DESK, people.CENTRAL, "/answers")
    links = page.locator("main a.link:has(bdi)")
    assert links.count() > 1
    assert min(links.evaluate_all(BLANKS)) > 1


def test_a_title_is_whole_beside_the_link_of_its_row(open_page: OpenPage) -> None:
    page = opened(open_page, PHONE, people.MODERATOR, "/entities/lusocredito")
    speak(page, "de")  # long titles, and long words beside them
    page.reload()
    titles = page.locator("main .rows li:has(> .acts > a) .title > *")
    assert titles.count() > 1
    assert titles.evaluate_all("all => all.filter(one => one.scrollHeight > one.clientHeight + 1).length") == 0


def test_figures_of_a_row_stand_on_one_line_whether_they_lead_somewhere_or_not(open_page: OpenPage) -> None:
    page = opened(open_page, PHONE, people.CENTRAL, "/dashboard")
    lines = page.locator("main tbody tr:has(td.n a)").first.evaluate(FIGURES)
    assert lines
    assert all(max(line) - min(line) < 1 for line in lines), lines


def test_what_is_set_in_the_queue_stands_together(open_page: OpenPage) -> None:
    page = opened(open_page, TABLET, people.MODERATOR, "/moderation")
    assert lines_of(page, ".worklist-head > :is(.menu, .find)") == 1
