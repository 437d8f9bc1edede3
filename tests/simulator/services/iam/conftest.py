"""IAM as the account's administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def iam(aws: Callable[..., Any]) -> Any:
    return aws("iam")
