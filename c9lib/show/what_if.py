"""A forecast as people look at it: services now and then, the ways that change, the commands to do and to undo it."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from c9lib.nouns import Call, Way
from c9lib.nouns.what_if import NEW, Act, Consequence, Until
from c9lib.show.commands import Commands, as_command
from c9lib.show.ways import Ways

BEFORE, AFTER = "Now, station by station", "Then, station by station"
SAME = "Every way stays as it is."
SECONDS = 5
"""How often a shell that waits asks again."""


@dataclass(frozen=True)
class Forecast:
    """A consequence with its pictures and commands."""

    told: Consequence
    region: str

    @property
    def before(self) -> Ways:
        """The ways that would change, as they are."""
        return Ways.of(self._changing(self.told.before), BEFORE, SAME)

    @property
    def after(self) -> Ways:
        """The same ways as they would be."""
        return Ways.of(self._changing(self.told.after), AFTER, SAME)

    @property
    def do(self) -> Commands:
        """AWS CLI commands that do it."""
        return commands(self.told.option.do, self.region)

    @property
    def undo(self) -> Commands:
        """AWS CLI commands that undo it."""
        return commands(self.told.option.undo, self.region)

    def __str__(self) -> str:
        parts = (str(self.told), str(self.after), f"Do it:\n{self.do}", f"Undo it:\n{self.undo}")
        return "\n\n".join(parts)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}

    def html(self) -> str:
        """For a notebook: text beside each picture, commands that can be copied."""
        told = self.told.table()._repr_html_()
        ways = self.before.html() + self.after.html() if self._changed() else f"<p>{SAME}</p>"
        written = "".join(
            f"<p><strong>{title}</strong></p><pre>{escape(str(lines))}</pre>"
            for title, lines in (("Do it", self.do), ("Undo it", self.undo))
        )
        return f"<div>{told}{ways}{written}</div>"

    def _changing(self, ways: Iterable[Way]) -> list[Way]:
        return [one for one in ways if one.service in self._changed()]

    def _changed(self) -> set[str]:
        then = {one.service: one for one in self.told.after}
        return {one.service for one in self.told.before if then.get(one.service) != one}


def commands(acts: Iterable[Act], region: str) -> Commands:
    """The same as AWS CLI commands for a POSIX shell; an id that is made on the way is kept in the variable NEW."""
    return Commands(tuple(line for act in acts for line in _lines(act, region)))


def _lines(act: Act, region: str) -> Iterator[str]:
    line = _filled(as_command(Call(act.service, act.operation, act.arguments, region, "ok", 0)))
    yield f"{NEW.removeprefix('$')}=$({line} --query {act.gives} --output text)" if act.gives else line
    if act.until:
        yield _waiting(act.until, region)


def _waiting(until: Until, region: str) -> str:
    """A loop: the AWS CLI has no wait for endpoints (facts 7.2), and asks for others every 15 seconds only."""
    asked = as_command(Call("ec2", until.operation, until.arguments, region, "ok", 0)).replace(" \\\n   ", "")
    question = f"{_filled(asked)} --query {shlex.quote(until.query)} --output text"
    return f'until [ "$({question})" = {until.value} ]; do sleep {SECONDS}; done'


def _filled(line: str) -> str:
    """The variable, which a shell fills in only outside of single quotes."""
    return line.replace(f"'{NEW}'", f'"{NEW}"')
