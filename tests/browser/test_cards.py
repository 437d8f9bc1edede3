"""The cards of a class: for everybody, in a light and a dark scheme, and on paper, a page each."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from c9lib.workshop import read
from c9lib.workshop.cards import write_cards
from tests.browser.axe import serious
from tests.browser.chromium import file_url
from tests.browser.readable import disorder, pale

AWS = (("target", "aws"), ("account_id", "210987654321"))


@pytest.mark.parametrize("given", [(), AWS], ids=["simulated", "aws"])
def test_cards(open_page: Callable[..., Page], tmp_path: Path, given: tuple[tuple[str, str], ...]) -> None:
    roster, cards = tmp_path / "roster.csv", tmp_path / "cards.html"
    long = "a-long-name-of-somebody@an-organisation.example.com"
    roster.write_text(f"seat,learner\n01,ann\n02,bob\n03,{long}\n")
    write_cards(cards, read(roster, (), (("deployment", "python"), ("learner_role", "Student"), *given)))
    page = open_page()
    page.goto(file_url(cards))
    assert disorder(page) + pale(page) + serious(page) == []
    page.emulate_media(color_scheme="dark")
    assert pale(page) == []
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    page.emulate_media(media="print", color_scheme="light")
    assert pale(page, printed=True) == []
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 3
