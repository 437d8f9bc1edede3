"""Errors for people: what, where, why, what to do; and the exit code of the command."""

from __future__ import annotations

import inspect

import pytest

from c9lib import errors
from c9lib.errors import AwsError, ParameterError, RefusedError, StepError, UserError, WaitError

EXIT_CODES = {UserError: 1, ParameterError: 2, RefusedError: 3, AwsError: 1, WaitError: 1, StepError: 1}


def test_every_error_has_the_exit_code_of_the_interface() -> None:
    classes = {each for _, each in inspect.getmembers(errors, inspect.isclass) if issubclass(each, Exception)}
    assert {each: each.exit_code for each in classes} == EXIT_CODES


def test_an_error_is_told_in_lines() -> None:
    error = RefusedError("No.", details=("here", "because"), remedy=("Do this.", "Or that."))
    assert error.lines() == ["No.", "  here", "  because", "What to do:", "  Do this.", "  Or that."]
    assert str(error) == "\n".join(error.lines())
    assert str(StepError("Only this.")) == "Only this."


def test_an_error_of_aws_carries_its_code_and_operation() -> None:
    error = AwsError("AWS refused.", code="NoSuchEntity", operation="GetRole", details=("d",))
    assert (error.code, error.operation, error.lines()) == ("NoSuchEntity", "GetRole", ["AWS refused.", "  d"])


def test_a_notebook_shows_words_instead_of_a_traceback() -> None:
    from IPython.testing.globalipapp import start_ipython
    from IPython.utils.capture import capture_output

    shell = start_ipython()
    with capture_output() as captured:
        shell.run_cell("from c9lib.errors import RefusedError\nraise RefusedError('No.', remedy=('Do this.',))")
    assert "RefusedError: No.\nWhat to do:\n  Do this." in captured.stdout
    assert "Traceback" not in captured.stdout


@pytest.mark.parametrize("error", EXIT_CODES)
def test_each_says_what_it_is_for(error: type[UserError]) -> None:
    assert error.__doc__
    assert error.__name__.endswith("Error")


def test_an_error_is_rewritten_whole_and_stays_of_its_kind() -> None:
    error = AwsError("No to 1.", code="NoSuchEntity", operation="GetRole", details=("at 1",), remedy=("Do 1.",))
    told = error.rewritten(lambda text: text.replace("1", "2"))
    assert isinstance(told, AwsError)
    assert told.lines() == ["No to 2.", "  at 2", "What to do:", "  Do 2."]
    assert (told.code, told.operation, told.args) == ("NoSuchEntity", "GetRole", ("No to 2.",))
    assert error.title == "No to 1."
