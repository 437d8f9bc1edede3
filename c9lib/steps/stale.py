"""What of a deployment was made by other parameters than those of now: its steps are stale.

Told from what AWS shows, and from no file: so whoever takes a deployment over, with whatever file, sees the same. What
a parameter asks for and isn't there yet is no staleness, but a change of the plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code
from c9lib.checks.reader import DENIED, Unread
from c9lib.nouns import Drawn, Table, plain
from c9lib.steps import stale_access, stale_endpoints, stale_environment, stale_network
from c9lib.steps.base import translated
from c9lib.steps.stale_words import Stale

SOURCES: dict[str, Callable[[Session], Iterable[Stale]]] = {
    "network": stale_network.stale,
    "access": stale_access.stale,
    "environment": stale_environment.stale,
    "endpoints": stale_endpoints.stale,
}
"""Role and profile are made by no parameter: the whole account shares them."""


@dataclass(frozen=True)
class Found(Drawn):
    """What is stale; and of which steps it can't be told, with why."""

    stale: tuple[Stale, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.stale or self.unknown)

    def of(self, step: str) -> tuple[Stale, ...]:
        """What of one step is stale."""
        return tuple(one for one in self.stale if one.step == step)

    def to_json(self) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = plain(self.stale)
        return told

    def table(self) -> Table:
        rows = tuple((one.step, one.parameter, one.there, one.asked, one.then) for one in self.stale)
        return Table(
            "What was made by other parameters",
            ("step", "parameter", "value there", "value asked", "what the run does"),
            rows,
            note=" ".join(f"Of step {step} it can't be told: {why}." for step, why in self.unknown),
            empty="nothing: all that is there is as the parameters ask for",
        )


def stale(session: Session) -> Found:
    """Look at every step. What the caller may not see is `unknown`, and stops nobody. Raises `AwsError`."""
    found: list[Stale] = []
    unknown: list[tuple[str, str]] = []
    with translated(session):
        for step, source in SOURCES.items():
            try:
                found += source(session)
            except (ClientError, Unread) as refused:
                unknown += _unseen(step, refused)
    return Found(tuple(found), tuple(unknown))


def _unseen(step: str, refused: ClientError | Unread) -> Iterator[tuple[str, str]]:
    """Why it can't be told. Raises what isn't a lack of permission."""
    code = refused.code if isinstance(refused, Unread) else error_code(refused)
    if code not in DENIED:
        raise refused
    operation = refused.permission if isinstance(refused, Unread) else refused.operation_name
    yield step, f"AWS refused {operation} ({code})"
