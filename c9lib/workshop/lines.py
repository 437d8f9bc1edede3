"""An AWS CLI command as text, read as a shell and the AWS CLI read it: which call it is, with which parameters.

Read is what remedies are made of: words, quotes, and `"$(aws … --query … --output text)"` for an id that AWS is asked
for. All else a shell would do is refused, so that no name that somebody gave a thing is ever taken for a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore import xform_name
from botocore.model import OperationModel

from c9lib.aws import Session
from c9lib.workshop.line_values import Value, arguments, unreadable

BARE = re.compile(r"[A-Za-z0-9_@%+=:,./*\[\]{}-]")
"""What stands for itself outside of quotes: what `shlex.quote` leaves alone, and what queries need."""
PART = re.compile(r"(\w+)(?:\[(\d+)\])?")
QUERIES = re.compile(rf"{PART.pattern}(?:\.{PART.pattern})*")
GLOBAL = ("--region", "--query", "--output")
PLACE, QUERY, OUTPUT = GLOBAL


@dataclass(frozen=True)
class Line:
    """A command: service and operation by the AWS CLI's names, and its words. A word may be a command itself, of whose
    answer it takes the place."""

    service: str
    operation: str
    words: tuple[str | Line, ...]
    text: str = field(default="", compare=False)

    @property
    def inner(self) -> tuple[Line, ...]:
        """The commands in its words."""
        return tuple(word for word in self.words if isinstance(word, Line))

    @property
    def ids(self) -> tuple[str, ...]:
        """Its words as far as they are text."""
        return tuple(word for word in self.words if isinstance(word, str))


def read(text: str) -> Line:
    """Read a command. Raises `ParameterError` for anything that isn't exactly one."""
    words = list(_words(text))
    if len(words) < 3 or words[0] != "aws" or not all(isinstance(word, str) for word in words[:3]):
        raise unreadable(text, "it isn't one AWS CLI command")
    return Line(str(words[1]), str(words[2]), tuple(words[3:]), text)


def run(session: Session, line: Line) -> Any:
    """Make the call: by boto3, recorded like any other. Gives the answer, or what `--query` takes of it. Raises
    `ParameterError` for what can't be read, botocore's errors otherwise."""
    words = [word if isinstance(word, str) else _asked(session, word) for word in line.words]
    options = dict(_options(line, words))
    region = _only(line, options.pop(PLACE, [])) or session.region
    query = _only(line, options.pop(QUERY, []))
    options.pop(OUTPUT, None)
    client = session.client(line.service, region)
    model = operation_of(client, line)
    told = arguments(model, options, line.text)
    answer = getattr(client, xform_name(model.name))(**told)
    return _taken(line, answer, query) if query else answer


def operation_of(client: Any, line: Line) -> OperationModel:
    """AWS's operation of that name. Raises `ParameterError`."""
    for name in client.meta.service_model.operation_names:
        if xform_name(name, "-") == line.operation:
            model: OperationModel = client.meta.service_model.operation_model(name)
            return model
    raise unreadable(line.text, f"{line.service} has no operation {line.operation}")


def _asked(session: Session, line: Line) -> str:
    """An id that an inner command asks for. Raises `ParameterError` when there is none."""
    found = run(session, line)
    if not isinstance(found, str):
        raise unreadable(line.text, f"AWS was asked for one value, and answered {found!r:.80}")
    return found


def _taken(line: Line, answer: Any, query: str) -> Any:
    """What a query takes of an answer: members by name, and one of a list by its number. None where there is none."""
    if not QUERIES.fullmatch(query):
        raise unreadable(line.text, f"--query {query} isn't a way to one value")
    for name, number in PART.findall(query):
        answer = (answer or {}).get(name)
        if number:
            answer = answer[int(number)] if answer and len(answer) > int(number) else None
    return answer


def _only(line: Line, values: Sequence[str]) -> str:
    if len(values) > 1:
        raise unreadable(line.text, f"{' '.join(values)} should be one value")
    return values[0] if values else ""


def _options(line: Line, words: Sequence[str]) -> Iterator[tuple[str, Value]]:
    """The options with their values: those words up to the next option."""
    name, values = "", list[str]()
    for word, made in zip(words, line.words, strict=True):
        if isinstance(made, str) and word.startswith("--"):
            if name:
                yield name, values
            name, joined, value = word.partition("=")
            values = [value] if joined else []
        elif not name:
            raise unreadable(line.text, f"{word!r} follows no option")
        else:
            values.append(word)
    if name:
        yield name, values


def _words(text: str) -> Iterator[str | Line]:
    """The words as a POSIX shell sees them."""
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
        elif text.startswith('"$(', at):
            end = text.find(')"', at)
            if end < 0 or text[end + 2 : end + 3] not in ("", " "):
                raise unreadable(text, "a command in its middle doesn't end")
            yield read(text[at + 3 : end])
            at = end + 2
        else:
            word, at = _word(text, at)
            yield word


def _word(text: str, at: int) -> tuple[str, int]:
    """A word from `at` on, and where it ends."""
    made = ""
    while at < len(text) and text[at] != " ":
        mark = text[at]
        if mark in "'\"":
            end = text.find(mark, at + 1)
            inside = text[at + 1 : end]
            if end < 0 or (mark == '"' and re.search(r"[$`\\]", inside)):
                raise unreadable(text, f"what begins with {mark} isn't plain text")
            made, at = made + inside, end + 1
        elif BARE.match(mark):
            made, at = made + mark, at + 1
        else:
            raise unreadable(text, f"{mark!r} means something to a shell")
    return made, at
