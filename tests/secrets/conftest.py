"""An account whose keys count as secrets."""

from tests.simulator.conftest import aws, front

__all__ = ["aws", "front"]
