"""A notebook in JupyterLab as a person uses it: by clicking, and by looking at what comes."""

from __future__ import annotations

import re

import nbformat
from playwright.sync_api import Locator, Page, expect

from tests.browser.jupyterlab import JupyterLab

EXECUTED = re.compile(r"^\[\d+\]:")
"""What stands before a cell that has run; `[*]:` while it runs, `[ ]:` before."""
READY = re.compile(r"Python 3.*\| Idle")
CELL_LIMIT = 60_000
"""Milliseconds that a cell, or the start of a kernel, may take."""


class NotebookPage:
    """One notebook, open in the tab that is in front. Cells are named by their id."""

    def __init__(self, lab: JupyterLab, page: Page, file: str) -> None:
        notebook = nbformat.read(lab.notebooks / file, as_version=4)
        self.lab, self.page = lab, page
        self.sources = {cell.id: cell.source for cell in notebook.cells}
        self.ids = list(self.sources)
        self.code = [cell.id for cell in notebook.cells if cell.cell_type == "code"]
        self.panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        # Who clicks before the kernel is there is asked which one to take.
        expect(page.locator("#jp-main-statusbar")).to_contain_text(file.rpartition("/")[2], timeout=CELL_LIMIT)
        expect(page.locator("#jp-main-statusbar")).to_contain_text(READY, timeout=CELL_LIMIT)

    @classmethod
    def opened(cls, lab: JupyterLab, page: Page, file: str) -> NotebookPage:
        """By its address."""
        page.goto(lab.address(file))
        return cls(lab, page, file)

    def next(self, link: str, file: str) -> NotebookPage:
        """By the link to it in this notebook."""
        self.panel.get_by_role("link", name=link).last.click()
        return NotebookPage(self.lab, self.page, file)

    def menu(self, name: str, entry: str) -> None:
        """Open a menu and click an entry of it."""
        self.page.get_by_role("menuitem", name=name, exact=True).click()
        self.page.get_by_role("menuitem", name=entry, exact=True).click()

    def theme(self, name: str) -> None:
        """Another theme of JupyterLab, by its menu."""
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        self.page.locator('.lm-Menu-item[data-type="submenu"]').filter(has_text="Theme").first.hover()
        self.page.locator(".lm-Menu-item").filter(has_text=name).first.click()
        expect(self.page.locator(f'body[data-jp-theme-name="{name}"]')).to_be_attached()

    def clear(self) -> None:
        """Take away all outputs, so that what stands there afterwards is new."""
        self.menu("Edit", "Clear Outputs of All Cells")
        expect(self.prompt(self.code[0])).to_have_text("[ ]:")

    def having(self, source: str) -> str:
        """The id of the cell in which this stands."""
        (found,) = [name for name in self.code if source in self.sources[name]]
        return found

    def cell(self, name: str) -> Locator:
        return self.panel.locator(".jp-Cell").nth(self.ids.index(name))

    def prompt(self, name: str) -> Locator:
        return self.cell(name).locator(".jp-InputPrompt")

    def output(self, name: str) -> Locator:
        """Where the results of a cell are shown."""
        return self.cell(name).locator(".jp-Cell-outputWrapper")

    def run_all(self) -> None:
        """Every cell, in order, until the last one has run."""
        self.menu("Run", "Run All Cells")
        for name in self.code:
            self.wait_for(name)

    def run(self, name: str) -> Locator:
        """Click beside a cell, then on the button that runs it; its results."""
        self.prompt(name).click()
        self.panel.get_by_role("button", name="Run this cell and advance").click()
        self.wait_for(name)
        return self.output(name)

    def write(self, name: str, source: str) -> None:
        """Type another source into a cell."""
        self.cell(name).locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(source)

    def insert(self, after: str, name: str, source: str) -> None:
        """A new cell below another one."""
        self.prompt(after).click()
        self.panel.get_by_role("button", name="Insert a cell below", exact=False).first.click()
        self.ids.insert(self.ids.index(after) + 1, name)
        self.sources[name] = source
        self.write(name, source)

    def wait_for(self, name: str) -> None:
        expect(self.prompt(name)).to_have_text(EXECUTED, timeout=CELL_LIMIT)

    def formulas(self) -> list[str]:
        """What JupyterLab has set as a formula; here that is always an accident, of two prices in one sentence."""
        return self.panel.locator("mjx-container").all_text_contents()

    def errors(self) -> list[str]:
        """What cells that stopped say."""
        return self.panel.locator('[data-mime-type="application/vnd.jupyter.error"]').all_text_contents()
