"""What a person sees of a run: plain lines in a log, whole lines whatever pieces arrive."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial

from rich.console import Console

from c9lib.runbook.order import CHAPTERS
from c9lib.runbook.progress import Lines, Live, Plain


def test_a_log_names_the_step_on_every_line() -> None:
    stream = io.StringIO()
    tell = Plain(stream)
    tell.began(CHAPTERS[1], 8)
    Lines(partial(tell.line, CHAPTERS[1])).write("Target simulated\n  waits\n")
    tell.ended(CHAPTERS[1], 1.25, well=True)
    assert stream.getvalue().splitlines() == [
        "[1/8] role: 01-create-role.ipynb",
        "    role: Target simulated",
        "    role:   waits",
        "    role: done in 1.2 s",
    ]


def test_a_second_visit_is_said() -> None:
    stream = io.StringIO()
    Plain(stream).began(replace(CHAPTERS[6], again=True), 8)
    assert stream.getvalue() == "[6/8] endpoints again: 06-configure-endpoints.ipynb\n"


def test_a_failure_is_said() -> None:
    stream = io.StringIO()
    tell = Plain(stream)
    tell.began(CHAPTERS[1], 8)
    tell.ended(CHAPTERS[1], 1.0, well=False)
    assert "FAILED" in stream.getvalue()


def test_pieces_of_a_line_are_joined_and_empty_lines_left_out() -> None:
    heard: list[str] = []
    lines = Lines(heard.append)
    for piece in ("one", " line\n\n", "two\nrest"):
        lines.write(piece)
    assert heard == ["one line", "two"]


def test_a_log_of_two_notebooks_at_once_tells_whose_each_line_is() -> None:
    stream = io.StringIO()
    tell = Plain(stream)
    for chapter in CHAPTERS[1:3]:
        tell.began(chapter, 8)
    tell.line(CHAPTERS[1], "one")
    tell.line(CHAPTERS[2], "two")
    tell.line(CHAPTERS[1], "three")
    assert stream.getvalue().splitlines()[2:] == ["    role: one", "    profile: two", "    role: three"]


def test_a_terminal_keeps_one_line_per_notebook() -> None:
    stream = io.StringIO()
    tell = Live(Console(file=stream, force_terminal=True, width=100, color_system=None))
    tell.began(CHAPTERS[2], 8)
    tell.line(CHAPTERS[2], "waiting [brackets] stay")
    tell.ended(CHAPTERS[2], 2.0, well=True)
    assert "✔ 02 profile" in stream.getvalue()
    assert "waiting [brackets] stay" in stream.getvalue()


def test_a_terminal_shows_a_line_for_each_notebook_that_runs() -> None:
    stream = io.StringIO()
    tell = Live(Console(file=stream, force_terminal=True, width=100, color_system=None))
    for chapter in CHAPTERS[1:3]:
        tell.began(chapter, 8)
    tell.line(CHAPTERS[1], "waits for one thing")
    tell.line(CHAPTERS[2], "waits for another")
    tell.ended(CHAPTERS[1], 2.0, well=True)
    tell.line(CHAPTERS[1], "too late to be shown")
    tell.ended(CHAPTERS[2], 2.5, well=False)
    shown = stream.getvalue()
    assert shown.index("✔ 01 role") < shown.index("✘ 02 profile")
    assert "[2/8] profile  waits for another" in shown
    assert "too late" not in shown
