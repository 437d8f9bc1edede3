"""Tags that are looked up by a resource's id are those that moto finds by comparing."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from c9lib.simulator.moto_network import backend
from tests.simulator.conftest import Server


@pytest.fixture
def tagged(server: Server, aws: Any) -> Any:
    """moto's store of tags, with a few things in it."""
    ec2 = aws("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=_tags("vpc", Name="a", team="x"))["Vpc"]
    ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.0.1.0/24", TagSpecifications=_tags("subnet", Name="b"))
    return backend("us-east-1")


def _tags(kind: str, **tags: str) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}]


def test_by_id_it_finds_what_moto_finds(tagged: Any) -> None:
    slow = type(tagged).describe_tags.__wrapped__
    for one in (*tagged.tags, "vpc-0123456789abcdef0"):
        asked = {"resource-id": [one]}
        assert tagged.describe_tags(asked) == slow(tagged, asked)
    assert sum(bool(tagged.describe_tags({"resource-id": [one]})) for one in tagged.tags) >= 2
    assert "vpc-0123456789abcdef0" not in tagged.tags, "looking for it makes no entry"


@pytest.mark.parametrize("asked", [None, {"key": ["Name"]}, {"resource-id": ["vpc-*"]}, {"value": ["x"]}])
def test_everything_else_is_left_to_moto(tagged: Any, asked: Any) -> None:
    found = tagged.describe_tags(asked)
    assert found == type(tagged).describe_tags.__wrapped__(tagged, asked)
    assert found


def test_of_two_ids_both_count(tagged: Any) -> None:
    ids = [one for one, tags in tagged.tags.items() if tags][:2]
    found = tagged.describe_tags({"resource-id": ids})
    assert {one["resource_id"] for one in found} == set(ids)


def test_a_server_that_nobody_has_asked_for_a_network_has_none_of_ec2() -> None:
    lines = (
        "import sys",
        "from c9lib.simulator.clock import Clock",
        "from c9lib.simulator.front import Front",
        "from c9lib.simulator.world import World",
        "front = Front(World(seed=1, clock=Clock()))",
        "print('moto.ec2.models' in sys.modules)",
        "front.prepare('us-east-1')",
        "from moto.ec2.models.tags import TagBackend",
        "print(hasattr(TagBackend.describe_tags, '__wrapped__'))",
    )
    ran = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]
