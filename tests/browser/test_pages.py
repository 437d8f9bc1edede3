"""The report of a run, and the exported notebooks: for everybody, in a light and a dark scheme, and on paper."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.axe import serious
from tests.browser.chromium import Watch, file_url, new_page
from tests.browser.exported import exported, notebooks
from tests.browser.readable import disorder, pale

ALL = notebooks(Path(__file__).resolve().parents[2])
LABS = [file for file in ALL if file.parent.name == "labs"]
FILES = [file for file in ALL if file not in LABS] + LABS[::5]
"""The guided path, and some of the labs, which are all of one shape."""
CDN = "https://cdnjs.cloudflare.com/"
OF_NBCONVERT = ("color-contrast", "link-in-text-block")
"""Rules that the page of nbconvert's own template breaks: its prompts and some colours of its code are too pale, and
links in its text differ by their colour alone."""


UNFOLDED = "() => document.querySelectorAll('details').forEach(one => { one.open = true; })"
THINNED = "() => document.querySelectorAll('.calls tbody tr:nth-child(n + 6)').forEach(one => one.remove())"
"""A report lists hundreds of calls in rows of one shape: axe looks at each for a long time, so it gets five."""


def faults(page: Page) -> list[str]:
    """Everything that keeps somebody from reading the page, whatever the scheme, with all that unfolds unfolded."""
    page.evaluate(UNFOLDED)
    found = disorder(page) + pale(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in pale(page)]
    page.emulate_media(media="print", color_scheme="light")
    found += [f"printed: {one}" for one in pale(page, printed=True)]
    page.emulate_media(media="screen")
    page.evaluate(THINNED)
    return found + serious(page)


@pytest.fixture(scope="module")
def pages(browser: Browser, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with all notebooks as pages."""
    folder = tmp_path_factory.mktemp("pages")
    exported(project, FILES, folder)
    return folder


@pytest.fixture(scope="module")
def report(browser: Browser, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a whole run on a simulated account of its own."""
    folder = tmp_path_factory.mktemp("run")
    words = ("run", "--json", "--runs", str(folder), "-f", "parameters/simulated.yaml")
    ended = subprocess.run(
        [str(Path(sys.executable).parent / "c9lib"), *words],
        cwd=project,
        env={**os.environ, "C9LIB_HOME": str(folder / "home")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return Path(json.loads(ended.stdout)["folder"]) / "report.html"


@pytest.mark.parametrize("name", [file.stem for file in FILES])
def test_an_exported_notebook_is_for_everybody(pages: Path, open_page: Callable[..., Page], name: str) -> None:
    page = open_page()
    page.goto(file_url(pages / f"{name}.html"))
    assert faults(page) == []


def test_the_report_of_a_run_is_for_everybody(report: Path, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(file_url(report))
    assert faults(page) == []


def test_plain_nbconvert_adds_nothing_to_its_own_faults(browser: Browser, project: Path, tmp_path: Path) -> None:
    """Its page asks a CDN for scripts that no notebook of ours needs: without them it reads just as well."""
    (path,) = exported(project, [project / "notebooks" / "03-prepare-network.ipynb"], tmp_path, plain=True)
    watch = Watch()
    page = new_page(browser, watch)
    page.goto(file_url(path))
    assert watch.outside
    assert all(address.startswith(CDN) for address in watch.outside)
    assert disorder(page) + serious(page, without=OF_NBCONVERT) == []
    assert page.locator(".jp-OutputArea svg").first.is_visible()
    page.context.close()
