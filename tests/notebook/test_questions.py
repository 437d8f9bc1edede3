"""The questions after each notebook: their form, their faces, and what a pressed answer says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import c9lib.notebook.questions as module
from c9lib.notebook.chapters import CHAPTERS
from c9lib.notebook.questions import Questions, panel, questions
from tests.notebook.conftest import text

STEPS = [one.step for one in CHAPTERS]
FOLDER = Path(module.__file__).parent / "questions"
UNDERSTANDING = (
    "why",
    "what would happen",
    "what happens",
    "what becomes",
    "what follows",
    "what can you do",
    "where do",
)
"""How a question begins or ends that asks for more than a name."""


def test_every_notebook_has_questions_and_no_file_is_left_over() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.yaml")) == sorted(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_two_or_three_questions_with_one_right_answer_and_every_answer_explained(step: str) -> None:
    found = questions(step)
    assert 2 <= len(found.asked) <= 3
    for one in found.asked:
        assert one.question.endswith("?")
        assert 3 <= len(one.answers) <= 4
        assert sum(answer.right for answer in one.answers) == 1, one.question
        for answer in one.answers:
            assert answer.text.endswith(".")
            assert len(answer.why.split()) >= 4, answer
            assert answer.why.endswith(".")
            assert answer.why != answer.text
        for words in ("text", "why"):
            assert len({getattr(answer, words) for answer in one.answers}) == len(one.answers)


@pytest.mark.parametrize("step", STEPS)
def test_most_questions_ask_why_or_what_would_happen(step: str) -> None:
    asked = [one.question.lower() for one in questions(step).asked]
    assert sum(any(words in one for words in UNDERSTANDING) for one in asked) >= 2, asked


def test_the_right_answer_has_no_favourite_place_and_isnt_told_by_its_length() -> None:
    asked = [one for step in STEPS for one in questions(step).asked]
    places = [[answer.right for answer in one.answers].index(True) for one in asked]
    assert all(places.count(at) >= len(asked) / 5 for at in range(3)), places


def test_a_step_without_questions_has_none() -> None:
    with pytest.raises(KeyError):
        questions("no-such-step")


@pytest.mark.usefixtures("unseen")
@pytest.mark.parametrize("step", STEPS)
def test_where_nobody_looks_the_answers_unfold_and_stand_at_the_end_of_the_text(step: str) -> None:
    shown = panel(step)
    assert shown.widget is None
    bundle = shown._repr_mimebundle_()
    found = questions(step)
    assert bundle["text/html"].count("<details><summary>Answers</summary>") == len(found.asked)
    assert bundle["text/html"].count("<li>") == bundle["text/html"].count("</li>")
    asked, answers = bundle["text/plain"].split("\nAnswers\n")
    assert "✔" not in asked
    assert answers.count("✔ Right") == len(found.asked)


def test_what_stands_between_backticks_is_code_and_nothing_is_taken_for_html() -> None:
    page = questions("role")._repr_mimebundle_()["text/html"]
    assert "<code>/service-role/</code>" in page
    assert "`" not in page
    assert isinstance(questions("role"), Questions)


@pytest.mark.usefixtures("open_notebook")
def test_an_answer_with_code_in_it_is_a_name_without_backticks() -> None:
    for step in STEPS:
        widget: Any = panel(step).widget
        names = [one.description for box in widget.children[1:] for one in box.children if hasattr(one, "description")]
        assert not any("`" in name for name in names if name[:1].isdigit())


@pytest.mark.usefixtures("open_notebook")
def test_each_answer_that_is_pressed_explains_itself() -> None:
    found: Any = questions("network")
    widget = panel("network").widget
    for number, (one, box) in enumerate(zip(found.asked, widget.children[1:], strict=True), 1):
        _, *buttons, output = box.children
        for letter, answer, button in zip("abc", one.answers, buttons, strict=True):
            assert button.description == f"{number}{letter}. {answer.text}"  # its name, for who only hears it
            button.click()
            assert text(output) == f"{number}{letter}. {'✔ Right' if answer.right else '✘ Not so'}: {answer.why}"
