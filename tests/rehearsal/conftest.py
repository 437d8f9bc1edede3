"""An account in this process, as the tests of the least policy have it."""

from __future__ import annotations

from tests.least.conftest import admin
from tests.steps.conftest import boto_session, few_regions, front, one_boto_session

__all__ = ["admin", "boto_session", "few_regions", "front", "one_boto_session"]
