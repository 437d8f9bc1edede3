"""Asks axe-core what on a page keeps people out: those who hear it, who can't see colours, who have no mouse."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

SERIOUS = ("serious", "critical")
LONGEST = 300
"""Characters of an element that a message quotes."""


@cache
def script() -> str:
    """axe-core itself, from the package that carries it: nothing is fetched."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def serious(page: Page, within: str = "html", *, without: tuple[str, ...] = ()) -> list[str]:
    """What axe finds serious or critical in the elements `within`, a line for each. `without` are rules not asked."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(script())
    options = {"resultTypes": ["violations"], "rules": {rule: {"enabled": False} for rule in without}}
    found = page.evaluate("([within, options]) => axe.run({include: [within]}, options)", [within, options])
    return [line for one in found["violations"] if one["impact"] in SERIOUS for line in told(one)]


def told(violation: dict[str, Any]) -> list[str]:
    return [
        f"{violation['id']} ({violation['impact']}): {' '.join(node['failureSummary'].split())}\n"
        f"    {node['html'][:LONGEST]}"
        for node in violation["nodes"]
    ]
