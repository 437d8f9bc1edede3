"""VPC Block Public Access and its exclusions."""

from __future__ import annotations

import pytest

from c9lib.path.public_access import is_blocked
from tests.path.building import PUBLIC, VPC, network, subnet

HERE = subnet(PUBLIC, "10.0.1.0/24")


@pytest.mark.parametrize(
    ("mode", "lifted", "direct", "nat"),
    [
        ("off", "", False, False),
        ("block-ingress", "", True, False),
        ("block-bidirectional", "", True, True),
        ("block-bidirectional", "allow-egress", True, False),
        ("block-bidirectional", "allow-bidirectional", False, False),
        ("block-ingress", "allow-bidirectional", False, False),
        ("block-ingress", "allow-egress", True, False),
    ],
)
@pytest.mark.parametrize("where", [PUBLIC, VPC])
def test_what_each_mode_blocks(mode: str, lifted: str, direct: bool, nat: bool, where: str) -> None:
    arn = f"arn:aws:ec2:us-east-1:123456789012:{'vpc' if where == VPC else 'subnet'}/{where}"
    exclusion = {"ResourceArn": arn, "InternetGatewayExclusionMode": lifted, "State": "create-complete"}
    told = network(
        block_public_access={"InternetGatewayBlockMode": mode},
        block_public_access_exclusions=[exclusion] if lifted else [],
    )
    assert (is_blocked(told, HERE, nat=False), is_blocked(told, HERE, nat=True)) == (direct, nat)


def test_an_exclusion_that_isnt_made_yet_or_is_for_another_lifts_nothing() -> None:
    arn = "arn:aws:ec2:us-east-1:123456789012:subnet/"
    lifting = {"InternetGatewayExclusionMode": "allow-bidirectional"}
    told = network(
        block_public_access={"InternetGatewayBlockMode": "block-bidirectional"},
        block_public_access_exclusions=[
            {**lifting, "ResourceArn": arn + PUBLIC, "State": "create-in-progress"},
            {**lifting, "ResourceArn": arn + "subnet-other", "State": "create-complete"},
        ],
    )
    assert is_blocked(told, HERE, nat=True)


def test_unknown_counts_as_off() -> None:
    assert not is_blocked(network(), HERE, nat=False)
