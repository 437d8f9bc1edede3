"""Make a picture of every notebook, as an exported page and as JupyterLab shows it, to be looked at.

    .venv/bin/python -m tools.screenshots                  the exported notebooks, in build/screenshots/
    .venv/bin/python -m tools.screenshots --lab            also as executed in JupyterLab, on an account of its own
    .venv/bin/python -m tools.screenshots --report FILE    also a report, such as runs/no-ingress/…/report.html
    .venv/bin/python -m tools.screenshots 03 no-public     only notebooks whose names hold one of these

A notebook of the guided path needs what those before it have made: with `--lab` they are run before it, unseen.
`--dark` and `--print` show all of it in a dark scheme, or as on paper. It needs a chromium, and asks no other machine
for anything.
"""

# ruff: noqa: T201 (a tool for a terminal: what it prints is what it is for)

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.chromium import Watch, chromium, executable, file_url, new_page
from tests.browser.exported import exported, notebooks
from tests.browser.jupyterlab import JupyterLab, environment_of, jupyterlab
from tests.browser.notebook_page import NotebookPage
from tests.isolation import alone

PROJECT = Path(__file__).resolve().parents[1]
HIGHEST = 16_000
"""Pixels; chromium draws nothing that is higher."""
AROUND = 140
"""Pixels of JupyterLab above and below a notebook."""


def taken(page: Page, path: Path, *, dark: bool, printed: bool) -> None:
    """Save the whole page that a browser shows."""
    page.emulate_media(media="print" if printed else "screen", color_scheme="dark" if dark else "light")
    page.screenshot(path=path, full_page=True)
    print(path, flush=True)


def of_pages(browser: Browser, watch: Watch, pages: Sequence[Path], folder: Path, options: argparse.Namespace) -> None:
    """Pages that are files."""
    for path in pages:
        page = new_page(browser, watch)
        page.goto(file_url(path))
        taken(page, folder / f"{path.stem}.png", dark=options.dark, printed=options.print)
        page.context.close()


def whole_height(page: Page) -> None:
    """Make the window as high as its notebook, and show that from the top."""
    page.set_viewport_size({"width": 1280, "height": HIGHEST})
    page.wait_for_timeout(500)  # JupyterLab draws what wasn't in sight before
    high = page.locator(".jp-WindowedPanel-viewport").first.evaluate("one => one.getBoundingClientRect().height")
    page.set_viewport_size({"width": 1280, "height": min(round(high) + AROUND, HIGHEST)})
    page.locator(".jp-WindowedPanel-outer").first.evaluate("one => { one.scrollTop = 0; }")
    page.wait_for_timeout(500)


def of_lab(browser: Browser, watch: Watch, lab: JupyterLab, file: Path, folder: Path) -> None:
    """A notebook, executed in JupyterLab by a click, at its whole height."""
    page = new_page(browser, watch)
    notebook = NotebookPage.opened(lab, page, str(file))
    notebook.clear()
    try:
        notebook.run_all()
    except AssertionError:  # playwright's word for a prompt that stays empty
        print(f"{file}: a cell stopped, and those below it didn't run", file=sys.stderr)
    whole_height(page)
    taken(page, folder / f"{file.stem}-lab.png", dark=False, printed=False)
    for error in notebook.errors():
        print(f"  a cell stopped: {error[:200]}", file=sys.stderr)
    page.context.close()
    lab.end_kernels()


def in_order(every: Sequence[Path], wanted: Sequence[Path]) -> list[tuple[Path, bool]]:
    """The notebooks to run, and whether a picture of each is wanted; labs have accounts of their own, and need none
    before them."""
    guided = [file for file in every if file.parent.name != "labs"]
    last = max((guided.index(file) for file in wanted if file in guided), default=0)
    return [(file, file in wanted) for file in every if file in wanted or file in guided[:last]]


def unseen(lab: JupyterLab, file: Path, folder: Path) -> None:
    """Run a notebook on JupyterLab's account without a browser; say so when it stops."""
    words = ("-m", "nbconvert", "--execute", "--to", "notebook", "--output-dir", str(folder / "unseen"), str(file))
    ended = subprocess.run(
        [sys.executable, *words],
        cwd=lab.notebooks,
        env=environment_of(folder, lab),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        why = (ended.stderr.strip().splitlines() or ["it said nothing"])[-1]
        print(f"{file} was to be run before the others, and stopped: {why[:200]}", file=sys.stderr)


def made(options: argparse.Namespace) -> Watch:
    """All pictures that were asked for; what the pages did that they shouldn't."""
    every = notebooks(PROJECT)
    files = [file for file in every if not options.only or any(one in file.name for one in options.only)]
    folder, watch = options.folder.resolve(), Watch()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="c9lib-screenshots-") as temporary:
        pages = exported(PROJECT, files, Path(temporary)) + ([options.report] if options.report else [])
        with chromium() as browser:
            of_pages(browser, watch, pages, folder, options)
            if options.lab:
                with jupyterlab(PROJECT, Path(temporary)) as lab:
                    for path, pictured in in_order(every, files):
                        file = path.relative_to(PROJECT / "notebooks")
                        if pictured:
                            of_lab(browser, watch, lab, file, folder)
                        else:
                            unseen(lab, file, Path(temporary))
    return watch


def main() -> int:
    """Make them; 1 when a page wrote an error to its console, or asked for something outside."""
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0], formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("only", nargs="*", metavar="NAME", help="a piece of a notebook's name; without, all of them")
    parser.add_argument("--folder", type=Path, default=PROJECT / "build" / "screenshots", help="where they go")
    parser.add_argument("--lab", action="store_true", help="also as executed in JupyterLab; takes minutes")
    parser.add_argument("--report", type=Path, help="also this report.html")
    parser.add_argument("--dark", action="store_true", help="in a dark scheme")
    parser.add_argument("--print", action="store_true", help="as on paper")
    options = parser.parse_args()
    if executable() is None:
        parser.error("no chromium is installed here: apt-get install chromium")
    alone()
    watch = made(options)
    print("\n".join([*watch.errors, *watch.outside]), file=sys.stderr)
    return int(bool(watch.errors or watch.outside))


if __name__ == "__main__":
    sys.exit(main())
