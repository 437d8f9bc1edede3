"""The notebooks by name, and the links to those that come first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from c9lib.errors import RefusedError
from c9lib.notebook import begin
from c9lib.notebook.chapters import CHAPTERS, chapter, missing
from c9lib.notebook.showing import shown_to
from c9lib.nouns import Plan
from c9lib.steps import STEPS
from c9lib.steps.forecast import first


def test_every_chapter_is_a_notebook_and_every_step_has_one(project: Path) -> None:
    assert all((project / "notebooks" / one.file).is_file() for one in CHAPTERS)
    assert {one.step for one in CHAPTERS} == {"start", *STEPS, "verify", "tear-down"}


def test_a_title_and_a_link_come_from_the_file() -> None:
    assert chapter("network").title == "03 Prepare network"
    assert chapter("network").link == '<a href="03-prepare-network.ipynb">03 Prepare network</a>'


@pytest.mark.parametrize("steps", [("role",), ("network",), ("role", "profile"), ("endpoints", "environment")])
def test_a_sentence_of_a_plan_leads_to_its_notebooks(steps: tuple[str, ...]) -> None:
    found = missing([f"Something isn't there. {first(*steps)}", "Something else."])
    assert [one.step for one in found] == [one.step for one in CHAPTERS if one.step in steps]


def test_other_sentences_lead_nowhere() -> None:
    assert missing(["Run the tear-down first.", "the role of step role"]) == ()


def test_every_step_that_waits_says_for_which_notebook(names: dict[str, Any]) -> None:
    waiting = 0
    for step in STEPS:
        plan = begin(step, names).plan()
        waiting += bool(plan.waits_for)
        assert bool(missing(plan.waits_for)) is bool(plan.waits_for)
        assert ("First comes" in str(plan)) is bool(plan.waits_for)
    assert waiting == 3


def test_a_plan_that_waits_links_in_html_and_names_the_file_in_text(names: dict[str, Any]) -> None:
    plan = begin("profile", names).plan()
    assert isinstance(plan, Plan)
    assert str(plan).endswith("First comes 01-create-role.ipynb.")
    bundle = plan._repr_mimebundle_()
    assert bundle["text/plain"] == str(plan)
    assert bundle["text/html"].endswith('<p>First comes <a href="01-create-role.ipynb">01 Create role</a>.</p>')


def test_a_plan_that_waits_for_nothing_is_as_the_step_gave_it(names: dict[str, Any]) -> None:
    guide = begin("role", names)
    assert type(guide.plan()) is Plan


def test_a_change_that_is_refused_shows_the_link_first(names: dict[str, Any]) -> None:
    shown: list[object] = []
    with shown_to(shown.append), pytest.raises(RefusedError):
        begin("profile", names).apply()
    assert [str(one) for one in shown] == ["First comes 01-create-role.ipynb."]
