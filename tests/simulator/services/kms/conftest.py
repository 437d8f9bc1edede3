"""A client of KMS, and a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def kms(aws: Callable[..., Any]) -> Any:
    return aws("kms")


@pytest.fixture
def key(kms: Any) -> str:
    """The ARN of a key with the default policy."""
    return str(kms.create_key(Description="for volumes")["KeyMetadata"]["Arn"])
