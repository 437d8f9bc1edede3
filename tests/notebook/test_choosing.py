"""The choice behind the button "What if", driven without a front end, on the simulated AWS."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.notebook import begin
from c9lib.notebook.choosing import Choice
from c9lib.notebook.controls import Controls
from c9lib.notebook.guides import Guide
from c9lib.notebook.what_if import WhatIf, what_if
from c9lib.nouns.what_if import Options
from tests.notebook.conftest import html, text
from tests.steps.conftest import boto_session, few_regions, one_boto_session

__all__ = ["boto_session", "few_regions", "one_boto_session"]
pytestmark = pytest.mark.usefixtures("open_notebook")
VIEW = "application/vnd.jupyter.widget-view+json"


def begun(names: dict[str, Any], *, done: bool = True) -> Guide:
    """A guide of step network, done or not."""
    guide = begin("network", names)
    assert isinstance(guide, Guide)
    if done:
        guide.apply()
    return guide


def listed(guide: Guide) -> Options:
    found = what_if(guide.session)
    assert isinstance(found, Options)
    return found


def writes(guide: Guide) -> int:
    return len([call for call in guide.session.calls if call.writes])


def test_each_option_is_offered_in_words_and_its_consequence_shown(names: dict[str, Any]) -> None:
    guide = begun(names)
    found, made = listed(guide), writes(guide)
    choice = Choice(found, guide.what_if)
    assert choice.pick.description == "What if"
    assert list(choice.pick.options) == [(one.what, one.id) for one in found.options]
    wanted = next(one.id for one in found.options if one.id.startswith("rtb-"))
    choice.pick.value = wanted
    assert not text(choice.card)
    choice.button.click()
    assert text(choice.card) == str(guide.what_if(wanted))
    assert "<svg" in html(choice.card)
    assert wanted in choice.status.value
    assert not choice.button.disabled
    assert writes(guide) == made


def test_the_button_offers_the_choice_and_its_twin_is_the_table(names: dict[str, Any]) -> None:
    guide = begun(names)
    pressed = Controls(guide)
    pressed.buttons["what_if"].click()
    (shown,) = pressed.card.outputs
    assert VIEW in shown["data"]
    assert shown["data"]["text/plain"] == str(listed(guide))


def test_what_is_gone_meanwhile_is_told_in_words(names: dict[str, Any]) -> None:
    guide = begun(names)
    choice = Choice(listed(guide), guide.what_if)
    wanted = next(one.id for one in listed(guide).options if one.id.startswith("rtb-"))
    choice.pick.value = wanted
    table, _, cidr = wanted.partition(":")
    guide.session.client("ec2").delete_route(RouteTableId=table, DestinationCidrBlock=cidr)
    choice.button.click()
    assert text(choice.card).startswith("✘ ParameterError: There is nothing called")
    assert not choice.button.disabled


def test_a_fault_is_shown_with_its_traceback(names: dict[str, Any]) -> None:
    def broken(_: str) -> object:
        raise ZeroDivisionError("nobody foresaw it")

    choice = Choice(listed(begun(names)), broken)
    choice.button.click()
    assert "fault of the library" in text(choice.card)
    assert "ZeroDivisionError" in text(choice.card)


def test_without_a_network_there_is_nothing_to_choose_and_the_table_says_why(names: dict[str, Any]) -> None:
    offered = begun(names, done=False).what_if()
    assert not isinstance(offered, WhatIf)
    assert offered.widget is None
    assert offered.options == ()
    assert "There is no network to look at yet" in str(offered)


@pytest.mark.usefixtures("unseen")
def test_where_nobody_looks_there_is_the_table_only(names: dict[str, Any]) -> None:
    guide = begun(names)
    offered = guide.what_if()
    assert not isinstance(offered, WhatIf)
    assert offered._repr_mimebundle_() == listed(guide)._repr_mimebundle_()
    assert offered.options == listed(guide).options


def test_a_trial_is_marked_in_the_next_picture(names: dict[str, Any]) -> None:
    guide = begun(names)
    table = next(one.id for one in listed(guide).options if one.id.startswith("rtb-"))
    assert "− 0.0.0.0/0" not in str(guide.picture())
    trial = guide.what_if(table)
    assert isinstance(trial, WhatIf)
    trial.try_it()
    assert "− 0.0.0.0/0 to igw-" in str(guide.picture())
    trial.undo()
    assert "+ 0.0.0.0/0 to igw-" in str(guide.picture())
