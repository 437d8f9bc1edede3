"""The buttons of a step, driven without a front end, on the simulated AWS."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.errors import AwsError, UserError
from c9lib.notebook import begin
from c9lib.notebook.acts import OF_NETWORK, OF_START, OF_STEP, OF_TEAR_DOWN, OF_VERIFY, WRITES
from c9lib.notebook.asked import Asked
from c9lib.notebook.controls import CHANGED_MEANWHILE, Controls
from c9lib.nouns import Call
from c9lib.steps import STEPS, in_order
from tests.notebook.conftest import html, text
from tests.steps.conftest import boto_session, few_regions, one_boto_session

__all__ = ["boto_session", "few_regions", "one_boto_session"]
pytestmark = pytest.mark.usefixtures("open_notebook")


def controls(step: str, names: dict[str, Any]) -> Controls:
    """The buttons of a notebook that has begun."""
    names["step"] = begin(step, names)
    return Controls(names["step"])


def written(guide: Asked) -> list[Call]:
    """What this guide has changed."""
    return [call for call in guide.session.calls if call.writes]


def is_asked(found: Controls) -> bool:
    """Whether the second click is offered."""
    return bool(found.question.layout.display == "")


def click(found: Controls, verb: str) -> str:
    """Press a button; what its card says."""
    found.buttons[verb].click()
    return text(found.card)


def test_reading_buttons_show_what_the_same_code_shows_and_write_nothing(names: dict[str, Any]) -> None:
    found = controls("role", names)
    step = names["step"]
    for verb in ("observe", "plan", "checks", "by_hand"):
        assert click(found, verb) == str(getattr(step, verb)())
        assert not is_asked(found)
    assert "<table" in html(found.card) or "<pre" in html(found.card)
    assert written(step) == []


def test_a_writing_button_asks_once_more_with_the_count_of_the_plan(names: dict[str, Any]) -> None:
    found = controls("network", names)
    assert not is_asked(found)
    told = click(found, "apply")
    assert told.startswith("Plan of step network: 9 changes")
    assert is_asked(found)
    assert found.confirm.description == "✎ 9 changes, no cost: make them"
    assert written(names["step"]) == []
    found.confirm.click()
    assert text(found.card).startswith("Step network: 9 of 9 done")
    assert written(names["step"])
    assert not is_asked(found)


def test_the_cost_stands_on_the_second_button(names: dict[str, Any]) -> None:
    names["network"] = "nat"
    found = controls("network", names)
    click(found, "apply")
    assert found.confirm.description == "✎ 14 changes, $0.0500 per hour: make them"


def test_a_double_click_writes_nothing_and_a_second_one_on_the_second_button_nothing_more(
    names: dict[str, Any],
) -> None:
    found = controls("role", names)
    found.buttons["apply"].click()
    found.buttons["apply"].click()
    assert written(names["step"]) == []
    found.confirm.click()
    many = len(written(names["step"]))
    assert many
    found.confirm.click()
    assert len(written(names["step"])) == many


@pytest.mark.parametrize("instead", ["leave", "observe"])
def test_leaving_it_or_asking_something_else_takes_the_question_away(names: dict[str, Any], instead: str) -> None:
    found = controls("role", names)
    found.buttons["apply"].click()
    (found.leave if instead == "leave" else found.buttons[instead]).click()
    assert not is_asked(found)
    found.confirm.click()
    assert written(names["step"]) == []


def test_nothing_to_change_asks_nothing(names: dict[str, Any]) -> None:
    found = controls("role", names)
    names["step"].apply()
    assert "nothing to change" in click(found, "apply")
    assert not is_asked(found)


def test_a_step_that_cant_work_yet_links_to_what_is_missing_and_asks_nothing(names: dict[str, Any]) -> None:
    found = controls("environment", names)
    click(found, "apply")
    assert not is_asked(found)
    assert '<a href="02-create-profile.ipynb">02 Create profile</a>' in html(found.card)
    assert "03-prepare-network.ipynb" in text(found.card)


def test_a_plan_that_changed_between_the_clicks_is_shown_and_asked_again(names: dict[str, Any]) -> None:
    begin("role", names).apply()
    found = controls("profile", names)
    found.buttons["apply"].click()
    assert found.confirm.description.startswith("✎ 2 changes, ")
    iam = names["step"].session.client("iam")
    iam.create_instance_profile(InstanceProfileName="AWSCloud9SSMInstanceProfile", Path="/cloud9/")
    by_others = len(written(names["step"]))
    found.confirm.click()
    assert text(found.card).startswith(CHANGED_MEANWHILE)
    assert len(written(names["step"])) == by_others
    assert is_asked(found)
    assert found.confirm.description.startswith("✎ 1 change, ")
    found.confirm.click()
    assert "1 of 1 done" in text(found.card)


def test_nothing_is_written_when_the_notebooks_parameters_arent_those_of_its_step(names: dict[str, Any]) -> None:
    found = controls("network", names)
    found.buttons["apply"].click()
    names["network"] = "nat"
    found.confirm.click()
    assert "network: begun with public, now nat" in text(found.card)
    assert written(names["step"]) == []
    assert not is_asked(found)
    names["network"] = "no such"
    assert "✘ ParameterError" in click(found, "apply")
    assert not is_asked(found)


def test_after_begin_the_same_buttons_go_on_with_the_new_step(names: dict[str, Any]) -> None:
    found = controls("network", names)
    names["network"] = "nat"
    names["step"] = begin("network", names)
    assert "14 changes" in click(found, "plan")


def test_after_a_begin_that_was_refused_they_have_nothing_to_work_with(names: dict[str, Any]) -> None:
    found = controls("network", names)
    step = names["step"]
    names["region"] = "us-esat-1"
    with pytest.raises(UserError):
        begin("network", names)
    many = len(step.session.calls)
    for button in found.buttons.values():
        button.click()
        assert "The last `begin` was refused" in text(found.card)
    assert len(step.session.calls) == many


def test_what_a_person_can_mend_is_words_with_what_to_do(names: dict[str, Any], monkeypatch: Any) -> None:
    found = controls("role", names)
    error = AwsError("AWS refused iam:GetRole.", code="AccessDenied", operation="GetRole", remedy=("Ask for it.",))

    def refused(_: object) -> None:
        raise error

    monkeypatch.setattr(STEPS["role"], "observe", refused)
    told = click(found, "observe")
    assert told.splitlines() == ["✘ AwsError: AWS refused iam:GetRole.", "What to do:", "  Ask for it."]
    assert "Traceback" not in html(found.card)


def test_a_fault_of_ours_is_called_so_and_keeps_its_traceback(names: dict[str, Any], monkeypatch: Any) -> None:
    found = controls("role", names)

    def faulty(_: object) -> None:
        raise KeyError("<missing>")

    monkeypatch.setattr(STEPS["role"], "observe", faulty)
    told = click(found, "observe")
    assert "fault of the library" in told
    assert "in faulty" in told
    assert "&lt;missing&gt;" in html(found.card)


def test_while_something_is_read_its_button_is_off_and_clicks_on_others_arent_lost(
    names: dict[str, Any], monkeypatch: Any
) -> None:
    found = controls("role", names)
    seen: list[bool] = []

    def interrupted(_: object) -> None:
        seen.extend(button.disabled for button in (*found.buttons.values(), found.confirm, found.leave))
        assert "at work" in found.status.value
        raise KeyboardInterrupt

    monkeypatch.setattr(STEPS["role"], "observe", interrupted)
    with pytest.raises(KeyboardInterrupt):
        found.buttons["observe"].click()
    others = len(found.buttons) - 1
    assert seen == [True, *[False] * others, True, True]
    assert not any(button.disabled for button in found.buttons.values())
    assert "interrupted" in found.status.value


def test_while_something_is_written_all_buttons_are_off(names: dict[str, Any], monkeypatch: Any) -> None:
    found = controls("role", names)
    seen: list[bool] = []
    apply = STEPS["role"].apply

    def written(step: Any) -> object:
        seen.extend(button.disabled for button in (*found.buttons.values(), found.confirm, found.leave))
        assert "all buttons are off until it is done" in found.status.value
        return apply(step)

    monkeypatch.setattr(STEPS["role"], "apply", written)
    found.buttons["apply"].click()
    assert seen == []
    found.confirm.click()
    assert seen
    assert all(seen)
    assert not any(button.disabled for button in found.buttons.values())
    assert text(found.card).startswith("Step role: ")


def test_clicks_one_after_the_other_end_with_the_last_ones_result(names: dict[str, Any]) -> None:
    found = controls("network", names)
    for verb in ("plan", "checks", "ways"):
        found.buttons[verb].click()
    assert text(found.card) == str(names["step"].ways())
    assert found.status.value.startswith('<p role="status" style="margin:0">Ways: ')


def test_what_is_shown_before_an_error_stands_above_it(names: dict[str, Any]) -> None:
    told = click(controls("verify", names), "verdict")
    assert told.startswith("Verdict on no-ingress: ✘ fail")
    assert "✘ StepError: Step verify: " in told


def test_reading_and_writing_buttons_differ_by_sign_border_letters_and_words(names: dict[str, Any]) -> None:
    found = controls("role", names)
    reads, writes = found.buttons["plan"], found.buttons["apply"]
    assert writes.description.startswith("✎ ")
    assert not reads.description.startswith("✎")
    assert writes.layout.border_top
    assert not reads.layout.border_top
    assert writes.style.font_weight == "bold"
    captions = [row.children[0].value for row in found.widget.children[:2]]
    assert captions == ["<span>Only read:</span>", "<span>✎ Write, after a second click:</span>"]
    assert all(button.tooltip for button in found.buttons.values())


def test_the_tear_down_asks_with_its_own_words_and_proves_it(names: dict[str, Any]) -> None:
    role = begin("role", names)
    role.apply()
    found = controls("tear-down", names)
    click(found, "undo")
    assert found.confirm.description == "✎ 1 change, no cost: remove it"
    found.confirm.click()
    assert "Step tear-down: 1 of 1 done" in text(found.card)
    assert "nothing left" in click(found, "proof")


def test_buttons_that_only_read_have_no_row_for_writing(names: dict[str, Any]) -> None:
    found = controls("verify", names)
    assert len([child for child in found.widget.children if hasattr(child, "children")]) == 3  # reads, question, bars


@pytest.mark.parametrize("acts", [OF_STEP, OF_NETWORK, OF_START, OF_VERIFY, OF_TEAR_DOWN])
def test_no_two_buttons_of_a_guide_are_alike(acts: Any) -> None:
    assert len({act.label for act in acts}) == len({act.verb for act in acts}) == len(acts)
    assert all(act.label.startswith("✎") is act.writes for act in acts)


@pytest.mark.parametrize("step", ["start", "role", "network", "verify", "tear-down"])
def test_where_nobody_looks_a_table_says_what_each_does_and_the_code(
    step: str, names: dict[str, Any], unseen: None
) -> None:
    guide = begin(step, names)
    panel = guide.controls()
    assert panel.widget is None
    assert [row[3] for row in panel.twin.rows] == [f"step.{act.verb}()" for act in guide.acts]
    assert [row[1] == WRITES for row in panel.twin.rows] == [act.writes for act in guide.acts]
    assert all(callable(getattr(guide, act.verb)) for act in guide.acts)


def test_live_both_are_shown(names: dict[str, Any]) -> None:
    panel = begin("role", names).controls()
    assert panel.widget is not None
    assert "step.apply()" in panel._repr_mimebundle_()["text/html"]


def test_each_reading_button_answers(names: dict[str, Any]) -> None:
    """On a whole deployment, where there is most to read; how fast is for `benchmarks/buttons.py`. Left out is `proof`,
    which looks again for some seconds while something is left."""
    names["access_for"] = ["user/c9-learner"]
    session = begin("start", names).session
    for kind in in_order(session.parameters):
        kind(session).apply()
    for step in ("start", *STEPS, "verify", "tear-down"):
        found = controls(step, names)
        for act in names["step"].acts:
            if not act.writes and act.verb != "proof":
                found.buttons[act.verb].click()
                assert f"{act.label}: " in found.status.value
                assert "fault of the library" not in text(found.card)
