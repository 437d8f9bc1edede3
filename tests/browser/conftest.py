"""What the tests in a browser share: the browser, a page that is watched, a JupyterLab on a simulated account."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import Watch, chromium, executable, new_page
from tests.browser.jupyterlab import JupyterLab, jupyterlab
from tests.isolation import BROWSER

ALLOWED: dict[str, str] = {}
"""Errors that JupyterLab itself writes to the console, by a piece of their text, with the reason why they may be."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each file: while Playwright runs, its event loop is in the way of others who want one in this thread."""
    if executable() is None:
        missing = "No chromium is installed here: apt-get install chromium"
        pytest.fail(missing) if os.environ.get(BROWSER) == "required" else pytest.skip(missing)
    with chromium() as running:
        yield running


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(color_scheme="dark")`: a page. The test fails when it wrote an error or asked for anything outside."""
    watch, pages = Watch(), []

    def opened(**options: Any) -> Page:
        pages.append(new_page(browser, watch, **options))
        return pages[-1]

    yield opened
    for page in pages:
        page.context.close()
    errors = [error for error in watch.errors if not any(piece in error for piece in ALLOWED)]
    assert not errors, "Errors on the console of the browser:\n" + "\n".join(errors)
    assert not watch.outside, "A page wanted to leave this machine:\n" + "\n".join(watch.outside)


@pytest.fixture(scope="module")
def lab(project: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    """JupyterLab as `make lab` starts it, on a copy of the notebooks and an account of its own."""
    with jupyterlab(project, tmp_path_factory.mktemp("lab")) as served:
        yield served
