"""What may come of any input: parameters, or one message that a person can read."""

from __future__ import annotations

from collections.abc import Callable

from c9lib.errors import ParameterError
from c9lib.parameters import Parameters, from_mapping, load
from c9lib.parameters.files import parse


def outcome(make: Callable[[], Parameters]) -> Parameters | str:
    """The parameters, which survive being written and read; or the message, which a terminal can show."""
    try:
        made = make()
    except ParameterError as error:
        return well_said(str(error), error.exit_code)
    assert from_mapping(made.given()) == made
    assert from_mapping(parse(made.to_yaml())) == made
    return made


def well_said(message: str, code: int) -> str:
    """The message, if it is one: in words, on lines of a length that a person reads, with the code of its kind."""
    message.encode()
    assert code in (1, 2, 3)
    assert "Traceback" not in message
    assert message.strip()
    assert all(len(line) < 1000 for line in message.splitlines()), message
    return message


__all__ = ["load", "outcome", "well_said"]
