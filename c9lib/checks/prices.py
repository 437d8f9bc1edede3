"""What things cost per hour: the one price table.

List prices in USD of us-east-1, as the AWS Pricing API gave them in August 2026 (facts 9). Other Regions differ; a
price that isn't known is None, never a guess.
"""

from __future__ import annotations

from typing import Literal

Item = Literal["instance", "public-ipv4", "interface-endpoint", "nat-gateway", "ebs-gp3-gb"]

AS_OF = "August 2026"
PRICED_REGION = "us-east-1"
HOURS_PER_MONTH = 730
"""How AWS turns a price per month into one per hour (facts 9)."""

HOURLY: dict[Item, float] = {
    "public-ipv4": 0.005,  # each, in use or idle
    "interface-endpoint": 0.01,  # each, per Availability Zone, in whatever state; data comes on top
    "nat-gateway": 0.045,  # each; data comes on top
    "ebs-gp3-gb": 0.08 / HOURS_PER_MONTH,
}
INSTANCES: dict[str, float] = {"t3.micro": 0.0104, "t3.small": 0.0208}
"""Linux, on demand. The facts have no dated price for any other type."""


def hourly(region: str, item: Item, instance_type: str | None = None) -> float | None:
    """USD per hour of one `item` ("ebs-gp3-gb": of one GB); `instance_type` goes with "instance". None: not known."""
    if region != PRICED_REGION:
        return None
    return INSTANCES.get(instance_type or "") if item == "instance" else HOURLY.get(item)
