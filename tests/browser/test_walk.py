"""The guided path as a learner walks it, by links and by clicking, on the simulated AWS."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import serious
from tests.browser.jupyterlab import JupyterLab
from tests.browser.notebook_page import NotebookPage
from tests.browser.readable import pale

WRITTEN = 60_000
"""Milliseconds that a change may take, with its waits."""
RESULTS = ".jp-OutputArea-output"
"""Where our results are; what is around them is JupyterLab's own."""
BESIDE = 60
"""Pixels between a field and what is wrong with it."""


@pytest.mark.timeout(300)
def test_the_guided_path(lab: JupyterLab, open_page: Callable[..., Page]) -> None:
    start = NotebookPage.opened(lab, open_page(), "00-start-here.ipynb")
    everything_runs(start)
    expect(start.output(start.having("begin("))).to_contain_text("account 123456789012, Region us-east-1")
    expect(start.output(start.having("step.plan()"))).to_contain_text("all of them reads: nothing was written.")
    role = start.next("01 Create the role", "01-create-role.ipynb")
    everything_runs(role)
    profile = role.next("02 Create the instance profile", "02-create-profile.ipynb")
    everything_runs(profile)
    network = profile.next("03 Prepare the network", "03-prepare-network.ipynb")
    the_network_by_its_form_and_buttons(network)
    access = network.next("04 Grant access", "04-grant-access.ipynb")
    everything_runs(access)
    environment = access.next("05 Launch the environment", "05-launch-environment.ipynb")
    the_launch_by_its_buttons(environment)
    endpoints = environment.next("06 Configure the endpoints", "06-configure-endpoints.ipynb")
    everything_runs(endpoints)
    verify = endpoints.next("07 Verify", "07-verify.ipynb")
    begun(verify)
    verdict = verify.run(verify.having("step.controls()"))
    expect(pressed(verdict, "Verdict")).to_contain_text("✔ ok")
    tear_down = verify.next("08 Tear down", "08-tear-down.ipynb")
    everything_runs(tear_down)
    expect(tear_down.output(tear_down.having("proof()"))).to_contain_text("gone")


def everything_runs(notebook: NotebookPage) -> None:
    """By one click; no cell stops."""
    notebook.clear()
    notebook.run_all()
    assert notebook.errors() + faults(notebook) == []


def faults(notebook: NotebookPage) -> list[str]:
    """What keeps somebody from reading the results, and what JupyterLab takes for a formula."""
    return notebook.formulas() + serious(notebook.page, RESULTS) + pale(notebook.page, RESULTS)


def begun(notebook: NotebookPage) -> None:
    """Cell by cell until the step is there."""
    notebook.clear()
    for name in notebook.code:
        notebook.run(name)
        if "= begin(" in notebook.sources[name]:
            return


def the_network_by_its_form_and_buttons(notebook: NotebookPage) -> None:
    begun(notebook)
    form = notebook.output(notebook.having("form("))
    a_wrong_value_is_told_beside_its_field(form)
    begin = notebook.run(notebook.having("= begin("))
    expect(begin).to_contain_text("deployment no-ingress")
    buttons = notebook.run(notebook.having("step.controls()"))
    plan = pressed(buttons, "Plan")
    expect(plan).to_contain_text("VPC 10.20.0.0/16")
    changed(buttons, "✎ Make the change", "9 changes, no cost: make them")
    expect(buttons.locator("table").last).to_contain_text("done")
    expect(pressed(buttons, "Check")).to_contain_text("✔ ok")
    expect(buttons).not_to_contain_text("✘")
    assert faults(notebook) == []
    notebook.theme("JupyterLab Dark")
    assert faults(notebook) == []
    notebook.theme("JupyterLab Light")


def a_wrong_value_is_told_beside_its_field(form: Locator) -> None:
    field, alert = form.get_by_label("vpc_cidr", exact=True), form.get_by_role("alert")
    field.fill("172.17.0.0/16")
    field.press("Enter")
    expect(alert).to_contain_text("Docker")
    expect(alert).to_contain_text("The notebook keeps")
    place, told = field.bounding_box(), alert.bounding_box()
    assert place is not None
    assert told is not None
    assert 0 < told["y"] - place["y"] - place["height"] < BESIDE
    field.fill("10.20.0.0/16")
    field.press("Enter")
    expect(alert).to_have_count(0)


def the_launch_by_its_buttons(notebook: NotebookPage) -> None:
    begun(notebook)
    buttons = notebook.run(notebook.having("step.controls()"))
    expect(pressed(buttons, "Plan")).to_contain_text("environment no-ingress")
    changed(buttons, "✎ Make the change", "1 change")
    waits = buttons.locator("progress")
    expect(waits.first).to_be_attached()
    expect(pressed(buttons, "Check")).to_contain_text("agent.online")
    expect(buttons).not_to_contain_text("✘")


def pressed(buttons: Locator, name: str) -> Locator:
    """Press a button that reads; its result."""
    buttons.get_by_role("button", name=name, exact=True).click()
    expect(buttons.get_by_role("status")).to_contain_text(f"{name}: ")
    expect(buttons.get_by_role("status")).not_to_contain_text("at work")
    result = buttons.locator(".jp-OutputArea").last
    expect(result.locator("table").first).to_be_visible()
    return result


def changed(buttons: Locator, name: str, asked: str) -> None:
    """Press a button that writes, which asks once more, with the number of changes; press the second one, too."""
    confirm = buttons.get_by_role("button", name="make them")
    expect(confirm).to_be_hidden()
    buttons.get_by_role("button", name=name, exact=True).click()
    expect(confirm).to_be_visible()
    expect(confirm).to_contain_text(asked)
    confirm.click()
    expect(confirm).to_be_hidden()
    expect(buttons.get_by_role("status")).not_to_contain_text("at work", timeout=WRITTEN)
