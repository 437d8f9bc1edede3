"""What a worker is told of one seat, and what it tells afterwards: plain data that crosses processes.

There are no credentials in it: each worker takes its own from its environment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from c9lib.aws.pace import Pace
from c9lib.errors import UserError
from c9lib.nouns.plain import plain
from c9lib.parameters import Parameters


@dataclass(frozen=True)
class SeatTask:
    """What is to be done for one seat: these steps, in this order, with these parameters.

    `root` is where the seat's evidence gets its folder, `<root>/<seat>`, or `<root>/<seat>-2` where somebody has tried
    before. `pace` holds all workers to AWS's call limits; None where nobody else calls. `notebooks` runs the steps'
    notebooks by papermill, which is slower, and leaves them executed in the evidence. `undo` removes the whole
    deployment instead, with its proof; then `steps` don't matter.
    """

    seat: str
    parameters: Parameters
    root: Path
    steps: tuple[str, ...]
    pace: Pace | None = None
    notebooks: bool = False
    undo: bool = False


@dataclass(frozen=True)
class SeatResult:
    """How it ended. `changes` counts what was changed, `waits_seconds` what was spent waiting for AWS, both times are
    seconds in the account's time. `error` is the whole message for people, `title` its first line, both "" where all is
    well; `exit_code` is that of the command that would have run the seat alone. `evidence` is the path of its folder,
    "" where it has none; `calls` counts the calls that were made, by operation (`ec2:DescribeVpcs`).
    """

    seat: str
    well: bool
    changes: int = 0
    waits_seconds: float = 0.0
    seconds: float = 0.0
    error: str = ""
    title: str = ""
    exit_code: int = 0
    evidence: str = ""
    calls: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """It as plain data, as `class.json` keeps it."""
        told: dict[str, Any] = plain(self)
        return told

    @classmethod
    def failed(cls, seat: str, error: UserError) -> SeatResult:
        """Of a seat that left nothing but an error."""
        code = error.exit_code
        return cls(seat, well=False, error=str(error), title=error.title, exit_code=code)

    @classmethod
    def of(cls, told: dict[str, Any]) -> SeatResult:
        """It again from `to_json`. Raises TypeError for what isn't one."""
        return cls(**told)
