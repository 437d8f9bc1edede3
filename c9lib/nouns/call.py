"""One request to AWS, as it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Call:
    """One request: what was asked, without secrets, and how it ended.

    `service` and `operation` are botocore's names (`iam`, `CreateRole`); `outcome` is `ok` or AWS's error code;
    `seconds` is wall time.
    """

    service: str
    operation: str
    arguments: Mapping[str, Any]
    region: str
    outcome: str
    seconds: float
    request_id: str = ""

    @property
    def writes(self) -> bool:
        """Whether the operation changes something, judged by AWS's verbs."""
        reading = ("Describe", "Detect", "List", "Get", "Simulate", "Search", "Lookup", "BatchGet")
        return not self.operation.startswith(reading)

    @property
    def name(self) -> str:
        return f"{self.service}:{self.operation}"
