"""What a lab is: a healthy place that is broken, what AWS shows of that, what the learner has to name and to mend.

A lab is one file in `c9lib/labs/collection/`, whose `LAB` says all of it. Texts may name what the seed has chosen, as
`{service}`, and what was made, as `{instance}` (`Ground.variant`, `Ground.ids`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from c9lib.nouns import Call
from c9lib.show.commands import as_command

if TYPE_CHECKING:
    from c9lib.labs.ground import Ground


@dataclass(frozen=True)
class Cause:
    """A fault of the lab. `id` is in the catalogue (`causes.py`); `check` is the root cause that the verdict names
    while this is the first fault, `reason` its standard code ("" where it has none, or not always the same); `words`
    say, to whoever has solved the lab, how one thing led to the other.

    `when` is for a fault that the seed has chosen: `("fault", "acl")` counts where the variant's `fault` is `acl`.
    """

    id: str
    check: str
    reason: str = ""
    words: str = ""
    when: tuple[str, str] | None = None


@dataclass(frozen=True)
class Shown:
    """An AWS CLI command, and what it printed."""

    command: str
    output: str

    @property
    def lines(self) -> tuple[str, ...]:
        """As a terminal shows it."""
        return (f"$ {self.command}", self.output)


@dataclass(frozen=True)
class Symptom:
    """What AWS shows of the fault: a sentence about it, and the commands with which anybody sees it."""

    message: str
    shown: tuple[Shown, ...]


@dataclass(frozen=True)
class Solution:
    """What mends it: `why`, the calls in their order, and how it would have been seen on a real account."""

    why: str
    calls: tuple[Call, ...]
    on_aws: str

    @property
    def commands(self) -> tuple[str, ...]:
        """The calls as AWS CLI commands."""
        return tuple(as_command(call) for call in self.calls)


@dataclass(frozen=True)
class Wanted:
    """What the account has to look like in the end, besides that no check of the verdict fails.

    `ignores` are checks that may go on failing; `keeps` are the keys of `Ground.ids` that must still be there; `agent`
    says that the instance's agent has to be online; `more` gives "" or a sentence on what is missing still. `patience`
    are the simulated seconds that the grade lets pass for what comes up by itself.
    """

    ignores: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ("vpc", "subnet", "instance")
    agent: bool = True
    more: Callable[[Ground], str] | None = None
    patience: float = 4200


@dataclass(frozen=True)
class Question:
    """A question for the end, with its answer."""

    asked: str
    answer: str


@dataclass(frozen=True)
class Lab:
    """One lab. `level` is 1 to 3; `minutes` is how long a learner needs; `changes` say what `build` does; `causes` are
    in the order in which the verdict names them; `hints` lead on in steps, the last one nearly tells."""

    id: str
    title: str
    level: int
    minutes: int
    story: str
    changes: tuple[str, ...]
    aims: tuple[str, ...]
    build: Callable[[Ground], None]
    symptom: Callable[[Ground], Symptom]
    causes: tuple[Cause, ...]
    hints: tuple[str, ...]
    solution: Callable[[Ground], Solution]
    wanted: Wanted = Wanted()
    questions: tuple[Question, ...] = ()

    def causes_of(self, variant: Mapping[str, str]) -> tuple[Cause, ...]:
        """The faults of this variant, in the order in which the verdict names them."""
        return tuple(one for one in self.causes if one.when is None or variant.get(one.when[0]) == one.when[1])
