"""The board of a class on a projector: for everybody, sorted by keyboard, read again unless paused, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from c9lib.workshop.board import Board
from c9lib.workshop.board_html import page as page_of
from c9lib.workshop.board_html import write_page
from c9lib.workshop.state import STATES, SeatState
from tests.browser.axe import serious
from tests.browser.chromium import file_url
from tests.browser.readable import disorder, pale

NOW = datetime(2030, 1, 7, 9, 30, tzinfo=UTC)


def board(seats: int) -> Board:
    """Seats in all states."""
    states = tuple(
        SeatState(
            f"{number:03}",
            f"somebody-with-a-long-name-{number}@an-organisation.example.com",
            STATES[number % len(STATES)],
            "because AWS says so",
            environment=f"python-{number:03}",
            since=NOW - timedelta(minutes=number) if number % 4 else None,
        )
        for number in range(1, seats + 1)
    )
    return Board("python", "us-east-1 in a real AWS account", NOW, states, notes=("a note",))


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"tbody tr > :nth-child({number})").all_inner_texts()


@pytest.mark.parametrize("seats", [1, 24, 200])
def test_it_is_for_everybody(open_page: Callable[..., Page], tmp_path: Path, seats: int) -> None:
    write_page(tmp_path / "board.html", board(seats), 600)
    page = open_page()
    page.goto(file_url(tmp_path / "board.html"))
    assert disorder(page) + pale(page) + serious(page) == []
    page.emulate_media(color_scheme="dark")
    assert pale(page) == []
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    page.emulate_media(media="print", color_scheme="light")
    assert pale(page, printed=True) == []
    assert not page.get_by_role("button", name="Pause").is_visible()


def test_all_seats_are_in_sight_of_a_projector(open_page: Callable[..., Page], tmp_path: Path) -> None:
    write_page(tmp_path / "board.html", board(200))
    page = open_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(file_url(tmp_path / "board.html"))
    place = page.get_by_role("img").bounding_box()
    assert place
    assert place["y"] + place["height"] <= 800


def test_it_is_sorted_by_keyboard(open_page: Callable[..., Page], tmp_path: Path) -> None:
    write_page(tmp_path / "board.html", board(12))
    page = open_page()
    page.goto(file_url(tmp_path / "board.html"))
    before = column(page, 1)
    heading = page.get_by_role("columnheader", name="since")
    heading.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    assert column(page, 1) == ["011", "010", "009", "007", "006", "005", "003", "002", "001", "004", "008", "012"]
    page.keyboard.press("Space")
    assert heading.get_attribute("aria-sort") == "descending"
    assert column(page, 1) == ["001", "002", "003", "005", "006", "007", "009", "010", "011", "004", "008", "012"]
    assert page.locator("[aria-sort]").count() == 1
    page.get_by_role("button", name="seat").click()
    assert column(page, 1) == before


def test_it_is_read_again_as_it_was_sorted_unless_paused(open_page: Callable[..., Page], tmp_path: Path) -> None:
    path = tmp_path / "board.html"
    path.write_text(page_of(board(12), 1))
    page = open_page()
    page.goto(file_url(path))
    page.get_by_role("button", name="state").click()
    sorted_so = column(page, 1)
    page.evaluate("() => { window.before = true; }")
    page.wait_for_function("() => !window.before && document.querySelector('[aria-sort]')")
    assert column(page, 1) == sorted_so
    page.get_by_role("button", name="Pause").click()
    page.evaluate("() => { window.before = true; }")
    page.wait_for_timeout(1600)
    assert page.evaluate("() => window.before")
    page.reload()
    assert page.get_by_role("button", name="Pause").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="Pause").click()
    page.evaluate("() => { window.before = true; }")
    page.wait_for_function("() => !window.before")
