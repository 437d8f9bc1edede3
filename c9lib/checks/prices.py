"""What things cost per hour: the one price table.

List prices in USD, by Region, as the AWS Pricing API gave them (facts 9). A price that isn't known is None, never a
guess: what is only "about" so much isn't in here, and prices of one Region are never taken for another's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Item = Literal["instance", "public-ipv4", "interface-endpoint", "nat-gateway", "ebs-gp3-gb"]

AS_OF = "August 2026"
PRICED_REGION = "us-east-1"
"""The one Region of which all prices of the table are known, with their date."""
HOURS_PER_MONTH = 730
"""How AWS turns a price per month into one per hour (facts 9)."""

HOURLY: Mapping[str, Mapping[Item, float]] = {
    PRICED_REGION: {
        "public-ipv4": 0.005,  # each, in use or idle
        "interface-endpoint": 0.01,  # each, per Availability Zone, in whatever state; data comes on top
        "nat-gateway": 0.045,  # each; data comes on top
        "ebs-gp3-gb": 0.08 / HOURS_PER_MONTH,
    },
    # Quoted in facts 9, "Other Regions", without a date of its own; the others there are only "about", or of a Region
    # without Cloud9.
    "ap-southeast-1": {"nat-gateway": 0.059},
}
INSTANCES: Mapping[str, float] = {"t3.micro": 0.0104, "t3.small": 0.0208}
"""Linux, on demand, in `PRICED_REGION`. The facts have no dated price for any other type."""


def hourly(region: str, item: Item, instance_type: str | None = None) -> float | None:
    """USD per hour of one `item` ("ebs-gp3-gb": of one GB); `instance_type` goes with "instance". None: not known."""
    if item == "instance":
        return INSTANCES.get(instance_type or "") if region == PRICED_REGION else None
    return HOURLY.get(region, {}).get(item)


def source(region: str) -> str:
    """Where the prices of a Region come from, with their date, as it stands beside every figure."""
    if region == PRICED_REGION:
        return f"list prices of {region}, {AS_OF}"
    if region in HOURLY:
        return f"list prices of {region}, of which only some are known, and not of which month"
    return f"list prices of {region}, which aren't known: those of {PRICED_REGION} are, of {AS_OF}"
