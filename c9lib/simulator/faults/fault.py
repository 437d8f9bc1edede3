"""One fault that is switched on: its kind, whom it is for, how often it meets them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c9lib.simulator.faults.kinds import KINDS, Kind


@dataclass(frozen=True)
class Fault:
    """A fault as it was asked for (`reading.py`).

    Of the requests that it is for, the first `after` are spared; from there on it meets each with the probability
    `share` (0 to 1), or, with `first`, just that many; and never more than `times`. `service` and `operation` are
    botocore's names, "" for all. `seconds` is of wall time for `slow`, of simulated time for `late`.
    """

    kind: str
    share: float = 1.0
    service: str = ""
    operation: str = ""
    seconds: float = 0.0
    first: int | None = None
    times: int | None = None
    after: int = 0

    @property
    def about(self) -> Kind:
        return KINDS[self.kind]

    def concerns(self, service: str, operation: str) -> bool:
        """Whether it is for a request."""
        return (
            self.service in ("", service)
            and self.operation in ("", operation)
            and (not self.about.services or service in self.about.services)
            and (not self.about.operations or operation in self.about.operations)
        )

    def told(self) -> dict[str, Any]:
        """As JSON, without what was left to its default."""
        shown: dict[str, Any] = {"kind": self.kind, "share": self.share}
        for name in ("service", "operation", "seconds", "first", "times", "after"):
            value = getattr(self, name)
            if value or (value == 0 and name in ("first", "times")):
                shown[name] = value
        return shown

    def __str__(self) -> str:
        """In words: `throttle (5 % of ec2:CreateVpc)`."""
        whom = (self.operation and f"{self.service or 'any'}:{self.operation}") or self.service or "all requests"
        often = f"the first {self.first} of {whom}" if self.first is not None else f"{self.share * 100:g} % of {whom}"
        more = [
            f"{self.seconds:g} s" if self.seconds else "",
            f"after {self.after}" if self.after else "",
            f"at most {self.times}" if self.times is not None else "",
        ]
        return f"{self.kind} ({', '.join([often, *filter(None, more)])})"
