"""The order of the notebooks, and which of them a run takes."""

from __future__ import annotations

import pytest

from c9lib.errors import ParameterError
from c9lib.runbook import order


def test_every_chapter_has_its_notebook_and_nothing_else_is_numbered() -> None:
    files = {file.name for file in order.folder().glob("[0-9]*.ipynb")}
    assert files == {chapter.file for chapter in order.CHAPTERS}


def test_a_run_leaves_the_tear_down_out() -> None:
    assert [chapter.step for chapter in order.select()] == [
        "start", "role", "profile", "network", "access", "environment", "endpoints", "verify",
    ]  # fmt: skip


def test_from_and_to_include_their_ends() -> None:
    assert [chapter.step for chapter in order.select(first="network", last="environment")] == [
        "network", "access", "environment",
    ]  # fmt: skip
    assert [chapter.step for chapter in order.select(only="role")] == ["role"]


def test_an_unknown_step_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(ParameterError) as caught:
        order.select(only="enviroment")
    assert "Did you mean environment?" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(("only", "first", "last"), [("role", "start", ""), ("", "verify", "role")])
def test_choices_that_contradict_each_other_are_refused(only: str, first: str, last: str) -> None:
    with pytest.raises(ParameterError):
        order.select(only, first, last)


def test_the_tear_down_is_no_step_of_a_run() -> None:
    with pytest.raises(ParameterError):
        order.select(only="tear-down")
