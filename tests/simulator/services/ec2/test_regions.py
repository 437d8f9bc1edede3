"""A Region's network is the same in every world of a seed, whatever was asked first."""

from __future__ import annotations

from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.services.ec2 import regions
from c9lib.simulator.world import World


def default_vpc(seed: int, region: str, *, noise: bool) -> tuple[str, ...]:
    world = World(seed=seed, clock=Clock(speed=0.0))
    Front(world)
    with world.lock:
        if noise:
            world.client("iam", region, world.aws_itself).create_user(UserName="somebody")
        regions.furnish(world, region)
        ec2 = world.client("ec2", region, world.aws_itself)
        subnets = ec2.describe_subnets()["Subnets"]
        before = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        regions.furnish(world, region)
        assert ec2.describe_vpcs()["Vpcs"][0]["VpcId"] == before
    return (before, *(subnet["SubnetId"] for subnet in subnets))


def test_ids_depend_on_seed_and_region_alone() -> None:
    first = default_vpc(1, "us-east-1", noise=False)
    assert default_vpc(1, "us-east-1", noise=True) == first
    assert set(default_vpc(2, "us-east-1", noise=False)).isdisjoint(first)
    assert set(default_vpc(1, "eu-west-1", noise=False)).isdisjoint(first)
