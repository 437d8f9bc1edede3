"""What mends a way, as AWS CLI commands in the order to run them."""

from __future__ import annotations

from c9lib.path.network import Network, Thing

EVERYWHERE = "0.0.0.0/0"
NEW_ADDRESS = "<the AllocationId of the answer>"
NEW_GATEWAY = "<the InternetGatewayId of the answer>"


def default_route(network: Network, table: Thing, *, exists: bool, cidr: str = EVERYWHERE) -> tuple[str, ...]:
    """Lead a route table to its VPC's internet gateway; where the VPC has none, make and attach one first."""
    found = network.attached_gateway(table["VpcId"])
    gateway = found["InternetGatewayId"] if found else NEW_GATEWAY
    first = () if found else ("aws ec2 create-internet-gateway", attach(gateway, table["VpcId"]))
    verb = "replace-route" if exists else "create-route"
    route = f"aws ec2 {verb} --route-table-id {table['RouteTableId']} --destination-cidr-block {cidr}"
    return (*first, f"{route} --gateway-id {gateway}")


def mended_route(network: Network, table: Thing, cidr: str, gateway_id: str) -> tuple[str, ...]:
    """Attach the internet gateway that a route leads to, when it is free and the VPC has none; else lead elsewhere."""
    gateway = network.internet_gateway(gateway_id)
    free = gateway is not None and not gateway.get("Attachments")
    if free and network.attached_gateway(table["VpcId"]) is None:
        return (attach(gateway_id, table["VpcId"]),)
    return default_route(network, table, exists=True, cidr=cidr)


def attach(gateway_id: str, vpc_id: str) -> str:
    """Attach an internet gateway to a VPC."""
    return f"aws ec2 attach-internet-gateway --internet-gateway-id {gateway_id} --vpc-id {vpc_id}"


def address_for_interface(interface_id: str) -> tuple[str, ...]:
    """Give an existing interface a public address: an Elastic IP address, the only way without a new launch."""
    return (
        "aws ec2 allocate-address --domain vpc",
        f"aws ec2 associate-address --network-interface-id {interface_id} --allocation-id {NEW_ADDRESS}",
    )


def addresses_for_subnet(subnet_id: str) -> tuple[str, ...]:
    """Let a subnet give a public address to every instance that is launched in it from now on."""
    return (f"aws ec2 modify-subnet-attribute --subnet-id {subnet_id} --map-public-ip-on-launch",)
