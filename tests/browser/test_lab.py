"""A lab as a learner does it in JupyterLab: symptom, verdict, hint, a wrong answer, the commands, the right answer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import serious
from tests.browser.jupyterlab import JupyterLab
from tests.browser.notebook_page import NotebookPage

LAB, CAUSE, ANOTHER = "runs-but-silent", "no-public-address", "private-dns-off"
IN_A_SHELL = """%%sh
export PATH={bin}:$PATH
eval "$(c9lib lab terminal)"
{commands}"""


@pytest.mark.timeout(240)
def test_from_symptom_to_grade(lab: JupyterLab, open_page: Callable[..., Page]) -> None:
    (path,) = (lab.notebooks / "labs").glob(f"*-{LAB}.ipynb")
    notebook = NotebookPage.opened(lab, open_page(), f"labs/{path.name}")
    notebook.clear()
    for name in ("import", "values", "here"):
        notebook.run(cell(name))
    expect(notebook.run(cell("starts"))).to_contain_text("What the start did")
    expect(notebook.run(cell("symptom"))).to_contain_text("aws ssm start-session")
    expect(notebook.run(cell("verdict"))).to_contain_text("instance.public-address")
    expect(notebook.run(cell("ways")).locator("svg").first).to_be_visible()
    expect(notebook.run(cell("hint"))).to_contain_text("Hint 1 of")
    assert serious(notebook.page, ".jp-OutputArea-output") == []
    assert notebook.formulas() == []

    wrong = judged(notebook, ANOTHER)
    expect(wrong).to_contain_text("not passed")
    expect(wrong).to_contain_text(f"{ANOTHER} isn't it")
    mending = IN_A_SHELL.format(bin=Path(sys.executable).parent, commands=solution(notebook))
    notebook.insert(cell("mend"), "by-hand", mending)
    notebook.run("by-hand")
    assert notebook.errors() == []
    half = judged(notebook, "")
    expect(half).to_contain_text("not passed")
    right = judged(notebook, CAUSE)
    expect(right).to_contain_text("passed")
    expect(right).not_to_contain_text("not passed")


def cell(name: str) -> str:
    return f"{LAB}-{name}"


def judged(notebook: NotebookPage, cause: str) -> Locator:
    """Name this cause; what the grade says."""
    values = notebook.sources[cell("values")].splitlines()[0]
    notebook.write(cell("values"), f'{values}\ncause: str = "{cause}"')
    for name in ("values", "unattended"):
        notebook.run(cell(name))
    return notebook.run(cell("check"))


def solution(notebook: NotebookPage) -> str:
    """The commands of the solution, unfolded by a click."""
    output = notebook.run(cell("solution"))
    output.get_by_text("Show it").click()
    return output.locator("pre").first.inner_text()
