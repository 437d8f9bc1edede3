"""What does it cost by the hour while it runs? (facts 9)"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from c9lib.checks.prices import hourly, source
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check


@dataclass(frozen=True)
class Line:
    """So many of a thing at a price each; the price is None where the table has none."""

    number: int
    name: str
    price: float | None

    def __str__(self) -> str:
        return f"{self.number} × {self.name} {'not known' if self.price is None else f'${self.price:.4f}'}"


@asks("cost.hourly", "What does it cost per hour?")
def per_hour(question: Question, seen: Snapshot) -> Check:
    """Facts 9: list prices without data; endpoints count per zone, and cost even when nothing runs."""
    lines = [line for line in [*_running(seen), *_standing(seen), *_volumes(seen)] if line.number]
    if not lines:
        return question.skip("nothing here costs by the hour")
    known = sum(line.number * line.price for line in lines if line.price is not None)
    partly = any(line.price is None for line in lines)
    figure = f"{'at least ' if partly else ''}${known:.4f}" if known else "not known"
    told = ", ".join(map(str, lines))
    return question.ok(f"{figure} per hour ({source(seen.region)}): {told}")


def _running(seen: Snapshot) -> list[Line]:
    """What stops costing when the instance stops."""
    instance = seen.surroundings.instance
    if instance is None or instance["State"]["Name"] != "running":
        return []
    kind = instance["InstanceType"]
    return [Line(1, f"{kind} instance", hourly(seen.region, "instance", kind))]


def _standing(seen: Snapshot) -> list[Line]:
    """What costs as long as it is there, used or not. An interface endpoint has a subnet per zone it costs in."""
    around = seen.surroundings
    gateways = [one["NatGatewayAddresses"] for one in around.nat_gateways]
    zones = sum(len(one["SubnetIds"]) for one in around.endpoints if one["VpcEndpointType"] == "Interface")
    addresses = sum("PublicIp" in one.get("Association", {}) for one in around.interfaces)
    addresses += sum("PublicIp" in address for gateway in gateways for address in gateway)
    return [
        Line(addresses, "public IPv4 address", hourly(seen.region, "public-ipv4")),
        Line(len(gateways), "NAT gateway", hourly(seen.region, "nat-gateway")),
        Line(zones, "interface endpoint in a zone", hourly(seen.region, "interface-endpoint")),
    ]


def _volumes(seen: Snapshot) -> list[Line]:
    """Gigabytes by volume type; the table has a price for gp3 only."""
    sizes: Counter[str] = Counter()
    for volume in seen.surroundings.volumes:
        sizes[volume["VolumeType"]] += volume["Size"]
    price = hourly(seen.region, "ebs-gp3-gb")
    return [Line(size, f"GB of {kind}", price if kind == "gp3" else None) for kind, size in sorted(sizes.items())]
