"""Questions after a notebook: what each answer says about its subject, right or wrong.

They ask for understanding: why, and what would happen if. With widgets an answer explains itself when it is pressed;
elsewhere all of it unfolds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from c9lib.notebook.cards import Words, shown_in
from c9lib.notebook.live import Panel, live

LETTERS = "abcdef"
RIGHT, WRONG = "✔ Right", "✘ Not so"
ANSWER = "c9lib-answer"
"""The CSS class of an answer's button. Its text is all of the button, as a screen reader says the text and no more."""
STYLE = (
    f"<style>.jupyter-button.{ANSWER} {{ width: auto; max-width: 100%; height: auto; padding: .3em .8em;"
    " line-height: 1.4; text-align: left; white-space: normal; }</style>"
)


@dataclass(frozen=True)
class Answer:
    """One answer: its text, why it is right or wrong."""

    text: str
    why: str
    right: bool = False

    @property
    def judged(self) -> str:
        """`✔ Right: because …`."""
        return f"{RIGHT if self.right else WRONG}: {self.why}"


@dataclass(frozen=True)
class Question:
    """A question with its answers, of which one is right."""

    question: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Questions:
    """The questions of one notebook."""

    step: str
    asked: tuple[Question, ...]

    @property
    def title(self) -> str:
        return f"{len(self.asked)} questions to check yourself"

    def __str__(self) -> str:
        lines = [self.title]
        for number, one in enumerate(self.asked, 1):
            lines += ["", f"{number}. {one.question}"]
            lines += [f"   {letter}) {answer.text}" for letter, answer in zip(LETTERS, one.answers, strict=False)]
        lines += ["", "Answers"]
        for number, one in enumerate(self.asked, 1):
            lines += [
                f"  {number}{letter}. {answer.judged}" for letter, answer in zip(LETTERS, one.answers, strict=False)
            ]
        return "\n".join(lines)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        asked = "".join(f"<li>{_html(one)}</li>" for one in self.asked)
        html = f"<div><p><strong>{escape(self.title)}</strong></p><ol>{asked}</ol></div>"
        return {"text/plain": str(self), "text/html": html}


@cache
def questions(step: str) -> Questions:
    """The questions of a step's notebook. Raises `KeyError` for a step that has none."""
    from c9lib.parameters.files import parse  # YAML costs 30 ms at import

    file = files("c9lib.notebook") / "questions" / f"{step}.yaml"
    if not file.is_file():
        raise KeyError(step)
    told: Any = parse(file.read_text(encoding="utf-8"))
    return Questions(
        step, tuple(Question(one["question"], tuple(Answer(**each) for each in one["answers"])) for one in told)
    )


def panel(step: str) -> Panel:
    """The questions as a cell shows them."""
    asked = questions(step)
    return Panel(asked, _widget(asked) if live() else None)


def _widget(asked: Questions) -> Any:
    import ipywidgets as w

    title = w.HTML(f"{STYLE}<p><strong>{escape(asked.title)}</strong></p>")
    return w.VBox([title, *(_one(number, one) for number, one in enumerate(asked.asked, 1))])


def _one(number: int, asked: Question) -> Any:
    """A question: a button for each answer, and what was said about the last that was pressed."""
    import ipywidgets as w

    told = w.Output()
    rows = []
    for letter, answer in zip(LETTERS, asked.answers, strict=False):
        button = w.Button(
            description=f"{number}{letter}. {answer.text.replace('`', '')}", tooltip="says why, or why not"
        )
        button.add_class(ANSWER)
        button.on_click(lambda _, at=letter, answer=answer: _tell(told, f"{number}{at}", answer))
        rows.append(button)
    return w.VBox([w.HTML(f"<p>{number}. {_marked(asked.question)}</p>"), *rows, told])


def _tell(output: Any, which: str, answer: Answer) -> None:
    shown_in(output, [Words(f"{which}. {answer.judged}")])


def _marked(text: str) -> str:
    """Text in HTML, with what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _html(one: Question) -> str:
    answers = "".join(f"<li>{_marked(answer.text)}</li>" for answer in one.answers)
    told = "".join(f"<li>{_marked(answer.judged)}</li>" for answer in one.answers)
    letters = 'style="list-style-type:lower-alpha"'
    folded = f"<details><summary>Answers</summary><ol {letters}>{told}</ol></details>"
    return f"<p>{_marked(one.question)}</p><ol {letters}>{answers}</ol>{folded}"
