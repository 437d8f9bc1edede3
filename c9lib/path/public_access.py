"""VPC Block Public Access: whether the account lets a subnet talk through an internet gateway at all.

Source: Amazon VPC user guide, "Block public access to VPCs and subnets" (facts 7.7). `block-bidirectional` stops NAT
gateways, too; `block-ingress` leaves them, because they only let out. An exclusion is for a VPC or for a subnet;
`allow-egress` lets out what `block-ingress` would let out.
"""

from __future__ import annotations

from c9lib.path.network import Network, Thing

EXCLUDING = ("create-complete", "update-complete", "disable-in-progress")
"""States in which an exclusion holds."""


def is_blocked(network: Network, subnet: Thing, *, nat: bool) -> bool:
    """Whether an interface in `subnet` is kept from the internet gateway; `nat`: it is a NAT gateway's."""
    mode = mode_of(network)
    if mode == "off" or (mode == "block-ingress" and nat):
        return False
    lifted = {str(one.get("InternetGatewayExclusionMode")) for one in exclusions(network, subnet)}
    return not ("allow-bidirectional" in lifted or ("allow-egress" in lifted and nat))


def mode_of(network: Network) -> str:
    """`off`, `block-bidirectional` or `block-ingress`; `off` where nothing is known."""
    return str((network.block_public_access or {}).get("InternetGatewayBlockMode", "off"))


def exclusions(network: Network, subnet: Thing) -> list[Thing]:
    """The exclusions that hold for a subnet: its own and its VPC's. Their `ResourceArn` ends with the id."""
    ids = (subnet["SubnetId"], subnet["VpcId"])
    return [
        one
        for one in network.block_public_access_exclusions
        if one.get("State", "create-complete") in EXCLUDING and str(one["ResourceArn"]).rpartition("/")[2] in ids
    ]
