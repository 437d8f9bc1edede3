"""One request to AWS, as it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

READING = ("Describe", "Detect", "List", "Get", "Simulate", "Search", "Lookup", "BatchGet")
"""The verbs with which the names of AWS's reading operations begin."""


def reads(operation: str) -> bool:
    """Whether an operation only reads, judged by AWS's verbs."""
    return operation.startswith(READING)


ON_ITS_WAY = "on its way"
"""The outcome of a call that was sent, and whose answer nobody has seen: whoever made it was killed meanwhile."""


@dataclass(frozen=True)
class Call:
    """One request: what was asked, without secrets, and how it ended.

    `service` and `operation` are botocore's names (`iam`, `CreateRole`); `outcome` is `ok` or AWS's error code;
    `seconds` is wall time; `attempts` counts how often it was sent until then; `began` is when, by the wall clock, in
    UTC (ISO 8601), so that it can be held beside a log of AWS or of this machine.
    """

    service: str
    operation: str
    arguments: Mapping[str, Any]
    region: str
    outcome: str
    seconds: float
    request_id: str = ""
    attempts: int = 1
    began: str = field(default="", compare=False)

    @property
    def writes(self) -> bool:
        """Whether the operation changes something."""
        return not reads(self.operation)

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation}"
